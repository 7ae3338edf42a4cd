// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/node.h"
#include "backend/stage/schema/schema.h"

namespace stage::schema {

/// The one implementation of Schema: a compiled root node and what it was compiled from.
class Structural : public Schema {
public:
    Structural(std::shared_ptr<const Arena> arena, const Node &root, Json source)
        : m_arena(std::move(arena))
        , m_root(root)
        , m_source(std::move(source))
    {
    }
    /// The same for a built-in kind, whose further defaults follow its name.
    Structural(std::shared_ptr<const Arena> arena, const Node &root, Json source, std::string group,
               std::string kind)
        : Structural(std::move(arena), root, std::move(source))
    {
        m_group = std::move(group);
        m_kind = std::move(kind);
    }

    std::vector<Problem> validate(const Json &object) const override;
    std::vector<std::string> unknownFields(const Json &object) const override;
    void prune(Json &object) const override;
    void applyDefaults(Json &object) const override;
    std::vector<Problem> rules(const Json &object, const Json *before,
                               std::vector<std::string> &notEvaluated) const override;
    const Json &openApi() const override { return m_source; }

    const Node &root() const { return m_root; }

private:
    std::shared_ptr<const Arena> m_arena;
    const Node &m_root;
    Json m_source;
    std::string m_group, m_kind; ///< of a built-in kind
};

/// The root of SCHEMA; null for null or for another implementation.
const Node *rootOf(const Schema *schema);

} // namespace stage::schema
