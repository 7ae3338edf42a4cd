// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/inner.h"
#include "backend/stage/cluster/validation.h"

#include <algorithm>
#include <ctime>
#include <set>

namespace stage::cluster {

namespace {

const char *definitions = "customresourcedefinitions.apiextensions.k8s.io";
const char *cleanup = "customresourcecleanup.apiextensions.k8s.io";

std::string rfc3339(std::time_t when)
{
    std::tm parts{};
    gmtime_r(&when, &parts);
    char buffer[32];
    return std::string(buffer, std::strftime(buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

bool isEternal(const std::string &ns)
{
    static const std::set<std::string> names = {"default", "kube-system", "kube-public"};
    return names.contains(ns);
}

/// How long a pod may take to stop; other objects stop at once.
int graceOf(const Key &key, const Json &object, std::optional<int> asked)
{
    if (key.resource != "pods")
        return 0;
    const std::string phase = text(object, "/status/phase");
    if (text(object, "/spec/nodeName").empty() || phase == "Succeeded" || phase == "Failed")
        return 0;
    const Json &own = at(object, "/spec/terminationGracePeriodSeconds");
    return std::max(0, asked.value_or(own.is_number_integer() ? own.get<int>() : 30));
}

std::string holdFor(const Key &key, const std::string &propagation)
{
    if (key.resource == definitions)
        return cleanup;
    if (propagation == "Foreground")
        return "foregroundDeletion";
    return propagation == "Orphan" ? "orphan" : "";
}

bool held(const Key &key, const Json &object)
{
    const Json &metadata = at(object, "/metadata");
    const Json &finalizers = at(metadata, "/finalizers");
    return (finalizers.is_array() && !finalizers.empty())
           || (key.resource == "pods" && metadata.value("deletionGracePeriodSeconds", 0) > 0);
}

} // namespace

Object Objects::Inner::markDeleted(const Type &type, const Key &key, const Json &live, int grace,
                                   const std::string &finalizer)
{
    Json next = live;
    Json &metadata = next["metadata"];
    metadata["deletionTimestamp"] = rfc3339(std::time(nullptr) + grace);
    metadata["deletionGracePeriodSeconds"] = grace;
    if (!finalizer.empty()) {
        Json &finalizers = metadata["finalizers"];
        if (!finalizers.is_array())
            finalizers = Json::array();
        if (std::find(finalizers.begin(), finalizers.end(), finalizer) == finalizers.end())
            finalizers.push_back(finalizer);
    }
    if (hasGeneration(type.resource))
        metadata["generation"] = metadata.value("generation", 0) + 1;
    if (key.resource == "namespaces")
        next["status"]["phase"] = "Terminating";
    return store.put(key, std::move(next));
}

Outcome<Object> Objects::Inner::remove(const Type &type, const Key &key,
                                       const std::string &propagation, bool dryRun,
                                       std::optional<int> graceSeconds)
{
    const Resource resource = type.resource; // the type may go with its definition
    const Object live = store.get(key);
    if (!live)
        return tl::unexpected(notFound(resource, key.name));
    const bool dying = live->at("metadata").contains("deletionTimestamp");
    const bool isNamespace = key.resource == "namespaces";
    if (isNamespace && isEternal(key.name))
        return tl::unexpected(forbidden(resource, key.name, "this namespace may not be deleted"));
    if (isNamespace && dying)
        return tl::unexpected(conflict(
            resource, key.name,
            "The system is ensuring all content is removed from this namespace.  Upon completion, "
            "this namespace will automatically be purged by the system."));
    const int grace = graceOf(key, *live, graceSeconds);
    if (dryRun)
        return served(resource, live);
    Busy busyNow(*this);
    if (dying) {
        // A second delete can only shorten a pod's time.
        if (key.resource == "pods"
            && grace < at(*live, "/metadata").value("deletionGracePeriodSeconds", 0))
            markDeleted(type, key, *live, grace, {});
        removeIfFree(key);
        return served(resource, store.get(key));
    }
    const std::string hold = holdFor(key, propagation);
    const Json &finalizers = at(*live, "/metadata/finalizers");
    const bool free = hold.empty() && grace == 0 && !isNamespace
                      && !(finalizers.is_array() && !finalizers.empty());
    if (free) {
        store.remove(key);
        return Object{};
    }
    const Object marked = markDeleted(type, key, *live, grace, hold);
    const std::string uid = text(*live, "/metadata/uid");
    if (isNamespace)
        emptyNamespace(key.name);
    else if (hold == cleanup)
        emptyDefinition(*live);
    else if (hold == "foregroundDeletion")
        deleteDependents(uid);
    else if (hold == "orphan")
        orphanDependents(uid);
    if (hold == "orphan")
        dropFinalizer(key, "orphan");
    if (hold == "foregroundDeletion")
        settleOwner(key);
    removeIfFree(key);
    return served(resource, isNamespace ? marked : store.get(key));
}

void Objects::Inner::removeIfFree(const Key &key)
{
    const Object live = store.get(key);
    if (!live || !live->at("metadata").contains("deletionTimestamp") || held(key, *live))
        return;
    if (key.resource == "namespaces" && !namespaceEmpty(key.name))
        return;
    store.remove(key);
}

void Objects::Inner::emptyNamespace(const std::string &ns)
{
    // Two passes: what owns goes before what is owned, as far as the table's order allows, and a
    // controller that reacts at once cannot leave anything behind, since creates are refused.
    const auto types = catalogue.all();
    for (const auto &type : types) {
        if (!type->resource.namespaced || !type->storage)
            continue;
        const std::string name = storeNameOf(type->resource);
        for (const Object &object : store.list(name, ns)) {
            const Key key{name, ns, text(*object, "/metadata/name")};
            if (store.get(key))
                (void)remove(*type, key, "Background", false, {});
        }
    }
}

bool Objects::Inner::namespaceEmpty(const std::string &ns) const
{
    const auto &types = catalogue.all();
    return std::none_of(types.begin(), types.end(), [&](const auto &type) {
        return type->resource.namespaced && !store.list(storeNameOf(type->resource), ns).empty();
    });
}

void Objects::Inner::emptyDefinition(const Json &crd)
{
    const std::string name = text(crd, "/metadata/name");
    const auto types = catalogue.all();
    const auto found = std::find_if(types.begin(), types.end(), [&](const auto &type) {
        return type->resource.custom && type->storage && type->resource.storeName() == name;
    });
    if (found != types.end()) {
        for (const Object &object : store.list(name)) {
            const Key key = keyOf((*found)->resource, text(*object, "/metadata/namespace"),
                                  text(*object, "/metadata/name"));
            if (store.get(key))
                (void)remove(**found, key, "Background", false, {});
        }
    }
    if (store.list(name).empty())
        dropFinalizer({definitions, "", name}, cleanup);
}

} // namespace stage::cluster
