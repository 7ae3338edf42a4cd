// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/rules.h"

#include <algorithm>

namespace stage::mesh::gateway {

bool RuleSet::Expression::matches(const Json &variables) const
{
    if (!program)
        return false;
    const auto result = program->holds(variables);
    return result && *result;
}

void RuleSet::add(const Json &authorization)
{
    if (!authorization.is_object())
        return;
    const std::string action = authorization.value("action", "Allow");
    auto &list = action == "Deny" ? m_deny : action == "Require" ? m_require : m_allow;
    const Json::json_pointer place("/policy/matchExpressions");
    if (!authorization.contains(place))
        return;
    for (const Json &text : authorization.at(place)) {
        if (!text.is_string())
            continue;
        Expression expression;
        if (auto program = schema::cel::Program::compile(text.get<std::string>()))
            expression.program = std::move(*program);
        list.push_back(std::move(expression));
    }
}

bool RuleSet::permits(const Json &variables) const
{
    const auto holds = [&](const Expression &expression) { return expression.matches(variables); };
    if (std::any_of(m_deny.begin(), m_deny.end(), holds))
        return false;
    if (!std::all_of(m_require.begin(), m_require.end(), holds))
        return false;
    return m_allow.empty() || std::any_of(m_allow.begin(), m_allow.end(), holds);
}

} // namespace stage::mesh::gateway
