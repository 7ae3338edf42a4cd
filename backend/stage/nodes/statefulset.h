// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// What a StatefulSet with these PODS (those it controls) needs: one at a time and in order,
/// unless podManagementPolicy is Parallel; updates from the highest ordinal down.
Plan planStatefulSet(const Json &statefulSet, const std::vector<Object> &pods, Time now);

class StatefulSetController final : public Controller {
public:
    StatefulSetController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;
};

} // namespace stage::nodes
