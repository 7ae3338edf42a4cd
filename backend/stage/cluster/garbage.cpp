// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/inner.h"

#include <algorithm>

namespace stage::cluster {

namespace {

const char *definitions = "customresourcedefinitions.apiextensions.k8s.io";

bool waitsForDependents(const Json &object)
{
    const Json &finalizers = at(object, "/metadata/finalizers");
    return at(object, "/metadata").contains("deletionTimestamp") && finalizers.is_array()
           && std::find(finalizers.begin(), finalizers.end(), "foregroundDeletion")
                  != finalizers.end();
}

} // namespace

Objects::Inner::Busy::Busy(Inner &inner)
    : m_inner(inner)
{
    ++m_inner.busy;
}

Objects::Inner::Busy::~Busy()
{
    if (m_inner.busy == 1)
        m_inner.drain();
    --m_inner.busy;
}

void Objects::Inner::note(const Event &event)
{
    dependents.note(event);
    if (event.change != Change::Deleted)
        return;
    deleted.push_back(event);
    if (busy == 0)
        Busy now(*this);
}

void Objects::Inner::drain()
{
    while (!deleted.empty()) {
        const Event event = std::move(deleted.front());
        deleted.pop_front();
        afterDeleted(event);
    }
}

void Objects::Inner::afterDeleted(const Event &event)
{
    const std::string uid = text(*event.now, "/metadata/uid");
    for (const Key &key : dependents.of(uid))
        collect(key, uid);
    for (const Json &owner : at(*event.now, "/metadata/ownerReferences")) {
        if (const auto place = dependents.whereIs(text(owner, "/uid")))
            settleOwner(*place);
    }
    if (event.key.resource == definitions)
        catalogue.removeCustom(event.key.name);
    // The last object of a definition or a namespace that waits for its end.
    const Object definition = store.get({definitions, "", event.key.resource});
    if (definition && at(*definition, "/metadata").contains("deletionTimestamp")
        && store.list(event.key.resource).empty())
        dropFinalizer({definitions, "", event.key.resource},
                      "customresourcecleanup.apiextensions.k8s.io");
    if (!event.key.ns.empty())
        removeIfFree({"namespaces", "", event.key.ns});
}

/// Deletes a dependent whose owners are all gone; otherwise takes the lost owner from its list.
void Objects::Inner::collect(const Key &key, const std::string &ownerUid)
{
    const Object live = store.get(key);
    const Type *type = catalogue.stored(key.resource);
    if (!live || !type)
        return;
    const Json &owners = at(*live, "/metadata/ownerReferences");
    if (!owners.is_array() || owners.empty())
        return;
    Json left = Json::array();
    for (const Json &owner : owners) {
        const std::string uid = text(owner, "/uid");
        if (uid != ownerUid && dependents.whereIs(uid))
            left.push_back(owner);
    }
    if (left.empty()) {
        (void)remove(*type, key, "Background", false, {});
    } else if (left.size() != owners.size()) {
        Json next = *live;
        next["metadata"]["ownerReferences"] = std::move(left);
        store.put(key, std::move(next));
    }
}

void Objects::Inner::orphanDependents(const std::string &ownerUid)
{
    for (const Key &key : dependents.of(ownerUid)) {
        const Object live = store.get(key);
        if (!live)
            continue;
        Json next = *live;
        Json &owners = next["metadata"]["ownerReferences"];
        std::erase_if(owners.get_ref<Json::array_t &>(),
                      [&](const Json &owner) { return text(owner, "/uid") == ownerUid; });
        if (owners.empty())
            next["metadata"].erase("ownerReferences");
        store.put(key, std::move(next));
    }
}

void Objects::Inner::deleteDependents(const std::string &ownerUid)
{
    for (const Key &key : dependents.of(ownerUid)) {
        const Object live = store.get(key);
        const Type *type = catalogue.stored(key.resource);
        if (!live || !type || live->at("metadata").contains("deletionTimestamp"))
            continue;
        const bool owns = !dependents.of(text(*live, "/metadata/uid")).empty();
        (void)remove(*type, key, owns ? "Foreground" : "Background", false, {});
    }
}

/// Does a dependent that said so still hold its owner's deletion up?
bool Objects::Inner::blocked(const std::string &ownerUid) const
{
    for (const Key &key : dependents.of(ownerUid)) {
        const Object live = store.get(key);
        if (!live)
            continue;
        for (const Json &owner : at(*live, "/metadata/ownerReferences")) {
            if (text(owner, "/uid") == ownerUid && owner.value("blockOwnerDeletion", false))
                return true;
        }
    }
    return false;
}

void Objects::Inner::settleOwner(const Key &owner)
{
    const Object live = store.get(owner);
    if (!live || !waitsForDependents(*live) || blocked(text(*live, "/metadata/uid")))
        return;
    dropFinalizer(owner, "foregroundDeletion");
}

void Objects::Inner::dropFinalizer(const Key &key, const std::string &finalizer)
{
    const Object live = store.get(key);
    if (!live || !at(*live, "/metadata/finalizers").is_array())
        return;
    Json next = *live;
    Json &finalizers = next["metadata"]["finalizers"];
    std::erase_if(finalizers.get_ref<Json::array_t &>(),
                  [&](const Json &one) { return one == finalizer; });
    if (finalizers.empty())
        next["metadata"].erase("finalizers");
    store.put(key, std::move(next));
    removeIfFree(key);
}

} // namespace stage::cluster
