// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/requestlog.h"

#include <array>
#include <cstdint>

namespace stage::mesh::gateway {

/// The data plane's counters, named and labelled as agentgateway 1.1.0 does (gateway-measured §5).
/// A family without samples is absent; a missing label value is the word "unknown".
class GatewayMetrics {
public:
    /// BIND is "8080/NS/GATEWAY".
    explicit GatewayMetrics(std::string bind);
    void count(const RequestNote &note);
    std::string exposition() const;

private:
    static constexpr std::array<double, 14> bounds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                   0.5,   1,     2.5,  5,     10,   30,  80};
    struct Histogram {
        std::array<std::uint64_t, bounds.size()> buckets{};
        std::uint64_t count = 0;
        double sum = 0;
    };
    std::string routeLabels(const RequestNote &note) const;

    std::string m_bind;
    std::map<std::string, std::uint64_t> m_requests, m_mcpRequests, m_bytes;
    std::map<std::string, Histogram> m_durations;
};

} // namespace stage::mesh::gateway
