// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/heap.h"
#include "backend/forward/judge.h"
#include "backend/forward/ledger.h"
#include "backend/forward/listener.h"
#include "backend/forward/namespaceview.h"
#include "backend/forward/peer.h"
#include "backend/forward/relay.h"
#include "backend/forward/spares.h"

#include <QElapsedTimer>

namespace forward {

/// One forward: its listener, its clients, its probe and its state. The references outlive it.
class Forwarder : public QObject {
    Q_OBJECT
public:
    struct Needs {
        kube::Client &client;
        http::Transport &transport;
        core::Clock &clock;
        kube::TunnelTls &tls;
        Heap &heap;
        QString peerFolder; ///< see announce(); "": none
    };
    Forwarder(Spec spec, Needs needs, NamespaceView &view, QObject *parent = nullptr);
    ~Forwarder() override;

    const Spec &spec() const { return m_spec; }
    void start();
    Status status() const;
    int port() const;
    void plan(const QString &what);
    /// Listens on PORT from now on, 0: on any free one; connections on the old one stay.
    void usePort(int port);
    /// Closes the port and ends the connections, until it is resumed.
    void pause();
    void resume();
    /// Ends the connections, chooses the pod anew and opens the port again.
    void restart();

signals:
    void changed(const forward::Status &status);
    void healed(const forward::Loss &loss);

private:
    void halt(const QString &why);
    void closePort();
    void listen();
    void opened();
    void refused(const Listener::Refusal &refusal);
    void listenIn(std::chrono::milliseconds delay);
    bool isReachable() const;
    Destination destination() const;
    void accept(qintptr descriptor);
    void removeRelay(Relay *relay, bool lost);
    void noteTunnel(const kube::PodPort &target, kube::TunnelEnd end, const core::Fault &fault);
    void reconsider();
    void retarget(const Choice &choice);
    void serve(Relay &relay);
    void probe();
    void probed(const core::Result<http::Reply> &answer);
    void probeIn(std::chrono::milliseconds delay);
    void tell();
    Facts facts() const;

    Spec m_spec;
    Needs m_needs;
    NamespaceView &m_view;
    Listener m_listener;
    Traffic m_traffic;
    Spares m_spares;
    Ledger m_ledger;
    std::vector<Relay *> m_relays;
    Facts m_facts; ///< target, missing and planned are filled in by facts()
    Choice m_choice;
    QSet<QString> m_avoid; ///< pods a tunnel found gone before the watch did
    std::unique_ptr<http::Call> m_call;
    std::unique_ptr<QObject> m_alarm;  ///< holds the one next probe
    std::unique_ptr<QObject> m_listen; ///< holds the one next try to listen
    int m_listenTries = 0;
    QString m_order;       ///< why its port is opened again: what somebody wanted
    bool m_byHand = false; ///< so is the interruption
    int m_gone = 0;        ///< clients' connections that are over
    QElapsedTimer m_asked;
    std::chrono::milliseconds m_plannedUntil{0};
    QString m_tunnelWhy; ///< of the last tunnel that could not be opened
    Status m_status;
    Status m_told;
};

} // namespace forward
