// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/openapi.h"

#include <algorithm>
#include <set>

namespace stage::schema {

namespace {

constexpr std::string_view definitionsPrefix = "#/definitions/";

void rewrite(Json &schema, const std::string &prefix)
{
    if (schema.is_object()) {
        for (auto &[name, member] : schema.items()) {
            if (name == "$ref" && member.is_string()) {
                const auto reference = member.get<std::string>();
                if (reference.rfind(definitionsPrefix, 0) == 0) {
                    member = prefix + reference.substr(definitionsPrefix.size());
                }
            } else {
                rewrite(member, prefix);
            }
        }
    } else if (schema.is_array()) {
        for (auto &member : schema) {
            rewrite(member, prefix);
        }
    }
}

void collectReferences(const Json &schema, std::vector<std::string> &found)
{
    if (schema.is_object()) {
        for (const auto &[name, member] : schema.items()) {
            if (name == "$ref" && member.is_string()) {
                const auto reference = member.get<std::string>();
                found.push_back(
                    reference.substr(std::min(definitionsPrefix.size(), reference.size())));
            } else {
                collectReferences(member, found);
            }
        }
    } else if (schema.is_array()) {
        for (const auto &member : schema) {
            collectReferences(member, found);
        }
    }
}

std::string reversed(const std::string &group)
{
    std::string out;
    std::size_t end = group.size();
    while (true) {
        const auto dot = group.rfind('.', end == 0 ? 0 : end - 1);
        const auto start = dot == std::string::npos ? 0 : dot + 1;
        out += (out.empty() ? "" : ".") + group.substr(start, end - start);
        if (dot == std::string::npos) {
            return out;
        }
        end = dot;
    }
}

} // namespace

const std::string objectMetaName = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

std::string definitionName(const Served &served)
{
    const auto known = Builtins::shared()->definitionOf(served.group, served.version, served.kind);
    return known.empty() ? reversed(served.group) + "." + served.version + "." + served.kind
                         : known;
}

std::string groupVersionPath(const Served &served)
{
    return served.group.empty() ? "api/" + served.version
                                : "apis/" + served.group + "/" + served.version;
}

Json groupVersionKind(const Served &served)
{
    return {{"group", served.group}, {"version", served.version}, {"kind", served.kind}};
}

Json withReferences(Json schema, const std::string &prefix)
{
    rewrite(schema, prefix);
    return schema;
}

Json reachable(const std::vector<std::string> &names, const std::function<Json(const Json &)> &map)
{
    const auto &definitions = Builtins::shared()->definitions();
    Json out = Json::object();
    auto queue = names;
    while (!queue.empty()) {
        const auto name = std::move(queue.back());
        queue.pop_back();
        const auto it = definitions.find(name);
        if (it == definitions.end() || out.contains(name)) {
            continue;
        }
        collectReferences(*it, queue);
        out[name] = map(*it);
    }
    return out;
}

Json customSchema(const Served &served, const std::string &prefix)
{
    Json schema = served.schema
                      ? served.schema->openApi()
                      : Json{{"type", "object"}, {"x-kubernetes-preserve-unknown-fields", true}};
    auto &properties = schema["properties"];
    for (const char *name : {"apiVersion", "kind"}) {
        if (!properties.is_object() || !properties.contains(name)) {
            properties[name] = {{"type", "string"}};
        }
    }
    properties["metadata"] = {{"$ref", prefix + objectMetaName}};
    schema["x-kubernetes-group-version-kind"] = Json::array({groupVersionKind(served)});
    return schema;
}

std::vector<Endpoint> endpointsOf(const Served &served)
{
    const std::string base = "/" + groupVersionPath(served) + "/";
    const std::string list =
        base + (served.namespaced ? "namespaces/{namespace}/" : "") + served.plural;
    std::vector<Endpoint> all;
    if (served.namespaced) {
        all.push_back({base + served.plural, {"get"}, false, false});
    }
    all.push_back({list, {"get", "post"}, false, served.namespaced});
    all.push_back({list + "/{name}", {"get", "put", "patch", "delete"}, true, served.namespaced});
    if (served.status) {
        all.push_back({list + "/{name}/status", {"get", "put", "patch"}, true, served.namespaced});
    }
    return all;
}

std::vector<std::string> queryParameters(const std::string &method)
{
    if (method == "get") {
        return {"pretty"};
    }
    if (method == "delete") {
        return {"dryRun", "gracePeriodSeconds", "propagationPolicy"};
    }
    std::vector<std::string> names{"dryRun", "fieldManager", "fieldValidation"};
    if (method == "patch") {
        names.push_back("force");
    }
    return names;
}

} // namespace stage::schema
