// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

#include <deque>
#include <map>

namespace stage::observe {

/// One condition of a trace search. FIELD is "resource.service.name", "name", "kind", "duration" or
/// the name of a span attribute; OP is one of = != =~ !~ > < >= <=. Durations are nanoseconds.
struct SpanCondition {
    std::string field, op, value;
};

struct TraceQuery {
    std::vector<SpanCondition> conditions;             ///< all must hold for one span
    std::int64_t startNs = 0;                          ///< spans that end before are not looked at
    std::int64_t endNs = 0;                            ///< 0: no end
    std::int64_t minDurationNs = 0, maxDurationNs = 0; ///< of the whole trace; 0: no limit
    std::size_t limit = 20;
};

struct TraceMatch {
    std::string traceId;
    std::string rootService, rootName;
    std::int64_t startNs = 0, endNs = 0;
    std::vector<workloads::Span> spans; ///< those that matched
};

/// Every finished span of the cluster, oldest traces forgotten first. Single-threaded; kept for the
/// process's life, like a Tempo with a volume.
class TraceStore {
public:
    explicit TraceStore(std::size_t traceLimit = 2000, std::size_t spansPerTrace = 500);

    void add(workloads::Span span);
    /// The spans of a trace in the order they were added; empty when it is not known. Ids are
    /// compared without their leading zeros.
    std::vector<workloads::Span> find(const std::string &traceId) const;
    /// Newest trace first.
    std::vector<TraceMatch> search(const TraceQuery &query) const;
    std::size_t traces() const { return m_order.size(); }
    void clear();

private:
    std::map<std::string, std::vector<workloads::Span>> m_traces;
    std::deque<std::string> m_order;
    std::size_t m_traceLimit, m_spansPerTrace;
};

/// TraceQL's subset {field op value && …} as conditions; the error says what is not understood.
tl::expected<std::vector<SpanCondition>, std::string> parseTraceQl(const std::string &text);
/// Tempo's older tags=: logfmt pairs, service.name and name being special.
std::vector<SpanCondition> parseTags(const std::string &logfmt);
bool matches(const workloads::Span &span, const SpanCondition &condition);
/// "5ms", "1.5s", "2m" in nanoseconds; nothing when it is no duration.
std::optional<std::int64_t> parseDurationNs(const std::string &text);

} // namespace stage::observe
