// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// What a ReplicaSet with these PODS (those it controls, and orphans its selector matches) needs.
Plan planReplicaSet(const Json &replicaSet, const std::vector<Object> &pods, Time now);

/// Which pods go first when there are too many: unscheduled, then pending, then not ready, then
/// the youngest.
std::vector<Object> deletionOrder(std::vector<Object> pods);

class ReplicaSetController final : public Controller {
public:
    ReplicaSetController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;
};

} // namespace stage::nodes
