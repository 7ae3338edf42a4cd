// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/portforward.h"

#include <deque>
#include <optional>

namespace forward {

/// Tunnels that stand open without a connection of the application: the probes' and earlier
/// clients'. A fresh one costs the API server a new connection to the node, and the next client
/// that time. None waits for longer than a probe's turn, so each was good a moment ago.
class Spares : public QObject {
    Q_OBJECT
public:
    explicit Spares(core::Clock &clock, QObject *parent = nullptr);

    bool hasOne() const { return !m_spares.empty(); }
    /// The one that was used last, to begin() with; its new owner deletes it. Null: there is none.
    kube::PortForward *take();
    /// TUNNEL becomes its own: it is kept if it is good for another connection.
    void giveBack(kube::PortForward *tunnel);
    /// New connections go to TARGET now, or nowhere: tunnels to another pod are dropped.
    void moveTo(const std::optional<kube::PodPort> &target);

    int opened() const { return m_kept; } ///< kept for a client, since start
    int used() const { return m_used; }

private:
    struct Spare {
        kube::PortForward *tunnel;
        std::chrono::milliseconds since;
    };
    void remove(kube::PortForward *tunnel);

    core::Clock &m_clock;
    std::deque<Spare> m_spares; ///< the one that was used last is the last
    std::optional<kube::PodPort> m_target;
    int m_kept = 0, m_used = 0;
};

} // namespace forward
