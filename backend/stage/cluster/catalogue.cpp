// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/catalogue.h"

#include <algorithm>

namespace stage::cluster {

Catalogue::Catalogue()
{
    for (Resource &resource : builtinResources()) {
        Type type;
        type.schema = schema::builtin(resource.group, resource.version, resource.kind);
        type.writable = !isReview(resource);
        if (resource.scale) {
            type.specReplicas = "/spec/replicas";
            type.statusReplicas = "/status/replicas";
        }
        type.resource = std::move(resource);
        m_types.push_back(std::make_shared<const Type>(std::move(type)));
    }
}

const Type *Catalogue::find(const std::string &group, const std::string &version,
                            const std::string &plural) const
{
    const auto found = std::find_if(m_types.begin(), m_types.end(), [&](const auto &type) {
        const Resource &is = type->resource;
        return is.plural == plural && is.group == group && is.version == version;
    });
    return found == m_types.end() ? nullptr : found->get();
}

const Type *Catalogue::findKind(const std::string &apiVersion, const std::string &kind) const
{
    const auto found = std::find_if(m_types.begin(), m_types.end(), [&](const auto &type) {
        return type->resource.kind == kind && type->resource.apiVersion() == apiVersion;
    });
    return found == m_types.end() ? nullptr : found->get();
}

const Type *Catalogue::stored(const std::string &storeName) const
{
    const auto found = std::find_if(m_types.begin(), m_types.end(), [&](const auto &type) {
        return type->storage && type->resource.storeName() == storeName;
    });
    return found == m_types.end() ? nullptr : found->get();
}

void Catalogue::setCustom(const std::string &crdName, std::vector<Type> types)
{
    removeCustom(crdName);
    for (Type &type : types)
        m_types.push_back(std::make_shared<const Type>(std::move(type)));
    ++m_generation;
}

void Catalogue::removeCustom(const std::string &crdName)
{
    std::erase_if(m_types, [&](const auto &type) {
        return type->resource.custom && type->resource.storeName() == crdName;
    });
    ++m_generation;
}

} // namespace stage::cluster
