// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/workloads/workload.h"

namespace stage::mesh::gateway {

/// agentgateway 1.1.0's data plane for one Gateway: the one that the pod's label
/// gateway.networking.k8s.io/gateway-name names. It reads routes, backends and policies from the
/// Store at each request, so a change applies to the next one. OBJECTS outlives it.
std::unique_ptr<workloads::Workload> makeGateway(workloads::Surroundings surroundings,
                                                 cluster::Objects &objects);

} // namespace stage::mesh::gateway
