// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"

#include <boost/asio/any_io_executor.hpp>

namespace stage::mesh {

/// What the control planes of agentgateway and of kagent's access policies do: makes
/// ServiceAccount, Deployment and Service of a Gateway, writes the status of Gateways, HTTPRoutes,
/// backends and policies, keeps a waypoint for each Agent that asks for one, and turns
/// AccessPolicies into EnterpriseAgentgatewayPolicies. Works from the objects alone;
/// single-threaded.
class GatewayController {
public:
    GatewayController(boost::asio::any_io_executor executor, cluster::Objects &objects);
    ~GatewayController();
    GatewayController(const GatewayController &) = delete;
    GatewayController &operator=(const GatewayController &) = delete;

private:
    struct Inner;
    std::shared_ptr<Inner> m_inner;
};

} // namespace stage::mesh
