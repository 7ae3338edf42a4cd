// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/runtime/config.h"

namespace stage::agents {

/// Writes a turn into the controller's store, as kagent's runtime does: the session, its events and
/// the task, so that the sessions of calls past the controller are seen there, too. A controller
/// that cannot be reached costs the record, never the answer.
///
///   POST /api/sessions {id, user_id, agent_ref, name?, source?}
///   POST /api/sessions/ID/events?user_id=U {id, data: "<JSON>"}
///   POST /api/tasks <A2A task>
/// all with X-User-Id and X-Agent-Name (the app name, which agent_ref is, too).
class Reporter {
public:
    /// Both outlive it.
    Reporter(const workloads::Surroundings &around, const AgentConfig &config, std::string user);

    Awaitable<void> session(std::string id, std::string name, std::string source);
    void event(Json one) { m_events.push_back(std::move(one)); }
    /// Sends the events that have gathered for SESSION, then TASK.
    Awaitable<void> flush(std::string session, Json task);

private:
    Awaitable<void> post(std::string target, Json body);

    const workloads::Surroundings &m_around;
    const AgentConfig &m_config;
    std::string m_user;
    std::vector<Json> m_events;
    bool m_lost = false; ///< said once a turn, then given up
};

} // namespace stage::agents
