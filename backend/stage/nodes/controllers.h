// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>

namespace stage::nodes {

/// Everything that a controller manager and a scheduler do on a real cluster: namespaces, nodes,
/// Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs, endpoints, scheduling.
/// Single-threaded; OBJECTS and the executor outlive it.
class Controllers {
public:
    /// ROOTCA goes into kube-root-ca.crt of each namespace (PEM).
    Controllers(boost::asio::any_io_executor executor, cluster::Objects &objects,
                std::string rootCa = {});
    ~Controllers();
    Controllers(const Controllers &) = delete;
    Controllers &operator=(const Controllers &) = delete;

    /// Registers the nodes and starts every loop.
    void start();

private:
    struct All;
    std::unique_ptr<All> m_all;
};

} // namespace stage::nodes
