// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/workloads/workload.h"

namespace stage::agents {

class Database;

/// kagent's containers: agent (the runtime in an agent's pod, configured by /config/config.json and
/// /config/agent-card.json), kagent-controller and kagent-ui. Null for any other name, and for
/// kagent-controller when OBJECTS or DATABASE is null: it lives on the cluster's API. Both outlive
/// it.
std::unique_ptr<workloads::Workload> makeAgentWorkload(const std::string &name,
                                                       workloads::Surroundings around,
                                                       cluster::Objects *objects,
                                                       Database *database);

std::unique_ptr<workloads::Workload> makeAgent(workloads::Surroundings around);
std::unique_ptr<workloads::Workload> makeController(workloads::Surroundings around,
                                                    cluster::Objects &objects, Database &database);
std::unique_ptr<workloads::Workload> makeUi(workloads::Surroundings around);

} // namespace stage::agents
