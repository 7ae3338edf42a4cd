// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// What a DaemonSet with these PODS (those it controls) needs on these NODES.
Plan planDaemonSet(const Json &daemonSet, const std::vector<Object> &pods,
                   const std::vector<Object> &nodes, Time now);

class DaemonSetController final : public Controller {
public:
    DaemonSetController(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;
};

} // namespace stage::nodes
