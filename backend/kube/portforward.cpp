// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/portforward.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QRegularExpression>
#include <QSslSocket>
#include <QUrl>
#include <QWebSocketHandshakeOptions>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;

namespace kube {

namespace {

constexpr auto openTime = 10s;
constexpr auto lingerTime = 30s; ///< for the answer after a local half-close
constexpr auto beatEvery = 15s;
constexpr auto deadAfter = 45s;
constexpr auto nudgeAfter = 1h; ///< the kubelet's idle limit of 4 h counts messages only, not pings
// Qt takes a frame only when all of it is buffered: a bigger one than the buffer would never come.
constexpr qint64 wireBuffer = 2 * 1024 * 1024;
constexpr quint64 maxFrame = 1024 * 1024;

QNetworkProxy proxyFrom(const QString &text)
{
    if (text.isEmpty())
        return QNetworkProxy::NoProxy;
    const QUrl url(text);
    const auto type =
        url.scheme().startsWith(u"socks5") ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy;
    return {type, url.host(), quint16(url.port(type == QNetworkProxy::Socks5Proxy ? 1080 : 8080)),
            url.userName(), url.password()};
}

/// QWebSocket tells the status of a refused upgrade in its error text only.
int statusIn(const QString &errorText)
{
    static const QRegularExpression code(u"\\b([345][0-9]{2})\\b"_s);
    return code.match(errorText).captured(1).toInt();
}

} // namespace

PortForward::PortForward(Client &client, TunnelTls &tls, core::Clock &clock, PodPort target,
                         QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_tls(tls)
    , m_clock(clock)
    , m_target(std::move(target))
    , m_channels(m_target.port)
{
    m_beat.setInterval(beatEvery);
    m_look.setInterval(20ms);
    connect(&m_beat, &QTimer::timeout, this, &PortForward::beat);
    connect(&m_look, &QTimer::timeout, this, &PortForward::lookWhilePaused);
    connect(&m_socket, &QWebSocket::connected, this, &PortForward::begun);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &PortForward::take);
    connect(&m_socket, &QWebSocket::bytesWritten, this, &PortForward::drained);
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_goodbye = true; });
    connect(&m_socket, &QWebSocket::disconnected, this, &PortForward::closed);
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &PortForward::failed);
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_heard = m_clock.elapsed(); });
}

PortForward::~PortForward()
{
    m_socket.disconnect(this);
    hearAgain();
    m_socket.abort();
}

/// A WebSocket that does not hear of its own end would say goodbye to a closed socket.
void PortForward::hearAgain()
{
    if (QTcpSocket *const socket = m_paused ? wire() : nullptr)
        socket->blockSignals(false);
}

QString PortForward::path() const
{
    return u"/api/v1/namespaces/%1/pods/%2/portforward?ports=%3"_s
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(m_target.ns)),
             QString::fromLatin1(QUrl::toPercentEncoding(m_target.pod)))
        .arg(m_target.port);
}

/// The socket beneath: Qt's WebSocket has neither flow control nor a name to verify of its own.
QTcpSocket *PortForward::wire() const
{
    return m_socket.findChild<QTcpSocket *>();
}

void PortForward::open()
{
    m_client.prepare(this, [this](const core::Result<void> &ready) {
        if (ready)
            connectSocket();
        else
            end(TunnelEnd::Unopened, ready.error().summary, ready.error().kind);
    });
    m_clock.after(openTime, this, [this] {
        if (!m_open)
            end(TunnelEnd::Unopened, u"no answer within 10 s"_s, Fault::Kind::TimedOut);
    });
}

void PortForward::connectSocket()
{
    const http::Request signature = m_client.request("GET", path());
    QUrl url(signature.url);
    url.setScheme(url.scheme() == u"https" ? u"wss"_s : u"ws"_s);
    QNetworkRequest request(url);
    for (const auto &[name, value] : signature.headers) {
        if (request.hasRawHeader(name)) {
            end(TunnelEnd::Forbidden,
                u"several values of %1 cannot be sent"_s.arg(QString::fromLatin1(name)));
            return;
        }
        request.setRawHeader(name, value);
    }
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({u"v4.channel.k8s.io"_s});
    m_socket.setMaxAllowedIncomingFrameSize(maxFrame);
    m_socket.setProxy(proxyFrom(signature.proxy));
    if (url.scheme() == u"wss")
        m_socket.setSslConfiguration(m_tls.configuration(signature.tls));
    m_socket.open(request, options);
    QTcpSocket *const socket = wire();
    if (!socket)
        return; // open() has reported why
    socket->setReadBufferSize(wireBuffer);
    auto *const secure = qobject_cast<QSslSocket *>(socket);
    if (secure)
        connect(secure, &QSslSocket::encryptedBytesWritten, this, &PortForward::drained);
    if (secure && !signature.tls.serverName.isEmpty())
        secure->setPeerVerifyName(signature.tls.serverName); // before the handshake, which is later
}

void PortForward::begun()
{
    m_heard = m_spoke = m_clock.elapsed();
    if (m_socket.subprotocol() != u"v4.channel.k8s.io") {
        end(TunnelEnd::Forbidden, u"the server does not speak v4.channel.k8s.io"_s);
        return;
    }
    wire()->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    // The WebSocket's own configuration is what it was given, without the server's ticket.
    if (const auto *const secure = qobject_cast<QSslSocket *>(wire()))
        m_tls.remember(secure->sslConfiguration());
    m_open = true;
    m_beat.start();
    emit opened();
}

