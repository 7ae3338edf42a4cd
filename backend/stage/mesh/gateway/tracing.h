// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/requestlog.h"
#include "backend/stage/workloads/workload.h"

namespace stage::mesh::gateway {

/// The trace of one request (gateway-measured §6). Without a tracing policy and without an incoming
/// traceparent there is none; an unsampled one is logged, but makes no span.
class Trace {
public:
    /// TRACEPARENT as the client sent it, POLICY the frontend.tracing of the Gateway or null.
    static Trace begin(const std::string &traceparent, const workloads::Json &policy);

    const std::string &id() const { return m_traceId; }
    const std::string &spanId() const { return m_spanId; }
    /// For the next hop; "" without a trace.
    std::string parent() const;
    /// Gives the root span and the MCP child spans to TELL.
    void finish(const RequestNote &note, const std::string &gateway, const std::string &ns,
                std::chrono::system_clock::time_point end,
                const std::function<void(workloads::Span)> &tell) const;

private:
    std::string m_traceId, m_spanId, m_parentSpan;
    bool m_sampled = false;
};

} // namespace stage::mesh::gateway
