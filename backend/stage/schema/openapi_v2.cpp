// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/openapi.h"

namespace stage::schema {

namespace {

const std::string prefix = "#/definitions/";

/// What OpenAPI v2 cannot say goes, as the API server does it
/// (apiextensions-apiserver pkg/controller/openapi/v2).
Json toV2(const Json &schema)
{
    if (!schema.is_object()) {
        return schema;
    }
    const auto isSet = [&schema](const char *key) {
        const auto it = schema.find(key);
        return it != schema.end() && it->is_boolean() && it->get<bool>();
    };
    const bool nullable = isSet("nullable");
    const bool open = isSet("x-kubernetes-preserve-unknown-fields");
    Json out = Json::object();
    for (const auto &[key, value] : schema.items()) {
        const bool junctor = key == "oneOf" || key == "anyOf" || key == "allOf" || key == "not";
        const bool shape = key == "properties" || key == "items" || key == "additionalProperties"
                           || key == "required";
        if (junctor || key == "nullable" || key == "default" || key == "x-kubernetes-validations"
            || (shape && (nullable || open)) || (key == "type" && nullable)) {
            continue;
        }
        if (key == "properties") {
            for (const auto &[name, member] : value.items()) {
                out[key][name] = toV2(member);
            }
        } else {
            out[key] = key == "items" || key == "additionalProperties" ? toV2(value) : value;
        }
    }
    if (isSet("x-kubernetes-int-or-string")) {
        out.erase("type");
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
                              {"type", number            ? "integer"
                                       : name == "force" ? "boolean"
                                                         : "string"},
                              {"uniqueItems", true}});
    }
    if (method == "post" || method == "put" || method == "patch") {
        const auto body = method == "patch" ? "io.k8s.apimachinery.pkg.apis.meta.v1.Patch"
                                            : definitionName(served);
        parameters.push_back({{"name", "body"},
                              {"in", "body"},
                              {"required", true},
                              {"schema", {{"$ref", prefix + body}}}});
    }
    const bool list = method == "get" && !endpoint.named;
    return {{"parameters", parameters},
            {"responses", {{"200", {{"description", "OK"}}}}},
            {"x-kubernetes-action", list ? "list" : method},
            {"x-kubernetes-group-version-kind", groupVersionKind(served)}};
}

} // namespace

Json openApiV2(const std::vector<Served> &served)
{
    std::vector<std::string> builtins{objectMetaName, "io.k8s.apimachinery.pkg.apis.meta.v1.Patch"};
    Json custom = Json::object();
    Json paths = Json::object();
    for (const auto &kind : served) {
        const auto name = definitionName(kind);
        if (Builtins::shared()->definition(name)) {
            builtins.push_back(name);
        } else {
            auto schema = toV2(customSchema(kind, prefix));
            // An open object still tells what every object has.
            schema["properties"]["metadata"] = {{"$ref", prefix + objectMetaName}};
            custom[name] = std::move(schema);
        }
        for (const auto &endpoint : endpointsOf(kind)) {
            auto &path = paths[endpoint.path];
            for (const auto &method : endpoint.methods) {
                path[method] = operation(kind, endpoint, method);
            }
            for (const char *place : {"namespace", "name"}) {
                const bool has =
                    endpoint.path.find("{" + std::string(place) + "}") != std::string::npos;
                if (has) {
                    path["parameters"].push_back({{"name", place},
                                                  {"in", "path"},
                                                  {"required", true},
                                                  {"type", "string"},
                                                  {"uniqueItems", true}});
                }
            }
        }
    }
    auto definitions = reachable(builtins, [](const Json &schema) {
        auto copy = toV2(schema);
        if (schema.contains("x-kubernetes-int-or-string") && schema.contains("type")) {
            copy["type"] = schema["type"]; // IntOrString and Quantity are strings by convention
            copy.erase("x-kubernetes-int-or-string");
        }
        return copy;
    });
    definitions.update(custom);
    return {{"swagger", "2.0"},
            {"info", {{"title", "Kubernetes"}, {"version", "v1.34.0"}}},
            {"paths", std::move(paths)},
            {"definitions", std::move(definitions)}};
}

} // namespace stage::schema