void PortForward::take(const QByteArray &message)
{
    m_heard = m_spoke = m_clock.elapsed();
    const Channels::Message found = m_channels.take(message);
    switch (found.kind) {
    case Channels::Message::Kind::Nothing: return;
    case Channels::Message::Kind::Data: emit received(found.payload); return;
    case Channels::Message::Kind::Error:
        m_nodeError += QString::fromUtf8(found.payload.left(4096));
        end(classifyNodeError(m_nodeError), m_nodeError); // the port is dead from here on
        return;
    case Channels::Message::Kind::Violation:
        end(TunnelEnd::Broken, QString::fromUtf8(found.payload), Fault::Kind::Garbled);
        return;
    }
}

void PortForward::send(const QByteArray &data)
{
    m_spoke = m_clock.elapsed();
    m_socket.sendBinaryMessage(Channels::wrap(data));
}

/// Under TLS everything is encrypted at once, and waits below.
qint64 PortForward::queued() const
{
    const auto *const secure = qobject_cast<QSslSocket *>(wire());
    return m_socket.bytesToWrite() + (secure ? secure->encryptedBytesToWrite() : 0);
}

void PortForward::finishSending()
{
    m_clock.after(lingerTime, this, [this] {
        end(TunnelEnd::Closed, u"no answer within 30 s after the client had finished"_s);
    });
}

void PortForward::pause(bool paused)
{
    if (m_paused == paused || m_over)
        return;
    m_paused = paused;
    QTcpSocket *const socket = wire();
    if (!socket)
        return;
    // Qt reads whatever its socket announces; a silent socket with a full buffer stops the peer.
    socket->blockSignals(paused);
    if (paused) {
        m_look.start();
        return;
    }
    m_look.stop();
    emit socket->readyRead();
    if (m_paused || m_over)
        return;
    // Only a changed limit makes Qt look at its descriptor again after the buffer had been full.
    socket->setReadBufferSize(socket->readBufferSize() == wireBuffer ? wireBuffer + 1 : wireBuffer);
    if (socket->state() == QAbstractSocket::UnconnectedState)
        closed(); // announced while it was silent
}

void PortForward::lookWhilePaused()
{
    if (queued() == 0)
        emit drained();
}

void PortForward::beat()
{
    const auto now = m_clock.elapsed();
    // A node that cannot write its channel does not answer pings either.
    if (now - m_heard > deadAfter && queued() == 0 && !m_paused) {
        end(TunnelEnd::Broken, u"the connection is dead: nothing heard for 45 s"_s,
            Fault::Kind::TimedOut);
        return;
    }
    if (now - m_spoke > nudgeAfter) {
        m_spoke = now;
        m_socket.sendBinaryMessage({});
    }
    m_socket.ping();
}

void PortForward::closed()
{
    if (m_over)
        return;
    if (!m_open)
        failed();
    else if (m_goodbye && m_socket.closeCode() == QWebSocketProtocol::CloseCodeNormal)
        end(TunnelEnd::Closed, u"the service closed the connection"_s);
    else
        end(TunnelEnd::Broken, u"the connection broke: %1"_s.arg(m_socket.errorString()));
}

void PortForward::failed()
{
    if (m_over)
        return;
    if (m_open) {
        if (m_socket.error() != QAbstractSocket::RemoteHostClosedError)
            end(TunnelEnd::Broken, u"the connection broke: %1"_s.arg(m_socket.errorString()));
        return; // closed() follows
    }
    const int status = statusIn(m_socket.errorString());
    if (status == 401)
        m_client.refused();
    if (status >= 400)
        explainUpgrade(status);
    else
        end(TunnelEnd::Unopened, m_socket.errorString(), Fault::Kind::Missing);
}

/// A refused upgrade has a Status body that QWebSocket drops: the same question without upgrade is
/// refused for the same reason, or else with 400 for the missing upgrade.
void PortForward::explainUpgrade(int status)
{
    m_socket.disconnect(this);
    const QString bare = u"HTTP %1"_s.arg(status);
    m_client.get(path(), this, [this, status, bare](const core::Result<Json> &answer) {
        const bool helps = !answer && answer.error().kind != Fault::Kind::Missing
                           && !answer.error().detail.contains(u"pgrade");
        end(classifyUpgrade(status), helps ? answer.error().detail : bare,
            status == 404 ? Fault::Kind::NotFound : Fault::Kind::Refused);
    });
}

void PortForward::end(TunnelEnd how, const QString &why, Fault::Kind kind)
{
    if (std::exchange(m_over, true))
        return;
    const bool opened = std::exchange(m_open, false);
    m_beat.stop();
    m_look.stop();
    m_socket.disconnect(this);
    hearAgain();
    if (opened)
        m_socket.close();
    else
        m_socket.abort(); // there is nobody yet to say goodbye to
    emit ended(
        how,
        {kind,
         u"tunnel to %1/%2:%3: %4"_s.arg(m_target.ns, m_target.pod).arg(m_target.port).arg(why),
         why,
         {}});
}

} // namespace kube
