// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/cel.h"

#include <optional>
#include <vector>

namespace stage::mesh::gateway {

using Json = nlohmann::json;

/// An authorization of one or more policies (traffic.authorization, backend.mcp.authorization),
/// as agentgateway 1.1.0 evaluates it: deny, then require, then allow; an expression that cannot
/// be evaluated does not match, so a deny fails open and an allow fails closed.
class RuleSet {
public:
    /// Pools {action: Allow|Deny|Require, policy: {matchExpressions: […]}}. An expression that does
    /// not compile never matches.
    void add(const Json &authorization);
    bool empty() const { return m_deny.empty() && m_require.empty() && m_allow.empty(); }
    bool permits(const Json &variables) const;

private:
    struct Expression {
        std::optional<schema::cel::Program> program;
        bool matches(const Json &variables) const;
    };
    std::vector<Expression> m_deny, m_require, m_allow;
};

} // namespace stage::mesh::gateway
