// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/judge.h"
#include "backend/forward/namespaceview.h"
#include "backend/forward/relay.h"

#include <QElapsedTimer>
#include <QTcpServer>

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
    };
    Forwarder(Spec spec, Needs needs, NamespaceView &view, QObject *parent = nullptr);
    ~Forwarder() override;

    const Spec &spec() const { return m_spec; }
    void start();
    Status status() const;
    int port() const;
    void plan(const QString &what);

signals:
    void changed(const forward::Status &status);

private:
    void listen();
    void accept();
    void adopt(QTcpSocket *socket);
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
    QTcpServer m_server;
    std::vector<Relay *> m_relays;
    Facts m_facts; ///< target, missing and planned are filled in by facts()
    Choice m_choice;
    QSet<QString> m_avoid; ///< pods a tunnel found gone before the watch did
    std::unique_ptr<http::Call> m_call;
    std::unique_ptr<QObject> m_alarm; ///< holds the one next probe or try to listen
    QElapsedTimer m_asked;
    std::chrono::milliseconds m_plannedUntil{0};
    QString m_tunnelWhy; ///< of the last tunnel that could not be opened
    Status m_status;
    Status m_told;
};

} // namespace forward
