// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"
#include "backend/stage/cluster/objects.h"
#include "backend/stage/workloads/workload.h"

namespace stage::agents {

/// Asks each RemoteMCPServer for its tools: at once when it is new or changed, then every minute,
/// and sooner after a failure. What it hears goes into the object's status.
class Discovery {
public:
    using Clock = std::chrono::steady_clock;
    /// Both outlive it.
    Discovery(const workloads::Surroundings &around, cluster::Objects &objects);

    /// Asks every server whose time has come.
    Awaitable<void> round();
    /// How long until the next one.
    std::chrono::milliseconds untilNext() const;

    /// How long to wait after so many failures in a row.
    static std::chrono::seconds pause(int failures);

private:
    struct Visit {
        std::string version; ///< uid and generation of what was asked
        int failures = 0;
        Clock::time_point due;
    };
    Awaitable<tl::expected<Json, std::string>> ask(Json server);

    const workloads::Surroundings &m_around;
    cluster::Objects &m_objects;
    std::map<cluster::Key, Visit> m_visits;
};

} // namespace stage::agents
