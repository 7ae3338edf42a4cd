// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/schema/schema.h"

namespace stage::cluster {

/// One printer column of a CRD (additionalPrinterColumns).
struct Column {
    std::string name, type, format, description, jsonPath;
    int priority = 0;
};

/// A served kind with all that the API knows about it.
struct Type {
    Resource resource;
    std::shared_ptr<const schema::Schema> schema;            ///< null: anything goes
    std::vector<Column> columns;                             ///< of a CRD
    std::string specReplicas, statusReplicas, labelSelector; ///< scale, as JSON pointers
    bool writable = true; ///< false: only create works (reviews), nothing is stored
    bool storage = true;  ///< the version that setStatus() and garbage collection use
};

/// The built-in kinds in discovery order, without schemas.
std::vector<Resource> builtinResources();
/// Kinds that are asked, not stored: access and token reviews.
bool isReview(const Resource &resource);

/// Every served type: built-ins, and those that CustomResourceDefinitions add. Single-threaded.
class Catalogue {
public:
    Catalogue();
    const Type *find(const std::string &group, const std::string &version,
                     const std::string &plural) const;
    const Type *findKind(const std::string &apiVersion, const std::string &kind) const;
    /// The storage version of a Store resource name ("deployments.apps").
    const Type *stored(const std::string &storeName) const;
    const std::vector<std::shared_ptr<const Type>> &all() const { return m_types; }
    /// Replaces whatever the CRD of this name served.
    void setCustom(const std::string &crdName, std::vector<Type> types);
    void removeCustom(const std::string &crdName);
    /// Grows with every change, so that documents made from it can be kept.
    std::uint64_t generation() const { return m_generation; }

private:
    std::vector<std::shared_ptr<const Type>> m_types;
    std::uint64_t m_generation = 1;
};

} // namespace stage::cluster
