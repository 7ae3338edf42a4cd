// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/portforward.h"

#include <deque>

namespace forward {

/// How many spares to hold after RECENT clients in the last second; BOUGHT: some of the last ones
/// were used.
int sparesWanted(int recent, bool bought);

/// Tunnels that were opened shortly before somebody asks for them, for a fresh one costs the API
/// server a new connection to the node. Each one holds a connection of the application open, so
/// there are few of them, only right after a client came, and none gets older than a second or
/// outlives a change of the pod. For services that wait for their clients' words, as HTTP does.
class Spares : public QObject {
    Q_OBJECT
public:
    Spares(kube::Client &client, kube::TunnelTls &tls, core::Clock &clock,
           QObject *parent = nullptr);

    /// A client came for TARGET: more may follow.
    void clientCame(const kube::PodPort &target);
    bool hasOne(const kube::PodPort &target) const;
    /// Its new owner deletes it. Null when there is none. It may still be opening.
    kube::PortForward *take(const kube::PodPort &target);
    /// The pod for new connections is another one, or none.
    void drop();

    int opened() const { return m_opened; } ///< all of them, since start
    int used() const { return m_used; }

private:
    void fill();
    void remove(kube::PortForward *tunnel);
    int recent() const;

    kube::Client &m_client;
    kube::TunnelTls &m_tls;
    core::Clock &m_clock;
    std::deque<kube::PortForward *> m_tunnels; ///< all for one target, oldest first
    std::deque<std::chrono::milliseconds> m_clients;
    std::optional<kube::PodPort> m_target;
    bool m_filling = false; ///< in a moment
    int m_opened = 0, m_used = 0;
    int m_wasted = 0; ///< in a row
};

} // namespace forward
