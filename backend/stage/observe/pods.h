// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/nodes/runtime.h"

namespace stage::observe {

using cluster::Json;

/// A container port of a running pod, as a scrape or a connection would find it.
struct PodPort {
    std::string pod, ns, uid, container, name;
    std::string address;        ///< "10.244.0.8:15020"
    std::uint16_t number = 0;   ///< as the pod declares it
    std::uint16_t loopback = 0; ///< where it really listens
};

bool isRunning(const Json &pod);
bool isReady(const Json &pod);
/// The pod's port by its name, or by its number as text; nothing while it does not listen.
std::optional<PodPort> portOf(const Json &pod, const std::string &nameOrNumber,
                              const nodes::PortMap &ports);
/// The ports behind a Service's port (by name or number), ready pods only.
std::vector<PodPort> servicePorts(const cluster::Store &store, const nodes::PortMap &ports,
                                  const Json &service, const std::string &nameOrNumber);
/// "HOST:PORT" of a cluster address, "mailhog.NS.svc.cluster.local:1025", as "127.0.0.1:REAL";
/// nothing when the Service or a ready pod is missing, or HOST is no Service.
std::optional<std::string> loopbackAddress(const cluster::Store &store, const nodes::PortMap &ports,
                                           const std::string &address);

} // namespace stage::observe
