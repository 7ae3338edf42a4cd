// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/crd.h"

#include "backend/stage/cluster/failures.h"
#include "backend/stage/cluster/names.h"

#include <algorithm>
#include <cctype>

namespace stage::cluster {

namespace {

std::vector<std::string> strings(const Json &list)
{
    std::vector<std::string> out;
    for (const Json &one : list) {
        if (one.is_string())
            out.push_back(one.get<std::string>());
    }
    return out;
}

/// ".spec.replicas" as "/spec/replicas".
std::string pointerOf(std::string path)
{
    std::replace(path.begin(), path.end(), '.', '/');
    return path;
}

std::vector<Column> columnsOf(const Json &version)
{
    std::vector<Column> out;
    for (const Json &one : at(version, "/additionalPrinterColumns"))
        out.push_back({text(one, "/name"), text(one, "/type"), text(one, "/format"),
                       text(one, "/description"), text(one, "/jsonPath"),
                       one.value("priority", 0)});
    return out;
}

Resource resourceOf(const Json &crd, const Json &version)
{
    const Json &names = at(crd, "/spec/names");
    Resource out;
    out.group = text(crd, "/spec/group");
    out.version = text(version, "/name");
    out.plural = text(names, "/plural");
    out.singular = text(names, "/singular");
    out.kind = text(names, "/kind");
    out.shortNames = strings(at(names, "/shortNames"));
    out.categories = strings(at(names, "/categories"));
    out.namespaced = text(crd, "/spec/scope") == "Namespaced";
    out.status = at(version, "/subresources").contains("status");
    out.scale = at(version, "/subresources/scale").is_object();
    out.custom = true;
    return out;
}

void checkNames(const Json &crd, std::vector<schema::Problem> &problems)
{
    const std::string plural = text(crd, "/spec/names/plural");
    const std::string group = text(crd, "/spec/group");
    for (const char *field :
         {"/spec/group", "/spec/scope", "/spec/names/plural", "/spec/names/kind"}) {
        if (text(crd, field).empty()) {
            std::string name(field + 1);
            std::replace(name.begin(), name.end(), '/', '.');
            problems.push_back(required(name));
        }
    }
    if (!problems.empty())
        return;
    if (text(crd, "/metadata/name") != plural + "." + group)
        problems.push_back(invalidValue("metadata.name", at(crd, "/metadata/name"),
                                        "must be spec.names.plural+\".\"+spec.group"));
    if (const std::string fault = dnsSubdomainFault(group); !fault.empty())
        problems.push_back(invalidValue("spec.group", group, fault));
    else if (group.find('.') == std::string::npos)
        problems.push_back(
            invalidValue("spec.group", group, "should be a domain with at least one dot"));
    const std::string scope = text(crd, "/spec/scope");
    if (scope != "Namespaced" && scope != "Cluster")
        problems.push_back(unsupported("spec.scope", scope, {"Cluster", "Namespaced"}));
}

void checkVersions(const Json &crd, std::vector<schema::Problem> &problems)
{
    const Json &versions = at(crd, "/spec/versions");
    const auto stored = std::count_if(versions.begin(), versions.end(), [](const Json &version) {
        return version.value("storage", false);
    });
    if (stored != 1)
        problems.push_back(invalidValue("spec.versions", versions,
                                        "must have exactly one version marked as storage version"));
}

} // namespace

void defaultDefinition(Json &crd)
{
    if (!crd["spec"].is_object() || !crd["spec"]["names"].is_object())
        return;
    Json &names = crd["spec"]["names"];
    std::string lower = text(names, "/kind");
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (text(names, "/singular").empty())
        names["singular"] = lower;
    if (text(names, "/listKind").empty())
        names["listKind"] = text(names, "/kind") + "List";
    if (!crd["spec"].contains("conversion"))
        crd["spec"]["conversion"] = {{"strategy", "None"}};
}

Definition readDefinition(const Json &crd)
{
    Definition out;
    checkNames(crd, out.problems);
    checkVersions(crd, out.problems);
    int index = 0;
    for (const Json &version : at(crd, "/spec/versions")) {
        const std::string field = "spec.versions[" + std::to_string(index++) + "]";
        const Json &openApi = at(version, "/schema/openAPIV3Schema");
        if (!openApi.is_object()) {
            out.problems.push_back(
                required(field + ".schema.openAPIV3Schema", "schemas are required"));
            continue;
        }
        auto compiled = schema::Schema::compile(openApi);
        if (!compiled) {
            out.problems.push_back(
                {field + ".schema.openAPIV3Schema", "FieldValueInvalid", compiled.error()});
            continue;
        }
        if (!version.value("served", false))
            continue;
        Type type;
        type.resource = resourceOf(crd, version);
        type.schema = *compiled;
        type.columns = columnsOf(version);
        type.storage = version.value("storage", false);
        if (type.resource.scale) {
            const Json &scale = at(version, "/subresources/scale");
            type.specReplicas = pointerOf(text(scale, "/specReplicasPath"));
            type.statusReplicas = pointerOf(text(scale, "/statusReplicasPath"));
            type.labelSelector = pointerOf(text(scale, "/labelSelectorPath"));
        }
        out.types.push_back(std::move(type));
    }
    // Garbage collection and setStatus() need one version to speak even when the storage one is
    // no longer served.
    if (!out.types.empty() && std::none_of(out.types.begin(), out.types.end(), [](const Type &t) {
            return t.storage;
        }))
        out.types.front().storage = true;
    return out;
}

Json establishedStatus(const Json &crd, const std::string &now)
{
    const auto condition = [&](const char *type, const char *reason, const char *message) {
        return Json{{"type", type},
                    {"status", "True"},
                    {"reason", reason},
                    {"message", message},
                    {"lastTransitionTime", now}};
    };
    Json stored = at(crd, "/status/storedVersions");
    if (!stored.is_array())
        stored = Json::array();
    for (const Json &version : at(crd, "/spec/versions")) {
        const Json name = version.value("name", "");
        if (version.value("storage", false)
            && std::find(stored.begin(), stored.end(), name) == stored.end())
            stored.push_back(name);
    }
    Json conditions = at(crd, "/status/conditions");
    if (!conditions.is_array() || conditions.empty())
        conditions = {condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                      condition("Established", "InitialNamesAccepted",
                                "the initial names have been accepted")};
    return {{"acceptedNames", at(crd, "/spec/names")},
            {"conditions", std::move(conditions)},
            {"storedVersions", std::move(stored)}};
}

} // namespace stage::cluster
