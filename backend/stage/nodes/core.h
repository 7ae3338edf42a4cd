// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/kubelet.h"
#include "backend/stage/nodes/machines.h"

#include <set>

namespace stage::nodes {

/// What every pod on every node shares: the collaborators, the image caches, the addresses, the
/// faults. Held by the Kubelet and by the coroutines of its pods; once CLOSING nothing of what is
/// referred to here may be touched.
struct Core {
    boost::asio::any_io_executor executor;
    cluster::Objects &objects;
    LogBook &logs;
    PortMap &ports;
    ImageSource images;
    workloads::Factory factory;
    SurroundingsFactory surroundings;
    net::Server::PeerLookup lookup;
    KubeletOptions options;
    net::SystemDialer loopback = {};
    bool closing = false;

    std::map<std::string, std::map<std::string, Image>> cached = {}; ///< node → reference
    std::map<int, std::set<int>> addresses = {};                     ///< node index → last byte
    std::map<int, int> nextAddress = {};
    std::chrono::milliseconds slowPull{0};
    std::string slowImage = {};         ///< part of the references that are slow
    std::set<std::string> missing = {}; ///< parts of references
    std::set<std::pair<std::string, std::string>> crashing = {}; ///< ns, pod or owner

    /// A delay as the manifests and Kubernetes mean it, at this stage's speed.
    std::chrono::milliseconds scaled(double seconds) const
    {
        return std::chrono::milliseconds(
            std::max(1L, static_cast<long>(seconds * 1000 / options.speed)));
    }
    void event(const Object &pod, const std::string &type, const std::string &reason,
               const std::string &message)
    {
        objects.event(*pod, type, reason, message, "kubelet");
    }
    bool isCrashing(const std::string &ns, const std::string &pod) const;
    std::string takeAddress(int node);
    void giveBack(const std::string &address);
};

} // namespace stage::nodes
