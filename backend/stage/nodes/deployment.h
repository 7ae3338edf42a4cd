// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// How many pods a rollout may have too many and too few, from the strategy.
struct RolloutBounds {
    int surge = 0, unavailable = 0;
};
RolloutBounds rolloutBounds(const Json &deployment);

/// What a Deployment with these REPLICASETS (those it controls) needs. PODSLEFT: pods of old
/// ReplicaSets that still exist, deleted ones included, for the Recreate strategy.
/// The rules are those of Kubernetes' deployment controller: new template hash, new ReplicaSet,
/// revision counted up; up by maxSurge, down by what maxUnavailable allows, unhealthy ones first.
Plan planDeployment(const Json &deployment, const std::vector<Object> &replicaSets, int podsLeft,
                    Time now);

/// The status alone; SETS have their counts as the plan leaves them.
Json deploymentStatus(const Json &deployment, const std::vector<Json> &sets,
                      const std::string &newName, bool created, Plan &plan, Time now);

class DeploymentController final : public Controller {
public:
    DeploymentController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;

private:
    std::vector<Object> setsOf(const Json &self, Plan &adoption);
};

} // namespace stage::nodes
