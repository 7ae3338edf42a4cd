// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/runtime/anthropic.h"

namespace stage::agents {

/// What an agent's pod knows about itself: the two files below /config and its environment.
struct AgentConfig {
    Json config; ///< config.json
    Json card;   ///< agent-card.json, as it is served
    std::string ns, name;
    std::string app;    ///< "trustusbank_bank_agents__NS__support_bot"
    std::string author; ///< "support_bot"
    std::string model, system;
    Anthropic::Settings llm;
    std::string controller; ///< KAGENT_URL; "" when there is nobody to report to
    bool stream = false;
    bool tracing =
        false; ///< the controller hands its OTEL_* on; without it nothing is instrumented
};

/// The error names the file and what is wrong with it.
tl::expected<AgentConfig, std::string> readConfig(const workloads::Surroundings &around);

/// The system text of every request: the instruction, then who the agent is.
std::string systemText(const std::string &instruction, const std::string &author,
                       const std::string &description);

} // namespace stage::agents
