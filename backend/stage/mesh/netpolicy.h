// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/mesh/directory.h"

/// NetworkPolicy (networking.k8s.io/v1) as a CNI enforces it, for TCP between pods. What a policy
/// cannot see of a tunnel between two ztunnels it does not judge: there the port is the tunnel's.
namespace stage::mesh {

/// The way of one connection. TO is not known for what lies outside the cluster.
struct Way {
    const Party &from;
    const Party &to;
    std::string toIp;
    std::uint16_t port = 0;
};

/// Both sides' policies let it through.
bool networkAllows(const cluster::Store &store, const Way &way);

} // namespace stage::mesh
