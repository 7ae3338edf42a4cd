// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/net/http.h"
#include "backend/stage/nodes/runtime.h"

#include <boost/asio/any_io_executor.hpp>

namespace stage::nodes {

/// The two subresources of a pod that a kubelet serves: its log and its ports. The API server hands
/// an exchange over once it has found the pod and let the caller in.
/// Single-threaded; the references outlive it, and it outlives the exchanges it serves.
class PodAccess {
public:
    PodAccess(boost::asio::any_io_executor executor, cluster::Store &store, LogBook &logs,
              PortMap &ports);
    ~PodAccess();
    PodAccess(const PodAccess &) = delete;
    PodAccess &operator=(const PodAccess &) = delete;

    /// GET …/log: container, follow, timestamps, tailLines, sinceTime, sinceSeconds, limitBytes,
    /// previous.
    net::Awaitable<void> serveLog(net::Exchange &exchange, const cluster::Object &pod);
    /// GET …/portforward by any protocol of TunnelQuery.
    net::Awaitable<void> servePortForward(net::Exchange &exchange, const cluster::Object &pod);

    /// Faults. Cuts every open tunnel, as a restarted kubelet does.
    void resetTunnels();
    /// While on, new tunnels are answered with an error.
    void refuseTunnels(bool on);
    std::size_t tunnels() const;

private:
    struct Inner;
    std::shared_ptr<Inner> m_inner;
};

} // namespace stage::nodes
