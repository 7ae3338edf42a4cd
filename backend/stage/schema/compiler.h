// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/node.h"

#include <functional>
#include <map>
#include <tl/expected.hpp>

namespace stage::schema {

/// Turns OpenAPI v3 JSON into nodes of one arena. Not thread-safe; used once and dropped.
class Compiler {
public:
    /// What "$ref" means; null refuses references, as a CRD must.
    using Resolve = std::function<const Node *(const std::string &reference)>;

    Compiler(Arena &arena, Resolve resolve, bool builtin)
        : m_arena(arena)
        , m_resolve(std::move(resolve))
        , m_builtin(builtin)
    {
    }

    /// What the metadata of an embedded object is.
    void setObjectMeta(const Node *node) { m_objectMeta = node; }

    /// STRUCTURAL: this place must say its type. The error begins with the place.
    tl::expected<const Node *, std::string> compile(const Json &schema, const std::string &place,
                                                    bool structural);
    /// Fills a node made before, so that what it holds may refer to it.
    tl::expected<void, std::string> fill(Node &node, const Json &schema, const std::string &place,
                                         bool structural);
    /// Adds apiVersion, kind and metadata, which every object has whether its schema says so or
    /// not.
    void declareObject(Node &node);

private:
    tl::expected<void, std::string> fillMembers(Node &node, const Json &schema,
                                                const std::string &place, bool structural);
    tl::expected<void, std::string> fillJunctors(Node &node, const Json &schema,
                                                 const std::string &place);
    tl::expected<void, std::string> fillLimits(Node &node, const Json &schema,
                                               const std::string &place);
    tl::expected<void, std::string> checkStructure(const Node &node, const Json &schema,
                                                   const std::string &place) const;
    void fillExtensions(Node &node, const Json &schema) const;
    void fillRules(Node &node, const Json &schema) const;

    Arena &m_arena;
    Resolve m_resolve;
    bool m_builtin;
    const Node *m_objectMeta = nullptr;
    std::map<std::string, Pattern> m_patterns; ///< the same pattern stands in many places
};

} // namespace stage::schema
