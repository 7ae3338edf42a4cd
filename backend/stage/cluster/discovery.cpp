// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/discovery.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace stage::cluster {

namespace {

struct Subresource {
    std::string name, group, version, kind;
    std::vector<std::string> verbs;
};

std::vector<Subresource> subresourcesOf(const Type &type)
{
    const Resource &resource = type.resource;
    std::vector<Subresource> out;
    if (resource.storeName() == "pods")
        out = {{"eviction", "policy", "v1", "Eviction", {"create"}},
               {"log", "", "v1", "Pod", {"get"}},
               {"portforward", "", "v1", "PodPortForwardOptions", {"create", "get"}}};
    if (resource.storeName() == "serviceaccounts")
        out.push_back({"token", "authentication.k8s.io", "v1", "TokenRequest", {"create"}});
    if (resource.scale)
        out.push_back({"scale", "autoscaling", "v1", "Scale", {"get", "patch", "update"}});
    if (resource.status)
        out.push_back({"status",
                       resource.group,
                       resource.version,
                       resource.kind,
                       {"get", "patch", "update"}});
    return out;
}

std::vector<std::string> verbsOf(const Type &type)
{
    if (!type.writable)
        return {"create"};
    return {"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"};
}

/// "v1beta2" → stability 1, 1, 2; "v2" → 2, 2, 0; anything else sorts last, by name.
std::tuple<int, int, int> rank(const std::string &version)
{
    int major = 0;
    int minor = 0;
    char word[8] = {};
    const int read = std::sscanf(version.c_str(), "v%d%7[a-z]%d", &major, word, &minor);
    if (read == 1)
        return {3, major, 0};
    const std::string stage = word;
    if (read == 3 && (stage == "beta" || stage == "alpha"))
        return {stage == "beta" ? 2 : 1, major, minor};
    return {0, 0, 0};
}

std::vector<std::string> groupsOf(const Types &types)
{
    std::vector<std::string> out;
    for (const auto &type : types) {
        const std::string &group = type->resource.group;
        if (!group.empty() && std::find(out.begin(), out.end(), group) == out.end())
            out.push_back(group);
    }
    return out;
}

Json groupVersion(const std::string &group, const std::string &version)
{
    return {{"groupVersion", group + "/" + version}, {"version", version}};
}

Json groupDocument(const Types &types, const std::string &group)
{
    Json versions = Json::array();
    for (const std::string &version : versionsOf(types, group))
        versions.push_back(groupVersion(group, version));
    if (versions.empty())
        return {};
    Json preferred = versions.front();
    return {{"name", group}, {"versions", std::move(versions)}, {"preferredVersion", preferred}};
}

Json plainResource(const Type &type)
{
    const Resource &resource = type.resource;
    Json out = {{"name", resource.plural},
                {"singularName", resource.singular},
                {"namespaced", resource.namespaced},
                {"kind", resource.kind},
                {"verbs", verbsOf(type)}};
    if (!resource.shortNames.empty())
        out["shortNames"] = resource.shortNames;
    if (!resource.categories.empty())
        out["categories"] = resource.categories;
    return out;
}

Json plainSubresource(const Resource &parent, const Subresource &sub)
{
    Json out = {{"name", parent.plural + "/" + sub.name},
                {"singularName", ""},
                {"namespaced", parent.namespaced},
                {"kind", sub.kind},
                {"verbs", sub.verbs}};
    if (sub.group != parent.group || sub.version != parent.version) {
        out["group"] = sub.group;
        out["version"] = sub.version;
    }
    return out;
}

Json aggregatedResource(const Type &type)
{
    const Resource &resource = type.resource;
    const auto kindOf = [](const std::string &group, const std::string &version,
                           const std::string &kind) {
        return Json{{"group", group}, {"version", version}, {"kind", kind}};
    };
    Json out = {{"resource", resource.plural},
                {"responseKind", kindOf(resource.group, resource.version, resource.kind)},
                {"scope", resource.namespaced ? "Namespaced" : "Cluster"},
                {"singularResource", resource.singular},
                {"verbs", verbsOf(type)}};
    if (!resource.shortNames.empty())
        out["shortNames"] = resource.shortNames;
    if (!resource.categories.empty())
        out["categories"] = resource.categories;
    Json subs = Json::array();
    for (const Subresource &sub : subresourcesOf(type))
        subs.push_back({{"subresource", sub.name},
                        {"responseKind", kindOf(sub.group, sub.version, sub.kind)},
                        {"verbs", sub.verbs}});
    if (!subs.empty())
        out["subresources"] = std::move(subs);
    return out;
}

} // namespace

