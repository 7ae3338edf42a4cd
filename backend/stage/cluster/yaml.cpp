// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/yaml.h"

#include "backend/stage/cluster/repeats.h"
#include "backend/stage/net/yamlwalk.h"

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <yaml-cpp/yaml.h>

namespace stage::cluster {

using nlohmann::json;

namespace {

json scalar(const YAML::Node &node)
{
    const std::string &text = node.Scalar();
    if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str")
        return text; // quoted or a block
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
        return nullptr;
    if (text == "true" || text == "True" || text == "TRUE")
        return true;
    if (text == "false" || text == "False" || text == "FALSE")
        return false;
    const bool numeric = text.find_first_not_of("+-.0123456789eExXaAbBcCdDfF") == std::string::npos
                         && text.find_first_of("0123456789") != std::string::npos;
    if (!numeric)
        return text;
    char *end = nullptr;
    errno = 0;
    const bool hex = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const long long whole = std::strtoll(text.c_str(), &end, hex ? 16 : 10);
    if (errno == 0 && *end == '\0')
        return whole;
    errno = 0;
    const double real = std::strtod(text.c_str(), &end);
    if (!hex && errno == 0 && *end == '\0' && std::isfinite(real))
        return real;
    return text;
}

json convert(const YAML::Node &node, std::vector<std::string> *repeats, net::YamlWalk &walk)
{
    const net::YamlWalk::Step step(walk, node);
    switch (node.Type()) {
    case YAML::NodeType::Scalar: return scalar(node);
    case YAML::NodeType::Sequence: {
        json out = json::array();
        for (const YAML::Node &element : node)
            out.push_back(convert(element, repeats, walk));
        return out;
    }
    case YAML::NodeType::Map: {
        json out = json::object();
        for (const auto &entry : node) {
            const std::string &key = entry.first.Scalar();
            json value = convert(entry.second, repeats, walk);
            if (repeats && out.contains(key))
                repeats->push_back(repeatedKey(entry.first.Mark().line + 1, key));
            out[key] = std::move(value);
        }
        return out;
    }
    default: return nullptr;
    }
}

} // namespace

tl::expected<json, std::string> jsonFromYaml(const std::string &text,
                                             std::vector<std::string> *repeats)
{
    // The YAML reader is slow and trips over some JSON escapes; most clients send JSON anyway.
    json parsed = json::parse(text, nullptr, false);
    const bool read = !parsed.is_discarded() && (!repeats || repeatedFields(text).empty());
    if (read)
        return parsed;
    try {
        net::YamlWalk walk;
        return convert(YAML::Load(text), repeats, walk);
    } catch (const YAML::Exception &error) {
        if (!parsed.is_discarded())
            return parsed;
        return tl::unexpected("yaml: line " + std::to_string(error.mark.line + 1) + ", column "
                              + std::to_string(error.mark.column + 1) + ": " + error.msg);
    }
}

} // namespace stage::cluster
