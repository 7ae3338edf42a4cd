// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/pods.h"

#include <boost/asio/any_io_executor.hpp>

namespace stage::nodes {

/// One node of the stage, as kind names its own.
struct Machine {
    std::string name;
    int index = 0; ///< its pods have 10.244.INDEX.x, itself 172.18.0.(2+INDEX)
    bool controlPlane = false;
    std::string address() const { return "172.18.0." + std::to_string(2 + index); }
};
/// trustusbank-control-plane, trustusbank-worker, trustusbank-worker2.
const std::vector<Machine> &machines();
/// The Node object of a machine, with its status.
Json nodeObject(const Machine &machine, Time now);

/// Registers the nodes and renews their Leases and heartbeats (Lease every 10 s, status every
/// 5 min, as a kubelet does). Single-threaded; OBJECTS outlives it.
class Machines {
public:
    Machines(boost::asio::any_io_executor executor, cluster::Objects &objects);
    ~Machines();
    Machines(const Machines &) = delete;
    Machines &operator=(const Machines &) = delete;
    /// Creates the nodes now and begins to beat.
    void start();

private:
    struct Beat;
    std::shared_ptr<Beat> m_beat;
};

} // namespace stage::nodes
