// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/compile.h"

namespace stage::agents {

struct Condition {
    std::string type, status, reason, message;
    std::optional<std::int64_t> generation = std::nullopt; ///< observedGeneration
};

/// CONDITIONS with this one set; its lastTransitionTime is kept while the status stays the same.
Json withCondition(Json conditions, const Condition &condition, const std::string &now);
/// The "status" of an object's condition, "" without one.
std::string conditionStatus(const Json &object, const std::string &type);

/// The next status of an Agent. DEPLOYMENT may be null. A fresh Agent is first Accepted, and only
/// the write after that adds Ready.
Json agentStatus(const Json &agent, const tl::expected<Compiled, std::string> &compiled,
                 const cluster::Object &deployment, const std::string &now);
Json modelConfigStatus(const Json &modelConfig, const cluster::Store &store,
                       const std::string &now);
/// TOOLS is what the server listed, or why it could not be asked; then the old list stays.
Json remoteServerStatus(const Json &server, const tl::expected<Json, std::string> &tools,
                        const std::string &now);

} // namespace stage::agents
