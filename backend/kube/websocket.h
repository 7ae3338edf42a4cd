// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/http/transport.h"

#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QUrl>

namespace kube {

/// The client's end of one WebSocket of binary messages, for much data: what comes is handed on in
/// the pieces that it comes in, and what is not wanted now stays with the peer. Sources: RFC 6455.
class WebSocket : public QObject {
    Q_OBJECT
public:
    struct Door {
        QUrl url; ///< https or http
        http::Headers headers;
        QByteArray protocols; ///< "a, b": the server chooses one
        QNetworkProxy proxy{QNetworkProxy::NoProxy};
        QSslConfiguration tls;
        QString serverName; ///< to be verified instead of the URL's host
    };
    enum class End {
        Normal,  ///< the peer said goodbye
        Broken,  ///< it was open
        Refused, ///< the server answered with status()
        Unopened ///< it did not
    };

    explicit WebSocket(QObject *parent = nullptr);
    ~WebSocket() override;

    void open(const Door &door);
    bool isOpen() const { return m_phase == Phase::Open; }
    /// Of the server's answer.
    const QByteArray &protocol() const { return m_protocol; }
    int status() const { return m_status; }
    const QByteArray &body() const { return m_body; }
    QSslConfiguration tls() const; ///< with the server's session ticket; null without TLS

    /// One message, of HEAD and what follows it.
    void send(QByteArrayView head, QByteArrayView rest = {});
    void ping();
    qint64 queued() const; ///< bytes that the kernel has not taken
    void pause(bool paused);
    void close(); ///< says goodbye; nothing is told any more

signals:
    void opened();
    /// A message, or a part of it. PIECE is valid during the call only.
    void received(QByteArrayView piece, bool begins, bool ends);
    void drained(); ///< some of the queued bytes are gone
    void pong();
    void over(kube::WebSocket::End end, const QString &why); ///< once, and last

private:
    enum class Phase { Closed, Connecting, Answer, Body, Open, Over };
    void ask();
    void readable();
    void take();
    bool takeAnswer();
    bool takeFrame();
    bool takeData(qsizetype at, qsizetype size);
    void takeControl(int opcode, const QByteArray &payload);
    void gone();
    void write(int opcode, QByteArrayView head, QByteArrayView rest);
    void end(End how, const QString &why);

    Door m_door;
    QTcpSocket *m_socket = nullptr;
    Phase m_phase = Phase::Closed;
    QByteArray m_key, m_in, m_protocol, m_body;
    qsizetype m_at = 0;      ///< how much of m_in was taken
    qsizetype m_left = 0;    ///< of the frame whose payload is under way
    qsizetype m_length = -1; ///< of a refusal's body
    bool m_begins = false, m_lastFrame = true;
    bool m_paused = false, m_gone = false, m_taking = false;
    int m_status = 0;
};

} // namespace kube
