// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/controller.h"

namespace stage::nodes {

/// Why a pod may not run on a node, in the scheduler's words ("node(s) were unschedulable");
/// "" when it may.
std::string refusal(const Json &pod, const Json &node);

struct Placement {
    std::string node;    ///< "" when none fits
    std::string message; ///< then: "0/3 nodes are available: …"
};
/// The node with the fewest pods among those that fit; PODS is every pod of the cluster.
Placement place(const Json &pod, const std::vector<Object> &nodes, const std::vector<Object> &pods);

/// Binds pods that name the default scheduler to nodes.
class Scheduler final : public Controller {
public:
    Scheduler(boost::asio::any_io_executor executor, cluster::Objects &objects);

protected:
    Plan plan(const Key &key, const Object &self) override;

private:
    void bind(const Key &key, const Object &pod, const std::string &node);
};

} // namespace stage::nodes
