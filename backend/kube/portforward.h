// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/kube/channels.h"
#include "backend/kube/client.h"
#include "backend/kube/spdy.h"
#include "backend/kube/tunneltls.h"
#include "backend/kube/websocket.h"

#include <QTimer>

namespace kube {

/// One port of one pod.
struct PodPort {
    QString ns, pod;
    int port = 0;
    friend bool operator==(const PodPort &, const PodPort &) = default;
};

/// One connection to a pod's port, through the API server: a WebSocket of its own, for a shared one
/// would let a slow reader stall the others. Where the server knows SPDY in WebSockets, the same
/// tunnel can carry another connection after the first; else it speaks v4.channel.k8s.io. Bytes in
/// both directions are bounded by the user: send() while queued() is low, pause() when received
/// bytes cannot be passed on. CLIENT, TLS and CLOCK outlive it; all on the event loop of its
/// thread.
class PortForward : public QObject {
    Q_OBJECT
public:
    PortForward(Client &client, TunnelTls &tls, core::Clock &clock, PodPort target,
                QObject *parent = nullptr);
    ~PortForward() override;

    void open();
    /// Another connection, after release().
    void begin();
    bool isOpen() const { return m_open; } ///< bytes can be sent
    /// Its user is done with the connection and has read to its end. False: nothing else can be
    /// done with it but to delete it. Else ended() tells when it is not even good for waiting.
    bool release();
    const PodPort &target() const { return m_target; }
    void send(const QByteArray &data);
    qint64 queued() const;
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
    void take(QByteArrayView piece, bool begins, bool ends);
    void takeMessage();
    void takeFrame(const spdy::Event &frame);
    void beginStreams(std::chrono::milliseconds patience);
    void finishStream();
    void failed(WebSocket::End how, const QString &why);
    void beat();
    void end(TunnelEnd how, const QString &why, core::Fault::Kind kind = core::Fault::Kind::Failed);
    QString path() const;
    core::Fault faultOf(const QString &why, core::Fault::Kind kind) const;

    Client &m_client;
    TunnelTls &m_tls;
    core::Clock &m_clock;
    PodPort m_target;
    http::Request m_signed; ///< what it was opened with
    Channels m_channels;
    WebSocket m_socket;
    QTimer m_beat;
    QByteArray m_message; ///< of v4, as far as it is there
    QString m_nodeError;
    std::chrono::milliseconds m_heard{0}, m_spoke{0};
    bool m_open = false;
    bool m_over = false;
    bool m_paused = false;
    bool m_asked = false; ///< something was sent after the last that came

    bool m_spdy = false;
    spdy::Reader m_reader;
    spdy::Writer m_writer;
    quint32 m_next = 1, m_errors = 0, m_data = 0; ///< streams; 0: none now
    bool m_errorsOver = false, m_dataOver = false;
    bool m_leaving = false; ///< the node takes no further streams
};

} // namespace kube

Q_DECLARE_METATYPE(kube::TunnelEnd)
