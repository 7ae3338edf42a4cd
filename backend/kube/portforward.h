// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/channels.h"
#include "backend/kube/client.h"
#include "backend/kube/tunneltls.h"

#include <QTimer>
#include <QWebSocket>

class QTcpSocket;

namespace kube {

/// One port of one pod.
struct PodPort {
    QString ns, pod;
    int port = 0;
    friend bool operator==(const PodPort &, const PodPort &) = default;
};

/// One connection to a pod's port, through the API server: one WebSocket of v4.channel.k8s.io, for
/// a shared one would let a slow reader stall the others. Bytes in both directions are bounded by
/// the user: send() while queued() is low, pause() when received bytes cannot be passed on. There
/// is no half-close: after finishSending() it stays up for the answer, for 30 s at most. CLIENT,
/// TLS and CLOCK outlive it; all on the event loop of its thread.
class PortForward : public QObject {
    Q_OBJECT
public:
    PortForward(Client &client, TunnelTls &tls, core::Clock &clock, PodPort target,
                QObject *parent = nullptr);
    ~PortForward() override;

    void open();
    bool isOpen() const { return m_open; }
    const PodPort &target() const { return m_target; }
    void send(const QByteArray &data);
    qint64 queued() const;
    void finishSending();
    void pause(bool paused);

signals:
    void opened(); ///< the node took it; whether the application did is known with the first bytes
    void received(const QByteArray &data);
    void drained(); ///< some of the queued bytes are gone
    /// Once, and last. The fault names the pod and quotes the node or the server.
    void ended(kube::TunnelEnd end, const core::Fault &fault);

private:
    void connectSocket();
    void begun();
    void take(const QByteArray &message);
    void closed();
    void failed();
    void explainUpgrade(int status);
    void beat();
    void lookWhilePaused();
    void hearAgain();
    void end(TunnelEnd how, const QString &why, core::Fault::Kind kind = core::Fault::Kind::Failed);
    QString path() const;
    QTcpSocket *wire() const;

    Client &m_client;
    TunnelTls &m_tls;
    core::Clock &m_clock;
    PodPort m_target;
    Channels m_channels;
    QWebSocket m_socket;
    QTimer m_beat;
    QTimer m_look;
    QString m_nodeError;
    std::chrono::milliseconds m_heard{0}, m_spoke{0};
    bool m_open = false;
    bool m_over = false;
    bool m_paused = false;
    bool m_goodbye = false; ///< a close frame came, not just an end of the connection
};

} // namespace kube

Q_DECLARE_METATYPE(kube::TunnelEnd)
