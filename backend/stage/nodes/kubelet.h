// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/runtime.h"
#include "backend/stage/workloads/workload.h"

namespace stage::nodes {

/// What a container finds around it, but for env, files, args, log and names, which the kubelet
/// reads from the pod: executor, dialer, trace, now.
using SurroundingsFactory =
    std::function<workloads::Surroundings(const cluster::Json &pod, const std::string &container)>;

struct KubeletOptions {
    /// Delays of manifests and of Kubernetes itself (probes, back-offs) are divided by this.
    double speed = 20;
    std::chrono::milliseconds pullTime{20};
    /// How long a deleted pod may finish the requests in hand, its grace period permitting.
    std::chrono::milliseconds drain{1000};
};

/// The kubelets of all nodes: runs the containers of every pod that is bound to a node, and tells
/// the API what becomes of them, by status and Events in the real kubelet's words. Containers are
/// started in no other way and restarted by no other cause than their own end, a failed probe or
/// a fault below. Single-threaded; the references outlive it. Destroying it stops every container
/// without a word to the API.
class Kubelet {
public:
    Kubelet(boost::asio::any_io_executor executor, cluster::Objects &objects, LogBook &logs,
            PortMap &ports, ImageSource images, workloads::Factory factory,
            SurroundingsFactory surroundings, net::Server::PeerLookup lookup,
            KubeletOptions options = {});
    ~Kubelet();
    Kubelet(const Kubelet &) = delete;
    Kubelet &operator=(const Kubelet &) = delete;

    /// Takes on the pods that are bound already, and watches.
    void start();

    /// Faults. A pod's NAME may be its owner's: "currency-converter" means each of its pods.
    /// Ends the containers with 137; false when no such pod runs.
    bool killPod(const std::string &ns, const std::string &name);
    /// While on, every life of these pods' containers ends with 1 soon after it began.
    void crashLoop(const std::string &ns, const std::string &name, bool on);
    /// Every pull of a reference that contains PART takes so much longer; 0 ends it.
    void slowPull(const std::string &part, std::chrono::milliseconds extra);
    /// While on, references that contain PART cannot be pulled.
    void imageMissing(const std::string &part, bool on);

private:
    struct Inner;
    std::shared_ptr<Inner> m_inner;
};

} // namespace stage::nodes
