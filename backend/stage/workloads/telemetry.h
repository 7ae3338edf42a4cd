// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

#include <optional>

namespace stage::workloads {

/// Where a span hangs: W3C Trace Context, level 1.
struct TraceContext {
    std::string traceId, spanId; ///< 32 and 16 lower-case hex digits
    /// Nothing when TEXT is no valid traceparent (all-zero ids, wrong length, version ff).
    static std::optional<TraceContext> parse(std::string_view text);
    std::string traceparent() const { return "00-" + traceId + "-" + spanId + "-01"; }
};

std::string randomHex(std::size_t digits);
std::string newUuid(); ///< version 4

/// A piece of work being timed. Reported when it is finished, at the latest when it is destroyed.
/// Without Surroundings::trace it only carries the context on.
class ActiveSpan {
public:
    ActiveSpan(const Surroundings &around, std::string service, std::string name,
               const std::optional<TraceContext> &parent, std::string kind = "SERVER");
    ~ActiveSpan() { finish(); }
    ActiveSpan(const ActiveSpan &) = delete;
    ActiveSpan &operator=(const ActiveSpan &) = delete;

    void set(const std::string &key, std::string value)
    {
        m_span.attributes[key] = std::move(value);
    }
    TraceContext context() const { return {m_span.traceId, m_span.spanId}; }
    void finish();

private:
    std::function<void(Span)> m_report;
    std::function<std::chrono::system_clock::time_point()> m_now;
    Span m_span;
};

/// "2026-11-23T20:54:20.425250+00:00"; with UTC "Z" and no fraction for isoSeconds.
std::string isoMicroseconds(std::chrono::system_clock::time_point when);
std::string isoSeconds(std::chrono::system_clock::time_point when);

/// The surroundings' clock, or the system's where none was given.
std::chrono::system_clock::time_point timeOf(const Surroundings &around);

} // namespace stage::workloads
