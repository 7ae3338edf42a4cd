// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/mesh/gateway/desired.h"

namespace stage::mesh::gateway {

/// One pass over everything; it writes only what differs, so that a pass without news is silent.
class Reconciler {
public:
    explicit Reconciler(cluster::Objects &objects);
    void run();

private:
    void agents();
    void accessPolicies();
    bool applyAccessPolicy(const Json &policy, std::string &why);
    void releaseServices();
    void gateways();
    void classes();
    void routes();
    void backends();
    void policies();
    Json gatewayStatus(const Json &gateway) const;
    bool isOurGateway(const std::string &ns, const std::string &name) const;
    bool routeAttaches(const Json &route) const;
    bool backendKnown(const Json &route, const Json &ref) const;
    std::string targetProblem(const Json &policy, const Json &ref, std::string &gateway) const;
    bool exists(const std::string &resource, const std::string &ns, const std::string &name) const;
    /// Creates or updates; a refusal by the API becomes an Event about ABOUT.
    void ensure(Json object, const Json &about);
    void writeStatus(const std::string &resource, const Json &object, Json status);

    cluster::Objects &m_objects;
    std::string m_now;
};

} // namespace stage::mesh::gateway
