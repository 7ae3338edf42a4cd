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
#include <QtEndian>
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
        quint32 errors = 0, data = 0; ///< the streams of the connection under way, with SPDY
        bool spdy = false;
        int connections = 0;
        void say(const QByteArray &text)
        {
            if (spdy)
                frame(data, text);
            else
                socket->sendBinaryMessage(QByteArray(1, '\0') + text);
        }
        void error(const QByteArray &text)
        {
            if (spdy) {
                frame(errors, text, true);
                frame(data, {}, true);
            } else {
                socket->sendBinaryMessage(QByteArray(1, '\1') + text);
            }
        }
        /// The service ends the connection in order.
        void finish()
        {
            if (!spdy) {
                socket->close();
                return;
            }
            frame(errors, {}, true);
            frame(data, {}, true);
        }
        void frame(quint32 stream, const QByteArray &text, bool fin = false)
        {
            QByteArray out(8, '\0');
            qToBigEndian(stream, out.data());
            qToBigEndian(quint32(text.size()) | (fin ? 1u << 24 : 0u), out.data() + 4);
            socket->sendBinaryMessage(out + text);
        }
    };

    TunnelServer()
        : TunnelServer(QSslConfiguration())
    {
    }
    /// Speaks TLS when the configuration has a certificate.
    explicit TunnelServer(const QSslConfiguration &tls, bool spdy = false)
        : m_server(QStringLiteral("test"),
                   tls.isNull() ? QWebSocketServer::NonSecureMode : QWebSocketServer::SecureMode)
    {
        m_server.setSslConfiguration(tls);
        m_server.setSupportedSubprotocols({spdy ? QStringLiteral("SPDY/3.1+portforward.k8s.io")
                                                : QStringLiteral("v4.channel.k8s.io")});
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
        tunnel->spdy = socket->subprotocol().startsWith(QStringLiteral("SPDY"));
        tunnels.push_back(tunnel);
        if (tunnel->spdy) {
            connect(socket, &QWebSocket::binaryMessageReceived, this,
                    [this, tunnel, rest = QByteArray()](const QByteArray &message) mutable {
                        rest += message;
                        while (takeFrame(*tunnel, rest))
                            ;
                    });
            return;
        }
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

    /// The first frame of BYTES, which are the client's: pairs of streams, errors first.
    bool takeFrame(Tunnel &tunnel, QByteArray &bytes)
    {
        if (bytes.size() < 8)
            return false;
        const auto word = [&](qsizetype at) {
            return qFromBigEndian<quint32>(bytes.constData() + at);
        };
        const quint32 first = word(0), size = word(4) & 0xffffff;
        if (bytes.size() < 8 + qsizetype(size))
            return false;
        const QByteArray body = bytes.mid(8, size);
        bytes.remove(0, 8 + qsizetype(size));
        if (first == 0x80030001u) { // SYN_STREAM
            const auto stream = qFromBigEndian<quint32>(body.constData());
            const bool errors = tunnel.errors == 0 || tunnel.data != 0;
            if (errors)
                tunnel.data = 0;
            (errors ? tunnel.errors : tunnel.data) = stream;
            const QByteArray reply("\x80\x03\x00\x02\x00\x00\x00\x04", 8);
            tunnel.socket->sendBinaryMessage(reply + body.left(4));
            if (!errors) {
                ++tunnel.connections;
                onOpen(tunnel);
            }
        } else if (first == tunnel.data && !body.isEmpty()) {
            tunnel.heard += body;
            onData(tunnel);
        }
        return true;
    }

    QWebSocketServer m_server;
};
