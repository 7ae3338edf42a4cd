// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/stage/images.h"

#include "backend/stage/registry/digest.h"

#include <algorithm>

namespace stage::app {

Images::Images(const registry::Content &content, nlohmann::json map)
    : m_content(content)
    , m_reader(content)
    , m_map(std::move(map))
{
}

tl::expected<nodes::Image, std::string> Images::resolve(const std::string &reference)
{
    const auto parsed = registry::Reference::parse(reference);
    if (!parsed)
        return tl::unexpected("failed to parse image reference \"" + reference
                              + "\": invalid reference format");
    nodes::Image image;
    if (m_content.tags(parsed->name)) {
        auto info = m_reader.read(reference);
        if (!info)
            return tl::unexpected(info.error());
        image.digest = info->digest;
        image.files = info->files;
        image.env = info->env;
        std::vector<std::string> line = info->entrypoint;
        line.insert(line.end(), info->cmd.begin(), info->cmd.end());
        const auto word = std::find(line.begin(), line.end(), "workload");
        if (word != line.end() && word + 1 != line.end()) {
            image.workload = *(word + 1);
            image.args.assign(word + 2, line.end());
        }
        return image;
    }
    const std::string whole = (parsed->host.empty() ? "" : parsed->host + "/") + parsed->name;
    for (const std::string &name : {whole, parsed->name}) {
        if (const auto found = m_map.find(name); found != m_map.end() && name != "comment") {
            image.workload = found->get<std::string>();
            image.digest = registry::sha256Digest(whole + "@" + parsed->wanted());
            return image;
        }
    }
    return tl::unexpected(
        "failed to pull and unpack image \"" + reference + "\": failed to resolve reference \""
        + reference + "\": " + whole + ":" + parsed->wanted()
        + ": not found (the stage has no such image and no stand-in for its repository)");
}

} // namespace stage::app
