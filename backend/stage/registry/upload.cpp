// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/registry/digest.h"
#include "backend/stage/registry/route.h"

#include <charconv>
#include <cstdio>

/// Blob uploads: in one request, or in pieces that continue where the last one ended.
namespace stage::registry {

namespace {

net::Response created(const std::string &name, const std::string &digest)
{
    net::Response response{201, {}, {}};
    response.headers.set("Location", "/v2/" + name + "/blobs/" + digest);
    response.headers.set("Docker-Content-Digest", digest);
    return response;
}

/// An upload that goes on: where, and how far it is.
net::Response accepted(int status, const std::string &name, const std::string &id, std::size_t size)
{
    net::Response response{status, {}, {}};
    response.headers.set("Location", "/v2/" + name + "/blobs/uploads/" + id);
    response.headers.set("Docker-Upload-UUID", id);
    response.headers.set("Range", "0-" + std::to_string(size == 0 ? 0 : size - 1));
    return response;
}

/// The first byte that a Content-Range ("5-9", or "bytes 5-9/…") names.
std::optional<std::size_t> rangeStart(std::string range)
{
    if (range.rfind("bytes ", 0) == 0)
        range.erase(0, 6);
    std::size_t start = 0;
    const auto parsed = std::from_chars(range.data(), range.data() + range.size(), start);
    return parsed.ec == std::errc() && *parsed.ptr == '-' ? std::optional(start) : std::nullopt;
}

} // namespace

net::Response Registry::startUpload(const Route &route)
{
    const net::Request &request = route.request;
    if (request.method != "POST")
        return problemResponse(
            {405, "UNSUPPORTED", "The operation is unsupported.", {{"method", request.method}}});
    if (const std::string digest = request.query("mount"); !digest.empty())
        if (m_content.mount(route.name, digest, request.query("from")))
            return created(route.name, digest);
    if (const std::string digest = request.query("digest"); !digest.empty()) {
        const auto stored = m_content.putBlob(route.name, digest, request.body);
        return stored ? created(route.name, digest) : problemResponse(stored.error());
    }
    char id[40];
    const unsigned long long serial = m_nextUpload++;
    std::snprintf(id, sizeof id, "00000000-0000-4000-8000-%012llx", serial);
    m_uploads[id] = {route.name, {}};
    return accepted(202, route.name, id, 0);
}

net::Response Registry::continueUpload(const Route &route)
{
    const auto found = m_uploads.find(route.reference);
    if (found == m_uploads.end() || found->second.name != route.name)
        return problemResponse({404,
                                "BLOB_UPLOAD_UNKNOWN",
                                "blob upload unknown to registry",
                                {{"uuid", route.reference}}});
    Upload &upload = found->second;
    const std::string &method = route.request.method;
    if (method == "GET")
        return accepted(204, route.name, route.reference, upload.bytes.size());
    if (method == "PATCH")
        return append(route, upload);
    if (method == "PUT")
        return finishUpload(route, upload);
    if (method != "DELETE")
        return problemResponse(
            {405, "UNSUPPORTED", "The operation is unsupported.", {{"method", method}}});
    m_uploads.erase(found);
    return net::Response{204, {}, {}};
}

net::Response Registry::append(const Route &route, Upload &upload)
{
    const net::Request &request = route.request;
    if (const std::string range = request.headers.get("Content-Range"); !range.empty())
        if (rangeStart(range) != upload.bytes.size()) {
            net::Response response =
                accepted(416, route.name, route.reference, upload.bytes.size());
            response.body =
                Json{{"errors", Json::array({{{"code", "BLOB_UPLOAD_INVALID"},
                                              {"message", "the piece does not continue the upload"},
                                              {"detail", range}}})}}
                    .dump();
            response.headers.set("Content-Type", "application/json");
            return response;
        }
    if (auto fits = m_content.room(upload.bytes.size() + request.body.size()); !fits)
        return problemResponse(fits.error());
    upload.bytes += request.body;
    return accepted(202, route.name, route.reference, upload.bytes.size());
}

net::Response Registry::finishUpload(const Route &route, Upload &upload)
{
    const std::string digest = route.request.query("digest");
    if (!isDigest(digest))
        return problemResponse({400,
                                "DIGEST_INVALID",
                                "provided digest did not match uploaded content",
                                {{"digest", digest}}});
    if (!route.request.body.empty()) {
        net::Response appended = append(route, upload);
        if (appended.status != 202)
            return appended;
    }
    const auto stored = m_content.putBlob(route.name, digest, std::move(upload.bytes));
    m_uploads.erase(route.reference);
    return stored ? created(route.name, digest) : problemResponse(stored.error());
}

} // namespace stage::registry
