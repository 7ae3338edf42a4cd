// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSslConfiguration>
#include <QSslSocket>
#include <QUrl>
#include <QUrlQuery>
#include <QWebSocket>
#include <QWebSocketHandshakeOptions>
#include <QWebSocketServer>
#include <functional>

/// An API server's port-forward endpoint on loopback: upgrades, sends the port on both channels,
/// and hands every data message to the test.
class TunnelServer : public QObject {
public:
    /// One upgraded connection.
    struct Tunnel {
        QWebSocket *socket;
        QString pod;
        int port;
        QByteArray heard;
        void say(const QByteArray &data) { socket->sendBinaryMessage(QByteArray(1, '\0') + data); }
        void error(const QByteArray &text)
        {
            socket->sendBinaryMessage(QByteArray(1, '\1') + text);
        }
    };

    TunnelServer()
        : TunnelServer(QSslConfiguration())
    {
    }
    /// Speaks TLS when the configuration has a certificate.
    explicit TunnelServer(const QSslConfiguration &tls)
        : m_server(QStringLiteral("test"),
                   tls.isNull() ? QWebSocketServer::NonSecureMode : QWebSocketServer::SecureMode)
    {
        m_server.setSslConfiguration(tls);
        m_server.setSupportedSubprotocols({QStringLiteral("v4.channel.k8s.io")});
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QWebSocketServer::newConnection, this, &TunnelServer::accept);
    }
    QString url() const
    {
        return QStringLiteral("%1://127.0.0.1:%2/prefix")
            .arg(m_server.secureMode() == QWebSocketServer::SecureMode ? QStringLiteral("https")
                                                                       : QStringLiteral("http"))
            .arg(m_server.serverPort());
    }

    /// The only connection's TLS socket; null without TLS.
    const QSslSocket *encrypted() const { return m_server.findChild<QSslSocket *>(); }

    /// Whether the only connection leaves what comes in the kernel: a silent socket with a full
    /// buffer, as kube::PortForward does it.
    void pauseReading(bool paused)
    {
        auto *socket = m_server.findChild<QTcpSocket *>();
        socket->blockSignals(paused);
        socket->setReadBufferSize(paused ? 65536 : 0);
        if (!paused)
            emit socket->readyRead();
    }

    std::vector<std::shared_ptr<Tunnel>> tunnels;
    std::function<void(Tunnel &)> onOpen = [](Tunnel &) {};
    std::function<void(Tunnel &)> onData = [](Tunnel &) {};
    bool sendPorts = true;

private:
    void accept()
    {
        QWebSocket *socket = m_server.nextPendingConnection();
        socket->setParent(this);
        const QStringList path = socket->requestUrl().path().split(u'/');
        const int port =
            QUrlQuery(socket->requestUrl()).queryItemValue(QStringLiteral("ports")).toInt();
        auto tunnel =
            std::make_shared<Tunnel>(Tunnel{socket, path.value(path.size() - 2), port, {}});
        tunnels.push_back(tunnel);
        connect(socket, &QWebSocket::binaryMessageReceived, this,
                [this, tunnel](const QByteArray &message) {
                    if (message.isEmpty() || message[0] != '\0')
                        return;
                    tunnel->heard += message.mid(1);
                    onData(*tunnel);
                });
        if (sendPorts) {
            for (char channel : {'\0', '\1'})
                socket->sendBinaryMessage(QByteArray(1, channel) + char(port & 255)
                                          + char(port >> 8));
        }
        onOpen(*tunnel);
    }

    QWebSocketServer m_server;
};
