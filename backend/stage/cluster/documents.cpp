// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/documents.h"

#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

Api::Documents::Documents(const Objects &someObjects)
    : objects(someObjects)
{
}

void Api::Documents::refresh()
{
    if (generation == objects.catalogue().generation())
        return;
    generation = objects.catalogue().generation();
    v2.clear();
    v2Protobuf.clear();
    v3Index.clear();
    v3.clear();
}

std::vector<schema::Served> Api::Documents::servedTypes() const
{
    std::vector<schema::Served> out;
    for (const auto &type : objects.catalogue().all()) {
        const Resource &is = type->resource;
        out.push_back(
            {is.group, is.version, is.kind, is.plural, is.namespaced, is.status, type->schema});
    }
    return out;
}

const std::string &Api::Documents::openApiV2()
{
    refresh();
    if (v2.empty())
        v2 = schema::openApiV2(servedTypes()).dump();
    return v2;
}

const std::string &Api::Documents::openApiV2Protobuf()
{
    refresh();
    if (v2Protobuf.empty())
        v2Protobuf = schema::openApiV2Protobuf(servedTypes());
    return v2Protobuf;
}

const std::string &Api::Documents::openApiV3Index()
{
    refresh();
    if (v3Index.empty())
        v3Index = schema::openApiV3Index(servedTypes()).dump();
    return v3Index;
}

const std::string &Api::Documents::openApiV3(const std::string &groupVersionPath)
{
    refresh();
    const auto found = v3.find(groupVersionPath);
    if (found != v3.end())
        return found->second;
    const Json made = schema::openApiV3(servedTypes(), groupVersionPath);
    return v3[groupVersionPath] = made.is_null() ? std::string() : made.dump();
}

namespace {

/// Beyond its groups the API server is a plain web server.
net::Response noPage()
{
    return net::Response::text("404 page not found\n", 404);
}

net::Response found(const Json &document)
{
    return document.is_null() ? noPage() : net::Response::json(document);
}

net::Response typed(std::string body, const std::string &type)
{
    net::Response out;
    out.headers.set("Content-Type", type);
    out.body = std::move(body);
    return out;
}

bool isHealth(const std::string &word)
{
    return word == "healthz" || word == "livez" || word == "readyz";
}

} // namespace

net::Response Api::document(const net::Request &request)
{
    const std::vector<std::string> path = pathSegments(request.path());
    if (request.method != "GET" && request.method != "HEAD")
        return path.size() < 4 && (path.empty() || path[0] == "api" || path[0] == "apis")
                   ? statusResponse(methodNotAllowed().status)
                   : noPage();
    if (path.empty())
        return net::Response::json(
            {{"paths", Json::array({"/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2",
                                    "/openapi/v3", "/readyz", "/version"})}});
    if (isHealth(path[0]))
        return net::Response::text("ok");
    if (path[0] == "version" && path.size() == 1)
        return net::Response::json(versionDocument());
    if (path[0] == "openapi" && path.size() > 1)
        return openApi(request, path);
    return discovery(request, path);
}

net::Response Api::discovery(const net::Request &request, const std::vector<std::string> &path)
{
    const Types &types = m_objects.catalogue().all();
    const bool core = path[0] == "api";
    if (!core && path[0] != "apis")
        return noPage();
    const std::string version = aggregatedVersion(request.headers.get("Accept"));
    if (path.size() == 1 && !version.empty())
        return typed(aggregated(types, core, version).dump(),
                     "application/json;g=apidiscovery.k8s.io;v=" + version
                         + ";as=APIGroupDiscoveryList");
    if (path.size() == 1)
        return net::Response::json(core ? apiVersions() : apiGroups(types));
    if (core)
        return found(path.size() == 2 ? apiResources(types, "", path[1]) : Json());
    if (path.size() == 2)
        return found(apiGroup(types, path[1]));
    return found(path.size() == 3 ? apiResources(types, path[1], path[2]) : Json());
}

net::Response Api::openApi(const net::Request &request, const std::vector<std::string> &path)
{
    const std::string accept = request.headers.get("Accept");
    if (path[1] == "v2" && path.size() == 2) {
        const bool protobuf = accept.find("proto-openapi.spec.v2") != std::string::npos;
        return protobuf ? typed(m_documents->openApiV2Protobuf(),
                                "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
                        : typed(m_documents->openApiV2(), "application/json");
    }
    if (path[1] != "v3")
        return noPage();
    if (path.size() == 2)
        return typed(m_documents->openApiV3Index(), "application/json");
    std::string groupVersion;
    for (std::size_t i = 2; i < path.size(); ++i)
        groupVersion += (i > 2 ? "/" : "") + path[i];
    const std::string &made = m_documents->openApiV3(groupVersion);
    return made.empty() ? noPage() : typed(made, "application/json");
}

} // namespace stage::cluster
