// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/negotiate.h"

#include "backend/stage/cluster/failures.h"
#include "backend/stage/cluster/yaml.h"
#include "backend/stage/net/depth.h"
#include "backend/stage/schema/protobuf.h"

#include <algorithm>
#include <cctype>

namespace stage::cluster {

namespace {

std::vector<std::string> split(const std::string &text, char separator)
{
    std::vector<std::string> out;
    std::size_t from = 0;
    while (from <= text.size()) {
        const std::size_t to = std::min(text.find(separator, from), text.size());
        std::string piece = text.substr(from, to - from);
        const std::size_t first = piece.find_first_not_of(" \t");
        if (first != std::string::npos)
            out.push_back(piece.substr(first, piece.find_last_not_of(" \t") - first + 1));
        from = to + 1;
    }
    return out;
}

const std::vector<std::string> &accepted()
{
    static const std::vector<std::string> types = {"application/json", "application/yaml",
                                                   "application/vnd.kubernetes.protobuf"};
    return types;
}

} // namespace

std::string mediaType(const std::string &contentType)
{
    std::string out = contentType.substr(0, contentType.find(';'));
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string parameter(const std::string &mediaRange, const std::string &name)
{
    for (const std::string &piece : split(mediaRange, ';')) {
        if (piece.compare(0, name.size() + 1, name + "=") == 0)
            return piece.substr(name.size() + 1);
    }
    return {};
}

Outcome<Form> negotiate(const std::string &accept)
{
    if (accept.empty())
        return Form{};
    for (const std::string &range : split(accept, ',')) {
        const std::string type = mediaType(range);
        if (type != "application/json" && type != "*/*" && type != "application/*")
            continue;
        const std::string as = parameter(range, "as");
        const std::string version = parameter(range, "v");
        if (as.empty() || type != "application/json")
            return Form{};
        if (parameter(range, "g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
            continue;
        if (as == "Table")
            return Form{Form::Kind::Table, version};
        if (as == "PartialObjectMetadata" || as == "PartialObjectMetadataList")
            return Form{Form::Kind::Metadata, version};
    }
    return tl::unexpected(notAcceptable(accepted()));
}

std::string aggregatedVersion(const std::string &accept)
{
    for (const std::string &range : split(accept, ',')) {
        if (mediaType(range) != "application/json")
            continue;
        const std::string as = parameter(range, "as");
        if (as.empty())
            return {};
        const std::string version = parameter(range, "v");
        if (as == "APIGroupDiscoveryList" && parameter(range, "g") == "apidiscovery.k8s.io"
            && (version == "v2" || version == "v2beta1"))
            return version;
    }
    return {};
}

Outcome<Json> bodyOf(const net::Request &request, Repeats *repeats)
{
    const std::string type = mediaType(request.headers.get("Content-Type"));
    const bool yaml = type == "application/yaml" || type == "application/apply-patch+yaml";
    const bool json = type.empty() || type == "application/json"
                      || (type.size() > 5 && type.compare(type.size() - 5, 5, "+json") == 0);
    if (type == "application/vnd.kubernetes.protobuf") {
        auto decoded = schema::jsonFromProtobuf(request.body);
        if (!decoded)
            return tl::unexpected(badRequest(decoded.error()));
        return std::move(*decoded);
    }
    if (!yaml && !json)
        return tl::unexpected(unsupportedMediaType(accepted()));
    if (net::nestsTooDeeply(request.body))
        return tl::unexpected(
            badRequest("couldn't get version/kind; json parse error: exceeded max depth"));
    if (yaml) {
        auto parsed = jsonFromYaml(request.body, repeats ? &repeats->said : nullptr);
        if (repeats)
            repeats->yaml = true;
        if (!parsed)
            return tl::unexpected(badRequest("error decoding YAML: " + parsed.error()));
        return std::move(*parsed);
    }
    Json parsed = request.json();
    if (parsed.is_discarded())
        return tl::unexpected(badRequest("couldn't get version/kind; json parse error: the body of "
                                         + std::to_string(request.body.size())
                                         + " bytes is no JSON"));
    if (repeats)
        repeats->said = repeatedFields(request.body, parsed.is_array() ? "json patch " : "");
    return parsed;
}

} // namespace stage::cluster
