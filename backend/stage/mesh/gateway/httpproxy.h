// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/mcp.h"

namespace stage::mesh::gateway {

/// Passes a request to HOST as plain HTTP, with the route's filters, and streams the answer back.
/// Failures are the gateway's own: 503 "upstream call failed: …" (gateway-measured §7).
net::Awaitable<void> passHttp(net::Dialer &dialer, Passage &passage, std::string host,
                              std::uint16_t port, std::string target,
                              const std::vector<Json> &filters);

/// The path and query that a URLRewrite filter makes of a request's.
std::string rewrittenTarget(const std::string &target, const std::string &matchedPrefix,
                            const std::vector<Json> &filters);

} // namespace stage::mesh::gateway
