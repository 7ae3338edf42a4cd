// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/controller/call.h"
#include "backend/stage/cluster/objects.h"
#include "backend/stage/workloads/telemetry.h"

namespace stage::agents {

/// A2A at /api/a2a/NAMESPACE/NAME/: answers the card itself, checks every call, and makes it anew
/// at the agent's Service.
class A2aProxy {
public:
    /// Both outlive it.
    A2aProxy(const workloads::Surroundings &around, cluster::Objects &objects);
    Awaitable<void> serve(net::Exchange &exchange);

private:
    struct Agent {
        std::string ns, name;
    };
    Awaitable<void> forward(net::Exchange &exchange, Agent agent, A2aCall call);
    Awaitable<void> stream(net::Exchange &exchange, net::Url url, net::Request request,
                           A2aCall call);
    net::Request upstream(const net::Request &incoming, const A2aCall &call,
                          const std::optional<workloads::TraceContext> &trace) const;
    bool tracing() const;

    const workloads::Surroundings &m_around;
    cluster::Objects &m_objects;
};

} // namespace stage::agents