std::vector<std::string> versionsOf(const Types &types, const std::string &group)
{
    std::vector<std::string> out;
    for (const auto &type : types) {
        const std::string &version = type->resource.version;
        if (type->resource.group == group
            && std::find(out.begin(), out.end(), version) == out.end())
            out.push_back(version);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const std::string &a, const std::string &b) { return rank(a) > rank(b); });
    return out;
}

bool isServed(const Types &types, const std::string &group, const std::string &version)
{
    return std::any_of(types.begin(), types.end(), [&](const auto &type) {
        return type->resource.group == group && type->resource.version == version;
    });
}

Json versionDocument()
{
    return {{"major", "1"},
            {"minor", "34"},
            {"gitVersion", "v1.34.4+trustusbank.stage"},
            {"gitCommit", ""},
            {"gitTreeState", "clean"},
            {"buildDate", "1970-01-01T00:00:00Z"},
            {"goVersion", "none"},
            {"compiler", "gcc"},
            {"platform", "linux/amd64"}};
}

Json apiVersions()
{
    return {{"kind", "APIVersions"},
            {"versions", Json::array({"v1"})},
            {"serverAddressByClientCIDRs", Json::array()}};
}

Json apiGroups(const Types &types)
{
    Json groups = Json::array();
    for (const std::string &group : groupsOf(types))
        groups.push_back(groupDocument(types, group));
    return {{"kind", "APIGroupList"}, {"apiVersion", "v1"}, {"groups", std::move(groups)}};
}

Json apiGroup(const Types &types, const std::string &group)
{
    Json out = group.empty() ? Json() : groupDocument(types, group);
    if (out.is_null())
        return out;
    out["kind"] = "APIGroup";
    out["apiVersion"] = "v1";
    return out;
}

Json apiResources(const Types &types, const std::string &group, const std::string &version)
{
    Json resources = Json::array();
    for (const auto &type : types) {
        if (type->resource.group != group || type->resource.version != version)
            continue;
        resources.push_back(plainResource(*type));
        for (const Subresource &sub : subresourcesOf(*type))
            resources.push_back(plainSubresource(type->resource, sub));
    }
    if (resources.empty())
        return {};
    return {{"kind", "APIResourceList"},
            {"apiVersion", "v1"},
            {"groupVersion", group.empty() ? version : group + "/" + version},
            {"resources", std::move(resources)}};
}

Json aggregated(const Types &types, bool core, const std::string &version)
{
    Json items = Json::array();
    for (const std::string &group : core ? std::vector<std::string>{""} : groupsOf(types)) {
        Json versions = Json::array();
        for (const std::string &one : versionsOf(types, group)) {
            Json resources = Json::array();
            for (const auto &type : types) {
                if (type->resource.group == group && type->resource.version == one)
                    resources.push_back(aggregatedResource(*type));
            }
            versions.push_back(
                {{"version", one}, {"freshness", "Current"}, {"resources", std::move(resources)}});
        }
        Json metadata = {{"creationTimestamp", nullptr}};
        if (!group.empty())
            metadata["name"] = group;
        items.push_back({{"metadata", std::move(metadata)}, {"versions", std::move(versions)}});
    }
    return {{"kind", "APIGroupDiscoveryList"},
            {"apiVersion", "apidiscovery.k8s.io/" + version},
            {"metadata", Json::object()},
            {"items", std::move(items)}};
}

} // namespace stage::cluster
