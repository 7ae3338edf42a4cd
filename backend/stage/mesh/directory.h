// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/mesh/policy.h"
#include "backend/stage/net/client.h"

namespace stage::mesh {

/// One end of a connection, as istiod knows it. Without a pod only the address is set.
struct Party {
    std::string pod, ns, serviceAccount, uid, ip, node;
    std::string workload; ///< the Deployment, in metrics; logs name the pod
    std::string
        canonicalService; ///< label service.istio.io/canonical-name, app.kubernetes.io/name, app
    std::string canonicalRevision; ///< likewise; "latest" without a label
    Labels labels;
    bool ambient = false; ///< its traffic is redirected to ztunnel now

    bool known() const { return !pod.empty(); }
};

struct ServiceName {
    std::string ns, name;
    bool known() const { return !name.empty(); }
    std::string host() const { return name + "." + ns + ".svc.cluster.local"; }
};

/// One address behind a name.
struct Backend {
    std::string podUid, podNs, podName, ip; ///< no pod: an address of a hand-made EndpointSlice
    std::uint16_t port = 0;
};

/// What a host name and port mean to one pod.
struct Target {
    enum class Kind { Pods, Self, Outside };
    Kind kind = Kind::Outside;
    ServiceName service; ///< when a Service was named or addressed
    std::string vip;     ///< its cluster IP, "" for headless
    std::vector<Backend> backends;
    std::string host;     ///< for Outside: after the cluster's DNS rewrites
    std::string waypoint; ///< istio.io/use-waypoint of the Service itself
};

/// Cluster DNS, Services and pods, read from the Store at each question. Single-threaded.
class Directory {
public:
    explicit Directory(const cluster::Store &store);

    /// The error is NoSuchHost, as the cluster's DNS says it.
    net::Result<Target> resolve(const std::string &host, std::uint16_t port,
                                const std::string &ownNs) const;
    Party pod(const std::string &ns, const std::string &name) const;
    static Party describe(const Json &pod);
    /// The ready pods of a waypoint Gateway, at its data plane's port.
    std::vector<Backend> waypointPods(const std::string &ns, const std::string &gateway) const;
    /// The Service of a pod that covers a port of it; what ztunnel names on an inbound connection
    /// that addressed the pod itself.
    ServiceName serviceOf(const Party &pod, std::uint16_t port) const;
    std::string trustDomain() const;             ///< from ConfigMap istio in istio-system
    bool isAmbient(const std::string &ns) const; ///< istio.io/dataplane-mode=ambient

private:
    net::Result<Target> service(const ServiceName &name, const std::string &pod,
                                std::uint16_t port) const;
    net::Result<Target> address(const std::string &ip, std::uint16_t port) const;
    std::string rewritten(const std::string &host) const;
    void fillFromSlices(Target &target, const Json &service, const std::string &pod,
                        std::uint16_t port) const;

    const cluster::Store &m_store;
};

} // namespace stage::mesh
