// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/net/server.h"
#include "backend/stage/nodes/runtime.h"
#include "backend/stage/workloads/workload.h"

namespace stage::mesh {

/// Whose connections a dialer opens. Address, labels and whether the pod is in the mesh are read
/// from its object at each call.
struct PodIdentity {
    std::string pod, ns, serviceAccount, uid;
};

class Fabric;

/// The ambient mesh: cluster DNS, Services and ztunnel between the stage's workloads, as measured
/// on Istio 1.29.2. Bytes do not pass through it: it connects client and server on loopback,
/// judges first, and reads the kernel's counters at the end. Single-threaded.
///
/// An enrolled pod whose node has no ztunnel is cut off: its traffic is redirected to nobody.
/// Policies reach ztunnel 0.1 s after the API write, and only while istiod runs.
class Mesh {
public:
    Mesh(boost::asio::any_io_executor executor, cluster::Objects &objects,
         const nodes::PortMap &ports);
    /// Cuts nothing; connections that outlive it are no longer reported.
    ~Mesh();
    Mesh(const Mesh &) = delete;
    Mesh &operator=(const Mesh &) = delete;

    /// A dialer may outlive the mesh; it then refuses.
    std::unique_ptr<net::Dialer> dialer(PodIdentity pod);
    /// Who connects to a server from this endpoint; for net::Server.
    net::Peer peerOf(const boost::asio::ip::tcp::endpoint &remote) const;
    /// False while no istiod runs: then its admission webhook refuses policies.
    bool controlPlaneRuns() const;

    /// For the mesh's own workloads.
    const std::shared_ptr<Fabric> &fabric() { return m_fabric; }

private:
    std::shared_ptr<Fabric> m_fabric;
};

/// "ztunnel", "istiod", "istio-cni", "agentgateway" and the two controllers; null for any other.
std::unique_ptr<workloads::Workload> makeMeshWorkload(const std::string &name,
                                                      workloads::Surroundings surroundings,
                                                      Mesh &mesh, cluster::Objects &objects);

} // namespace stage::mesh
