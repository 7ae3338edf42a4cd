// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/objects.h"

#include "backend/stage/cluster/crd.h"
#include "backend/stage/cluster/inner.h"
#include "backend/stage/cluster/names.h"
#include "backend/stage/cluster/patches.h"

namespace stage::cluster {

namespace {

const char *definitions = "customresourcedefinitions.apiextensions.k8s.io";

WriteOptions asStage()
{
    WriteOptions options;
    options.fieldManager = "kube-apiserver";
    return options;
}

} // namespace

Objects::Inner::Inner(Store &aStore)
    : store(aStore)
    , addresses(aStore)
    , watching(aStore.watch({}, [this](const Event &event) { note(event); }))
{
}

Objects::Objects(Store &store)
    : m_inner(std::make_unique<Inner>(store))
{
    for (const Object &crd : store.list(definitions))
        m_inner->catalogue.setCustom(text(*crd, "/metadata/name"), readDefinition(*crd).types);
    for (const auto &type : m_inner->catalogue.all()) {
        for (const Object &object : store.list(storeNameOf(type->resource)))
            m_inner->dependents.note({Change::Added, store.revision(),
                                      keyOf(type->resource, text(*object, "/metadata/namespace"),
                                            text(*object, "/metadata/name")),
                                      object, nullptr});
    }
    for (const char *name : {"default", "kube-system", "kube-public", "kube-node-lease"}) {
        if (!store.get({"namespaces", "", name}))
            (void)create(*find("", "v1", "namespaces"), {}, {{"metadata", {{"name", name}}}},
                         asStage());
    }
    if (!store.get({"services", "default", "kubernetes"})) {
        Json service = {
            {"metadata",
             {{"name", "kubernetes"},
              {"labels", {{"component", "apiserver"}, {"provider", "kubernetes"}}}}},
            {"spec",
             {{"clusterIP", "10.96.0.1"},
              {"ports", Json::array({{{"name", "https"}, {"port", 443}, {"targetPort", 6443}}})}}}};
        (void)create(*find("", "v1", "services"), "default", std::move(service), asStage());
    }
}

Objects::~Objects() = default;

Store &Objects::store()
{
    return m_inner->store;
}

const Catalogue &Objects::catalogue() const
{
    return m_inner->catalogue;
}

std::vector<Resource> Objects::resources() const
{
    std::vector<Resource> out;
    for (const auto &type : m_inner->catalogue.all())
        out.push_back(type->resource);
    return out;
}

std::optional<Resource> Objects::find(const std::string &group, const std::string &version,
                                      const std::string &plural) const
{
    const Type *type = m_inner->catalogue.find(group, version, plural);
    return type ? std::optional(type->resource) : std::nullopt;
}

std::optional<Resource> Objects::findKind(const std::string &apiVersion,
                                          const std::string &kind) const
{
    const Type *type = m_inner->catalogue.findKind(apiVersion, kind);
    return type ? std::optional(type->resource) : std::nullopt;
}

Outcome<Object> Objects::get(const Resource &resource, const std::string &ns,
                             const std::string &name) const
{
    if (Object found = m_inner->store.get(keyOf(resource, ns, name)))
        return served(resource, std::move(found));
    return tl::unexpected(notFound(resource, name));
}

namespace {

/// The name and namespace of what was sent must be those of the URL.
Outcome<void> place(const Resource &resource, Json &object, const std::string &ns,
                    const std::string &name)
{
    Json &metadata = object["metadata"];
    const std::string said = text(metadata, "/name");
    if (!name.empty() && !said.empty() && said != name)
        return tl::unexpected(badRequest("the name of the object (" + said
                                         + ") does not match the name on the URL (" + name + ")"));
    if (!name.empty())
        metadata["name"] = name;
    if (!resource.namespaced) {
        metadata.erase("namespace");
        return {};
    }
    const std::string where = text(metadata, "/namespace");
    if (!where.empty() && where != ns)
        return tl::unexpected(badRequest("the namespace of the provided object does not match the "
                                         "namespace sent on the request"));
    metadata["namespace"] = ns;
    return {};
}

} // namespace

Outcome<Object> Objects::create(const Resource &resource, const std::string &ns, Json object,
                                const WriteOptions &options)
{
    const Type *type = m_inner->catalogue.find(resource.group, resource.version, resource.plural);
    if (!type)
        return tl::unexpected(noSuchPath());
    if (auto kind = m_inner->checkKind(*type, object); !kind)
        return tl::unexpected(kind.error());
    if (auto placed = place(resource, object, ns, {}); !placed)
        return tl::unexpected(placed.error());
    Json &metadata = object["metadata"];
    if (!text(metadata, "/resourceVersion").empty())
        return tl::unexpected(
            badRequest("resourceVersion should not be set on objects to be created"));
    metadata.erase("resourceVersion");
    if (text(metadata, "/name").empty() && !text(metadata, "/generateName").empty()) {
        do
            metadata["name"] = generatedName(text(metadata, "/generateName"));
        while (m_inner->store.get(keyOf(resource, ns, text(metadata, "/name"))));
    }
    const Write write{*type, keyOf(resource, ns, text(metadata, "/name")), nullptr, options,
                      Verb::Create};
    if (auto allowed = m_inner->checkNamespace(write); !allowed)
        return tl::unexpected(allowed.error());
    if (auto decoded = m_inner->decode(write, object); !decoded)
        return tl::unexpected(decoded.error());
    if (m_inner->store.get(write.key))
        return tl::unexpected(alreadyExists(resource, write.key.name));
    return m_inner->commit(write, std::move(object));
}

Outcome<Object> Objects::replace(const Resource &resource, const std::string &ns,
                                 const std::string &name, Json object, const WriteOptions &options)
{
    const Type *type = m_inner->catalogue.find(resource.group, resource.version, resource.plural);
    if (!type)
        return tl::unexpected(noSuchPath());
    Write write{*type, keyOf(resource, ns, name), m_inner->store.get(keyOf(resource, ns, name)),
                options, Verb::Update};
    if (options.subresource == "scale")
        return write.live ? m_inner->scaleTo(write, object)
                          : Outcome<Object>(tl::unexpected(notFound(resource, name)));
    if (auto kind = m_inner->checkKind(*type, object); !kind)
        return tl::unexpected(kind.error());
    if (auto placed = place(resource, object, ns, name); !placed)
        return tl::unexpected(placed.error());
    if (auto decoded = m_inner->decode(write, object); !decoded)
        return tl::unexpected(decoded.error());
    if (!write.live)
        return tl::unexpected(notFound(resource, name));
    if (resource.custom && text(object, "/metadata/resourceVersion").empty())
        return tl::unexpected(invalid(resource, name,
                                      {invalidValue("metadata.resourceVersion", 0,
                                                    "must be specified for an update")}));
    if (!object["metadata"].contains("managedFields"))
        object["metadata"]["managedFields"] = at(*write.live, "/metadata/managedFields");
    return m_inner->commit(write, std::move(object));
}

Outcome<Object> Objects::apply(const Resource &resource, const std::string &ns,
                               const std::string &name, Json object, const WriteOptions &options)
{
    const Type *type = m_inner->catalogue.find(resource.group, resource.version, resource.plural);
    if (!type)
        return tl::unexpected(noSuchPath());
    if (auto kind = m_inner->checkKind(*type, object); !kind)
        return tl::unexpected(kind.error());
    if (auto placed = place(resource, object, ns, name); !placed)
        return tl::unexpected(placed.error());
    if (const Json &managed = at(object, "/metadata/managedFields");
        !managed.is_null() && !managed.empty())
        return tl::unexpected(badRequest("metadata.managedFields must be nil"));
    const Key key = keyOf(resource, ns, name);
    const Write write{*type, key, m_inner->store.get(key), options, Verb::Apply};
    if (!write.live) {
        if (!options.subresource.empty())
            return tl::unexpected(notFound(resource, name));
        if (auto allowed = m_inner->checkNamespace(write); !allowed)
            return tl::unexpected(allowed.error());
    }
    if (auto decoded = m_inner->decode(write, object); !decoded)
        return tl::unexpected(decoded.error());
    const std::string uid = text(object, "/metadata/uid");
    if (!write.live && !uid.empty())
        return tl::unexpected(conflict(resource, name,
                                       "uid mismatch: the provided object specified uid " + uid
                                           + ", and no existing object was found"));
    const Object live = served(resource, write.live);
    schema::Merged merged =
        schema::apply(live ? *live : Json(), object, options.fieldManager, options.force,
                      type->schema.get(), options.subresource, nowRfc3339());
    if (!merged.conflicts.empty())
        return tl::unexpected(applyConflict(merged.conflicts));
    return m_inner->commit(write, std::move(merged.object));
}

Outcome<Object> Objects::patch(const Resource &resource, const std::string &ns,
                               const std::string &name, Patch kind, const Json &patch,
                               const WriteOptions &options)
{
    const Type *type = m_inner->catalogue.find(resource.group, resource.version, resource.plural);
    if (!type)
        return tl::unexpected(noSuchPath());
    const Key key = keyOf(resource, ns, name);
    const Write write{*type, key, m_inner->store.get(key), options, Verb::Patch};
    if (!write.live)
        return tl::unexpected(notFound(resource, name));
    const bool scale = options.subresource == "scale";
    const Object live = scale ? std::make_shared<const Json>(scaleOf(*type, *write.live))
                              : served(resource, write.live);
    auto patched = patchedBy(kind, *live, patch, scale ? nullptr : type, name);
    if (!patched)
        return tl::unexpected(patched.error());
    if (scale)
        return m_inner->scaleTo(write, *patched);
    if (auto same = m_inner->checkKind(*type, *patched); !same)
        return tl::unexpected(same.error());
    if (auto placed = place(resource, *patched, ns, name); !placed)
        return tl::unexpected(placed.error());
    if (auto decoded = m_inner->decode(write, *patched); !decoded)
        return tl::unexpected(decoded.error());
    return m_inner->commit(write, std::move(*patched));
}

Outcome<Object> Objects::remove(const Resource &resource, const std::string &ns,
                                const std::string &name, const std::string &propagation,
                                bool dryRun, std::optional<int> graceSeconds)
{
    const Type *type = m_inner->catalogue.find(resource.group, resource.version, resource.plural);
    if (!type)
        return tl::unexpected(noSuchPath());
    return m_inner->remove(*type, keyOf(resource, ns, name), propagation, dryRun, graceSeconds);
}

Outcome<Object> Objects::ensure(Json object, const std::string &fieldManager)
{
    const auto resource = findKind(text(object, "/apiVersion"), text(object, "/kind"));
    if (!resource)
        return tl::unexpected(failure(404, "NotFound",
                                      "no matches for kind " + Json(text(object, "/kind")).dump()
                                          + " in version "
                                          + Json(text(object, "/apiVersion")).dump()));
    WriteOptions options;
    options.fieldManager = fieldManager;
    options.force = true;
    const std::string ns =
        text(object, "/metadata/namespace", resource->namespaced ? "default" : "");
    const std::string name = text(object, "/metadata/name");
    return apply(*resource, ns, name, std::move(object), options);
}

Outcome<Object> Objects::setStatus(const Key &key, Json status)
{
    const Type *type = m_inner->catalogue.stored(key.resource);
    if (!type)
        return tl::unexpected(noSuchPath());
    WriteOptions options;
    options.subresource = "status";
    const Write write{*type, key, m_inner->store.get(key), options, Verb::Update};
    if (!write.live)
        return tl::unexpected(notFound(type->resource, key.name));
    Json next = *write.live;
    next["apiVersion"] = type->resource.apiVersion();
    next["status"] = std::move(status);
    return m_inner->commit(write, std::move(next));
}

} // namespace stage::cluster
