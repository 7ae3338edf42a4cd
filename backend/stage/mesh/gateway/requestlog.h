// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace stage::mesh::gateway {

/// What the gateway notes about one request; empty texts are left out of the log. Order and names
/// of the fields are agentgateway 1.1.0's (gateway-measured §4).
struct RequestNote {
    std::string gateway, listener, routeRule, route, endpoint, source;
    std::string method, host, path, version = "HTTP/1.1";
    int status = 0; ///< 0: the client left before an answer
    std::string traceId, spanId, jwtSubject;
    std::string protocol = "http";
    std::string mcpMethod, mcpTarget, mcpResourceType, mcpSession;
    std::string error, reason;
    std::chrono::microseconds duration{};

    // Not logged: for the metrics.
    std::string backend;               ///< "" where none was chosen
    std::string mcpResource;           ///< the tool's name as the client sent it
    bool mcpCounted = false;           ///< the message reached a session
    std::uint64_t bytes = 0;           ///< of the answer's body
    std::vector<std::string> mcpSpans; ///< names of the MCP child spans
    std::string matchedPrefix;

    /// Name and value, in order, as the log and the spans carry them; without duration.
    std::vector<std::pair<std::string, std::string>> fields() const;
    using Time = std::chrono::system_clock::time_point;
    std::string plain(Time at) const;
    std::string json(Time at) const;
};

/// "2026-11-23T21:16:43.75609Z": the fraction is not padded on request lines (measured).
std::string requestTime(std::chrono::system_clock::time_point at);

} // namespace stage::mesh::gateway
