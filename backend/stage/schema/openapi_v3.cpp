// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/openapi.h"

#include <cstdio>

namespace stage::schema {

namespace {

const std::string prefix = "#/components/schemas/";

/// FNV-1a: the same document has the same URL on every run, and may be cached by it.
std::string hashOf(const std::string &text)
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const unsigned char c : text) {
        hash = (hash ^ c) * 1099511628211ULL;
    }
    char out[17];
    std::snprintf(out, sizeof out, "%016llX", static_cast<unsigned long long>(hash));
    return out;
}

Json content(const std::string &definition, const std::vector<std::string> &types)
{
    Json out = Json::object();
    for (const auto &type : types) {
        out[type] = {{"schema", {{"$ref", prefix + definition}}}};
    }
    return out;
}

Json operation(const Served &served, const Endpoint &endpoint, const std::string &method)
{
    Json parameters = Json::array();
    for (const auto &name : queryParameters(method)) {
        const bool number = name == "gracePeriodSeconds";
        parameters.push_back({{"name", name},
                              {"in", "query"},
                              {"schema",
                               {{"type", number            ? "integer"
                                         : name == "force" ? "boolean"
                                                           : "string"},
                                {"uniqueItems", true}}}});
    }
    const bool list = method == "get" && !endpoint.named;
    const auto self = definitionName(served);
    Json out = {{"parameters", std::move(parameters)},
                {"x-kubernetes-action", list ? "list" : method},
                {"x-kubernetes-group-version-kind", groupVersionKind(served)}};
    Json ok = {{"description", "OK"}};
    if (!list && method != "delete") {
        ok["content"] = content(self, {"application/json", "application/yaml"});
    }
    out["responses"] = {{"200", std::move(ok)}};
    if (method == "patch") {
        out["requestBody"] = {{"required", true},
                              {"content", content("io.k8s.apimachinery.pkg.apis.meta.v1.Patch",
                                                  {"application/apply-patch+yaml",
                                                   "application/json-patch+json",
                                                   "application/merge-patch+json",
                                                   "application/strategic-merge-patch+json"})}};
    } else if (method == "post" || method == "put") {
        out["requestBody"] = {{"required", true}, {"content", content(self, {"*/*"})}};
    }
    return out;
}

Json pathParameters(const Endpoint &endpoint)
{
    Json parameters = Json::array();
    const auto add = [&parameters](const char *name) {
        parameters.push_back({{"name", name},
                              {"in", "path"},
                              {"required", true},
                              {"schema", {{"type", "string"}, {"uniqueItems", true}}}});
    };
    if (endpoint.named) {
        add("name");
    }
    if (endpoint.namespaced) {
        add("namespace");
    }
    return parameters;
}

} // namespace

Json openApiV3(const std::vector<Served> &served, const std::string &groupVersion)
{
    std::vector<std::string> builtins{objectMetaName, "io.k8s.apimachinery.pkg.apis.meta.v1.Patch"};
    Json custom = Json::object();
    Json paths = Json::object();
    for (const auto &kind : served) {
        if (groupVersionPath(kind) != groupVersion) {
            continue;
        }
        const auto name = definitionName(kind);
        if (Builtins::shared()->definition(name)) {
            builtins.push_back(name);
        } else {
            custom[name] = customSchema(kind, prefix);
        }
        for (const auto &endpoint : endpointsOf(kind)) {
            auto &path = paths[endpoint.path];
            path["parameters"] = pathParameters(endpoint);
            for (const auto &method : endpoint.methods) {
                path[method] = operation(kind, endpoint, method);
            }
        }
    }
    auto schemas =
        reachable(builtins, [](const Json &schema) { return withReferences(schema, prefix); });
    schemas.update(custom);
    return {{"openapi", "3.0.0"},
            {"info", {{"title", "Kubernetes"}, {"version", "v1.34.0"}}},
            {"paths", std::move(paths)},
            {"components", {{"schemas", std::move(schemas)}}}};
}

Json openApiV3Index(const std::vector<Served> &served)
{
    // The hash follows what the document is made of, without making the document.
    std::map<std::string, std::string> sources;
    for (const auto &kind : served) {
        const auto custom =
            Builtins::shared()->definition(definitionName(kind)) == nullptr && kind.schema;
        sources[groupVersionPath(kind)] +=
            kind.kind + "/" + kind.plural
            + (custom ? kind.schema->openApi().dump() : std::string());
    }
    Json paths = Json::object();
    for (const auto &[path, source] : sources) {
        paths[path] = {{"serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hashOf(source)}};
    }
    return {{"paths", std::move(paths)}};
}

} // namespace stage::schema
