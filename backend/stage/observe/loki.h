// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/runtime.h"
#include "backend/stage/observe/logql.h"
#include "backend/stage/observe/service.h"

#include <deque>

namespace stage::observe {

/// Loki's HTTP API over the LogBook (what Promtail would have sent) and over what is pushed.
class Loki final : public Service {
public:
    Loki(boost::asio::any_io_executor executor, nodes::LogBook &logs,
         std::function<std::chrono::system_clock::time_point()> now);
    Awaitable<void> handle(net::Exchange &exchange) override;

private:
    net::Response answer(const net::Request &request);
    net::Response queryRange(const net::Request &request);
    net::Response queryInstant(const net::Request &request);
    net::Response series(const net::Request &request);
    net::Response labelValues(const net::Request &request, const std::string &name);
    net::Response push(const net::Request &request);
    Awaitable<void> tail(net::Exchange &exchange);
    std::vector<LogStream> streams() const;
    std::int64_t nowNs() const;

    boost::asio::any_io_executor m_executor;
    nodes::LogBook &m_logs;
    std::function<std::chrono::system_clock::time_point()> m_now;
    std::map<LogLabels, std::deque<LogEntry>> m_pushed;
    std::size_t m_pushedCount = 0;
};

/// The labels that Promtail gives a container's lines: namespace, pod, container and app (from
/// app.kubernetes.io/name, else app).
LogLabels promtailLabels(const nodes::LogBook::Source &source);
/// Loki's times: nanoseconds since 1970, seconds with a fraction, or RFC 3339; nothing when it is
/// none.
std::optional<std::int64_t> lokiTime(const std::string &text);

} // namespace stage::observe
