// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/crd.h"
#include "backend/stage/cluster/defaults.h"
#include "backend/stage/cluster/inner.h"
#include "backend/stage/cluster/names.h"
#include "backend/stage/cluster/validation.h"

namespace stage::cluster {

namespace {

const char *definitions = "customresourcedefinitions.apiextensions.k8s.io";

/// What of two versions is worth a new revision: all but the server's own bookkeeping.
bool sameContent(Json a, Json b)
{
    for (Json *side : {&a, &b}) {
        (*side)["metadata"].erase("managedFields");
        (*side)["metadata"].erase("resourceVersion");
        (*side)["metadata"].erase("generation");
    }
    return a == b;
}

/// Who owns which fields, whatever the times say.
bool sameOwners(const Json &a, const Json &b)
{
    Json left = at(a, "/metadata/managedFields");
    Json right = at(b, "/metadata/managedFields");
    for (Json *side : {&left, &right}) {
        for (Json &entry : *side)
            entry.erase("time");
    }
    return left == right;
}

} // namespace

Outcome<void> Objects::Inner::checkNamespace(const Write &write) const
{
    const Resource &resource = write.type.resource;
    if (!resource.namespaced)
        return {};
    const Object ns = store.get({"namespaces", "", write.key.ns});
    if (!ns)
        return tl::unexpected(
            notFound(catalogue.find("", "v1", "namespaces")->resource, write.key.ns));
    if (!at(*ns, "/metadata").contains("deletionTimestamp"))
        return {};
    return tl::unexpected(
        forbidden(resource, write.key.name,
                  "unable to create new content in namespace " + write.key.ns
                      + " because it is being terminated",
                  Json::array({{{"reason", "NamespaceTerminating"},
                                {"message", "namespace " + write.key.ns + " is being terminated"},
                                {"field", "metadata.namespace"}}})));
}

/// The metadata that belongs to the server, whatever the client sent.
Outcome<void> Objects::Inner::identify(const Write &write, Json &next) const
{
    Json &metadata = next["metadata"];
    metadata.erase("selfLink");
    if (!write.live) {
        metadata["uid"] = newUid();
        metadata["creationTimestamp"] = nowRfc3339();
        for (const char *name : {"deletionTimestamp", "deletionGracePeriodSeconds", "generation"})
            metadata.erase(name);
        if (hasGeneration(write.type.resource))
            metadata["generation"] = 1;
        return {};
    }
    const Json &was = write.live->at("metadata");
    const std::string uid = text(metadata, "/uid");
    if (!uid.empty() && uid != text(was, "/uid"))
        return tl::unexpected(conflict(write.type.resource, write.key.name,
                                       "Precondition failed: UID in precondition: " + uid
                                           + ", UID in object meta: " + text(was, "/uid")));
    const std::string revision = text(metadata, "/resourceVersion");
    if (!revision.empty() && revision != text(was, "/resourceVersion"))
        return tl::unexpected(stale(write.type.resource, write.key.name));
    for (const char *name : {"uid", "creationTimestamp", "deletionTimestamp", "generateName",
                             "deletionGracePeriodSeconds", "generation", "resourceVersion"}) {
        if (was.contains(name))
            metadata[name] = was[name];
        else
            metadata.erase(name);
    }
    return {};
}

/// The live object with nothing but the status of what was sent.
Outcome<Json> Objects::Inner::onlyStatus(const Write &write, const Json &sent) const
{
    if (!write.type.resource.status)
        return tl::unexpected(noSuchPath());
    const std::string revision = text(sent, "/metadata/resourceVersion");
    if (!revision.empty() && revision != text(*write.live, "/metadata/resourceVersion"))
        return tl::unexpected(stale(write.type.resource, write.key.name));
    Json next = *write.live;
    next["apiVersion"] = sent.at("apiVersion");
    if (sent.contains("status"))
        next["status"] = sent["status"];
    else
        next.erase("status");
    if (write.verb == Verb::Apply)
        next["metadata"]["managedFields"] = at(sent, "/metadata/managedFields");
    return next;
}

/// Everything between a decoded object and the Store.
Outcome<Object> Objects::Inner::commit(Write write, Json next)
{
    const Type &type = write.type;
    const bool status = write.options.subresource == "status";
    if (status) {
        auto only = onlyStatus(write, next);
        if (!only)
            return tl::unexpected(only.error());
        next = std::move(*only);
    } else if (auto identified = identify(write, next); !identified) {
        return tl::unexpected(identified.error());
    }
    next = storedForm(type.resource, std::move(next));
    if (!status) {
        if (type.schema)
            type.schema->applyDefaults(next);
        applyBuiltinDefaults(type.resource, next);
        if (type.resource.storeName() == "services") {
            const auto problems = addresses.assign(next, write.live.get());
            if (!problems.empty())
                return tl::unexpected(invalid(type.resource, write.key.name, problems));
        }
        if (type.resource.status) {
            Json kept =
                write.live ? at(*write.live, "/status") : initialStatus(type.resource, next);
            if (kept.is_null())
                next.erase("status");
            else
                next["status"] = std::move(kept);
        }
    } else if (type.schema) {
        type.schema->applyDefaults(next);
    }
    return finish(write, std::move(next));
}

Outcome<Object> Objects::Inner::finish(const Write &write, Json next)
{
    const Type &type = write.type;
    const bool definition = type.resource.storeName() == definitions;
    if (definition) {
        defaultDefinition(next);
        const Definition read = readDefinition(next);
        if (!read.problems.empty())
            return tl::unexpected(invalid(type.resource, write.key.name, read.problems));
        next["status"] = establishedStatus(next, nowRfc3339());
    }
    if (auto valid = validate(write, next); !valid)
        return tl::unexpected(valid.error());
    if (write.live && bumpsGeneration(type.resource, *write.live, next))
        next["metadata"]["generation"] = at(*write.live, "/metadata").value("generation", 0) + 1;
    const bool same = write.live && sameContent(*write.live, next);
    if (write.verb != Verb::Apply && !same)
        next = schema::recordUpdate(write.live ? *write.live : Json(), std::move(next),
                                    write.options.fieldManager, type.schema.get(),
                                    write.options.subresource, nowRfc3339());
    if (same && (write.verb != Verb::Apply || sameOwners(*write.live, next)))
        return served(type.resource, write.live);
    if (write.options.dryRun) {
        if (!write.live)
            next["metadata"].erase("resourceVersion");
        return served(type.resource, std::make_shared<const Json>(std::move(next)));
    }
    Busy busyNow(*this);
    const Object stored = store.put(write.key, std::move(next));
    afterCommit(write, *stored);
    return served(type.resource, stored);
}

void Objects::Inner::afterCommit(const Write &write, const Json &stored)
{
    if (write.key.resource == definitions && !at(stored, "/metadata").contains("deletionTimestamp"))
        catalogue.setCustom(write.key.name, readDefinition(stored).types);
    if (at(stored, "/metadata").contains("deletionTimestamp"))
        removeIfFree(write.key);
    if (write.live)
        return;
    if (write.key.resource == "namespaces") {
        // Pods name this account without anybody having made it.
        const Type *accounts = catalogue.find("", "v1", "serviceaccounts");
        WriteOptions options;
        options.fieldManager = "kube-controller-manager";
        const Write account{*accounts,
                            {"serviceaccounts", write.key.name, "default"},
                            nullptr,
                            options,
                            Verb::Create};
        Json made = {{"apiVersion", "v1"},
                     {"kind", "ServiceAccount"},
                     {"metadata", {{"name", "default"}, {"namespace", write.key.name}}}};
        if (!store.get(account.key))
            (void)commit(account, std::move(made));
    }
    // Born after its owner's end: nobody else would ever collect it.
    const Json &owners = at(stored, "/metadata/ownerReferences");
    if (owners.is_array() && !owners.empty())
        collect(write.key, {});
}

/// A Scale that was sent, as a change of the object behind it.
Outcome<Object> Objects::Inner::scaleTo(Write write, const Json &scale)
{
    if (write.type.specReplicas.empty())
        return tl::unexpected(noSuchPath());
    const Json &wanted = at(scale, "/spec/replicas");
    const int replicas = wanted.is_number_integer() ? wanted.get<int>() : 0;
    if (replicas < 0)
        return tl::unexpected(
            invalid(write.type.resource, write.key.name,
                    {invalidValue("spec.replicas", wanted, "must be greater than or equal to 0")}));
    Json next = *write.live;
    const std::string revision = text(scale, "/metadata/resourceVersion");
    if (!revision.empty())
        next["metadata"]["resourceVersion"] = revision;
    next[Json::json_pointer(write.type.specReplicas)] = replicas;
    auto stored = commit(write, std::move(next));
    if (!stored)
        return stored;
    return std::make_shared<const Json>(scaleOf(write.type, **stored));
}

} // namespace stage::cluster
