// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/registry.h"

#include "backend/stage/registry/digest.h"
#include "backend/stage/registry/route.h"

#include <algorithm>
#include <charconv>

namespace stage::registry {

namespace {

constexpr const char *kIndex = "application/vnd.oci.image.index.v1+json";

net::Response notAllowed(const net::Request &request)
{
    return problemResponse(
        {405, "UNSUPPORTED", "The operation is unsupported.", {{"method", request.method}}});
}

std::string text(const Json &object, const char *name)
{
    return object.contains(name) && object[name].is_string() ? object[name].get<std::string>()
                                                             : std::string();
}

Json descriptor(const Manifest &manifest)
{
    Json result = {{"mediaType", manifest.mediaType},
                   {"digest", manifest.digest},
                   {"size", manifest.bytes->size()}};
    std::string type = text(manifest.json, "artifactType");
    if (type.empty() && manifest.json.contains("config"))
        type = text(manifest.json["config"], "mediaType");
    if (!type.empty())
        result["artifactType"] = type;
    if (manifest.json.contains("annotations"))
        result["annotations"] = manifest.json["annotations"];
    return result;
}

/// "bytes=0-99" and its kin, for SIZE bytes; nothing when it cannot be satisfied.
std::optional<std::pair<std::size_t, std::size_t>> byteRange(std::string range, std::size_t size)
{
    range.erase(0, std::string("bytes=").size());
    const auto dash = range.find('-');
    if (dash == std::string::npos || range.find(',') != std::string::npos || size == 0)
        return std::nullopt;
    const std::string from = range.substr(0, dash), to = range.substr(dash + 1);
    const auto number = [](const std::string &digits) {
        std::size_t value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    };
    if (from.empty()) {
        const std::size_t last = std::min(number(to), size);
        return last == 0 ? std::nullopt : std::optional(std::pair(size - last, size - 1));
    }
    const std::size_t first = number(from);
    const std::size_t last = to.empty() ? size - 1 : std::min(number(to), size - 1);
    return first > last ? std::nullopt : std::optional(std::pair(first, last));
}

} // namespace

net::Handler Registry::handler()
{
    return [this](net::Exchange &exchange) { return serve(exchange); };
}

net::Awaitable<void> Registry::serve(net::Exchange &exchange)
{
    net::Response response = answer(exchange.request());
    response.headers.set("Docker-Distribution-Api-Version", "registry/2.0");
    response.headers.set("Server", "trustusbank-stage");
    co_await exchange.reply(std::move(response));
}

void Registry::full(bool on)
{
    m_content.limit(on ? std::optional(m_content.size()) : std::nullopt);
}

net::Response Registry::answer(const net::Request &request)
{
    const std::string path = request.path();
    if (path == "/v2/" || path == "/v2")
        return net::Response::json(Json::object());
    if (path == "/v2/_catalog")
        return catalogue(request);
    const Route route = Route::parse(request);
    if (route.kind == Route::Kind::None)
        return problemResponse({404, "UNSUPPORTED", "no such route", path});
    if (!isRepositoryName(route.name))
        return problemResponse(
            {400, "NAME_INVALID", "invalid repository name", {{"name", route.name}}});
    switch (route.kind) {
    case Route::Kind::Tags: return tagList(route);
    case Route::Kind::Manifest: return manifests(route);
    case Route::Kind::Blob: return blobs(route);
    case Route::Kind::StartUpload: return startUpload(route);
    case Route::Kind::Upload: return continueUpload(route);
    default: return referrers(route);
    }
}

net::Response Registry::catalogue(const net::Request &request) const
{
    net::Headers headers;
    const auto names = page(m_content.repositories(), request, headers);
    net::Response response = net::Response::json({{"repositories", names}});
    for (const auto &[name, value] : headers)
        response.headers.set(name, value);
    return response;
}

net::Response Registry::tagList(const Route &route) const
{
    const auto tags = m_content.tags(route.name);
    if (!tags)
        return problemResponse(
            {404, "NAME_UNKNOWN", "repository name not known to registry", {{"name", route.name}}});
    net::Headers headers;
    net::Response response =
        net::Response::json({{"name", route.name}, {"tags", page(*tags, route.request, headers)}});
    for (const auto &[name, value] : headers)
        response.headers.set(name, value);
    return response;
}

net::Response Registry::referrers(const Route &route) const
{
    if (!isDigest(route.reference))
        return problemResponse({400, "DIGEST_INVALID", "invalid digest", route.reference});
    const std::string type = route.request.query("artifactType");
    Json list = Json::array();
    for (const Manifest *manifest : m_content.referrers(route.name, route.reference)) {
        const Json one = descriptor(*manifest);
        if (type.empty() || text(one, "artifactType") == type)
            list.push_back(one);
    }
    net::Response response =
        net::Response::json({{"schemaVersion", 2}, {"mediaType", kIndex}, {"manifests", list}});
    response.headers.set("Content-Type", kIndex);
    if (!type.empty())
        response.headers.set("OCI-Filters-Applied", "artifactType");
    return response;
}

net::Response Registry::blobs(const Route &route)
{
    const std::string &method = route.request.method;
    if (method == "DELETE") {
        if (m_content.removeBlob(route.name, route.reference))
            return net::Response{202, {}, {}};
    } else if (method != "GET" && method != "HEAD") {
        return notAllowed(route.request);
    }
    const Bytes bytes = m_content.blob(route.name, route.reference);
    if (!bytes)
        return problemResponse(
            {404, "BLOB_UNKNOWN", "blob unknown to registry", {{"digest", route.reference}}});
    net::Response response{200, {}, *bytes};
    response.headers.set("Content-Type", "application/octet-stream");
    response.headers.set("Docker-Content-Digest", route.reference);
    response.headers.set("Accept-Ranges", "bytes");
    response.headers.set("ETag", "\"" + route.reference + "\"");
    const std::string range = route.request.headers.get("Range");
    if (method != "GET" || range.rfind("bytes=", 0) != 0)
        return response;
    const auto span = byteRange(range, bytes->size());
    if (!span) {
        response.status = 416;
        response.body.clear();
        response.headers.set("Content-Range", "bytes */" + std::to_string(bytes->size()));
        return response;
    }
    response.status = 206;
    response.body = bytes->substr(span->first, span->second - span->first + 1);
    response.headers.set("Content-Range", "bytes " + std::to_string(span->first) + "-"
                                              + std::to_string(span->second) + "/"
                                              + std::to_string(bytes->size()));
    return response;
}

net::Response Registry::manifests(const Route &route)
{
    const std::string &method = route.request.method;
    if (method == "PUT")
        return putManifest(route);
    if (method == "DELETE") {
        if (m_content.removeManifest(route.name, route.reference))
            return net::Response{202, {}, {}};
    } else if (method != "GET" && method != "HEAD") {
        return notAllowed(route.request);
    }
    const Manifest *manifest = m_content.manifest(route.name, route.reference);
    if (!manifest)
        return problemResponse({404,
                                "MANIFEST_UNKNOWN",
                                "manifest unknown",
                                {{"name", route.name}, {"reference", route.reference}}});
    net::Response response{200, {}, *manifest->bytes};
    response.headers.set("Content-Type", manifest->mediaType);
    response.headers.set("Docker-Content-Digest", manifest->digest);
    response.headers.set("ETag", "\"" + manifest->digest + "\"");
    return response;
}

net::Response Registry::putManifest(const Route &route)
{
    std::string type = route.request.headers.get("Content-Type");
    type = type.substr(0, type.find(';'));
    const auto digest =
        m_content.putManifest(route.name, route.reference, type, route.request.body);
    if (!digest)
        return problemResponse(digest.error());
    net::Response response{201, {}, {}};
    response.headers.set("Location", "/v2/" + route.name + "/manifests/" + *digest);
    response.headers.set("Docker-Content-Digest", *digest);
    const Manifest *stored = m_content.manifest(route.name, *digest);
    if (stored && stored->json.contains("subject"))
        response.headers.set("OCI-Subject", text(stored->json["subject"], "digest"));
    return response;
}

} // namespace stage::registry
