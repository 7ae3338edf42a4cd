// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/node.h"
#include "backend/stage/schema/schema.h"

#include <map>
#include <memory>

namespace stage::schema {

class Compiler;

/// Kubernetes' own types, from the reduced swagger that is built into the library. Immutable once
/// read; the first use reads it.
class Builtins {
public:
    static std::shared_ptr<const Builtins> shared();

    std::shared_ptr<const Schema> find(const std::string &group, const std::string &version,
                                       const std::string &kind) const;
    /// A definition by its swagger name; null when there is none.
    const Node *definition(const std::string &name) const;
    std::shared_ptr<const Arena> arena() const { return m_arena; }
    /// The reduced swagger's "definitions".
    const Json &definitions() const { return m_definitions; }
    /// The definition of a kind ("io.k8s.api.apps.v1.Deployment"); "" when there is none.
    std::string definitionOf(const std::string &group, const std::string &version,
                             const std::string &kind) const;

private:
    Builtins();
    const Node *resolve(Compiler &compiler, const std::string &name);

    Json m_definitions;
    std::shared_ptr<Arena> m_arena;
    std::map<std::string, const Node *> m_nodes;
    std::map<std::string, std::string> m_names;                     ///< "group/version/kind"
    std::map<std::string, std::shared_ptr<const Schema>> m_schemas; ///< by the same key
};

} // namespace stage::schema
