// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/service.h"
#include "backend/stage/observe/trace_store.h"

namespace stage::observe {

/// Tempo's HTTP API over the TraceStore. Ids in trace JSON are base64, as Go's JSON of protobuf
/// bytes has them; ids in search results are hex.
class Tempo final : public Service {
public:
    explicit Tempo(TraceStore &traces, std::function<std::chrono::system_clock::time_point()> now);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    net::Response answer(const net::Request &request) const;
    net::Response trace(const std::string &id, bool v2) const;
    net::Response search(const net::Request &request) const;
    net::Response tags(bool v2) const;

    TraceStore &m_traces;
    std::function<std::chrono::system_clock::time_point()> m_now;
};

/// Spans grouped by service, as OTLP's resourceSpans.
Json resourceSpans(const std::vector<workloads::Span> &spans);

} // namespace stage::observe
