// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/portforward.h"

#include "backend/kube/look.h"

#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using core::Fault;

namespace kube {

namespace {

constexpr auto openTime = 10s;
constexpr auto againTime = 3s; ///< for the next connection of a tunnel that stands
constexpr auto beatEvery = 15s;
constexpr auto deadAfter = 45s;
constexpr auto nudgeAfter = 1h; ///< the kubelet's idle limit of 4 h counts messages only, not pings
constexpr qsizetype largestMessage = 4 * 1024 * 1024;
constexpr qsizetype largestError = 4096;
const QByteArray tunnelled = "SPDY/3.1+portforward.k8s.io", channelled = "v4.channel.k8s.io";

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

/// What a refused upgrade's body says.
QString explained(const WebSocket &socket)
{
    const QByteArray &body = socket.body();
    const Json status = Json::parse(body.begin(), body.end(), nullptr, false);
    const QString message = look::text(status, {"message"});
    return message.isEmpty() ? u"HTTP %1"_s.arg(socket.status()) : message;
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
    connect(&m_beat, &QTimer::timeout, this, &PortForward::beat);
    connect(&m_socket, &WebSocket::opened, this, &PortForward::begun);
    connect(&m_socket, &WebSocket::received, this, &PortForward::take);
    connect(&m_socket, &WebSocket::drained, this, &PortForward::drained);
    connect(&m_socket, &WebSocket::over, this, &PortForward::failed);
    connect(&m_socket, &WebSocket::pong, this, [this] { m_heard = m_clock.elapsed(); });
}

PortForward::~PortForward() = default;

QString PortForward::path() const
{
    return u"/api/v1/namespaces/%1/pods/%2/portforward?ports=%3"_s
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(m_target.ns)),
             QString::fromLatin1(QUrl::toPercentEncoding(m_target.pod)))
        .arg(m_target.port);
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
        if (!m_socket.isOpen())
            end(TunnelEnd::Unopened, u"no answer within 10 s"_s, Fault::Kind::TimedOut);
    });
}

void PortForward::connectSocket()
{
    m_signed = m_client.request("GET", path());
    WebSocket::Door door;
    door.url = QUrl(m_signed.url);
    door.headers = m_signed.headers;
    // An older server passes the offer on to the node, which takes what it knows.
    door.protocols = tunnelled + ", " + channelled;
    door.proxy = proxyFrom(m_signed.proxy);
    door.serverName = m_signed.tls.serverName;
    if (door.url.scheme() == u"https")
        door.tls = m_tls.configuration(m_signed.tls);
    m_socket.open(door);
}

void PortForward::begun()
{
    m_heard = m_spoke = m_clock.elapsed();
    m_spdy = m_socket.protocol() == tunnelled;
    if (!m_spdy && m_socket.protocol() != channelled) {
        end(TunnelEnd::Forbidden, u"the server does not speak v4.channel.k8s.io"_s);
        return;
    }
    if (const QSslConfiguration used = m_socket.tls(); !used.isNull())
        m_tls.remember(used);
    m_beat.start();
    if (m_spdy) {
        beginStreams(openTime);
        return;
    }
    m_open = true;
    emit opened();
}

void PortForward::begin()
{
    if (!m_over)
        beginStreams(againTime);
}

/// An error stream and a data stream, as kubectl makes them. Data is taken once they are answered.
void PortForward::beginStreams(std::chrono::milliseconds patience)
{
    m_errors = m_next;
    m_data = m_next + 2;
    m_next += 4;
    m_errorsOver = m_dataOver = m_asked = false;
    m_nodeError.clear();
    const QByteArray port = QByteArray::number(m_target.port), id = QByteArray::number(m_errors);
    const QByteArray errors =
        m_writer.synStream(m_errors, {{"streamtype", "error"}, {"port", port}, {"requestid", id}});
    m_socket.send(errors,
                  m_writer.synStream(m_data,
                                     {{"streamtype", "data"}, {"port", port}, {"requestid", id}}));
    m_clock.after(patience, this, [this, stream = m_data] {
        if (m_data == stream && !m_open)
            end(TunnelEnd::Unopened, u"the node does not answer"_s, Fault::Kind::TimedOut);
    });
}

void PortForward::take(QByteArrayView piece, bool begins, bool ends)
{
    m_heard = m_spoke = m_clock.elapsed();
    if (m_spdy) {
        if (!m_reader.feed(piece, [this](const spdy::Event &frame) { takeFrame(frame); }))
            end(TunnelEnd::Broken, u"the node does not speak SPDY/3.1"_s, Fault::Kind::Garbled);
        return;
    }
    if (begins)
        m_message.clear();
    m_message.append(piece);
    if (m_message.size() > largestMessage)
        end(TunnelEnd::Broken, u"a message is too long"_s, Fault::Kind::Garbled);
    else if (ends)
        takeMessage();
}

void PortForward::takeMessage()
{
    const Channels::Message found = m_channels.take(m_message);
    switch (found.kind) {
    case Channels::Message::Kind::Nothing: return;
    case Channels::Message::Kind::Data:
        m_asked = false;
        emit received(found.payload);
        return;
    case Channels::Message::Kind::Error:
        m_nodeError += QString::fromUtf8(found.payload.left(largestError));
        end(classifyNodeError(m_nodeError), m_nodeError); // the port is dead from here on
        return;
    case Channels::Message::Kind::Violation:
        end(TunnelEnd::Broken, QString::fromUtf8(found.payload), Fault::Kind::Garbled);
        return;
    }
}

void PortForward::takeFrame(const spdy::Event &frame)
{
    if (m_over)
        return;
    if (frame.kind == spdy::Kind::Ping) {
        if (frame.stream % 2 == 0) // the odd ones are ours
            m_socket.send(spdy::Writer::ping(frame.stream));
        return;
    }
    if (frame.kind == spdy::Kind::GoAway) {
        m_leaving = true;
        return;
    }
    const bool errors = frame.stream == m_errors && m_errors != 0;
    if (!errors && (frame.stream != m_data || m_data == 0))
        return; // of an earlier connection
    if (frame.kind == spdy::Kind::Reset) {
        end(TunnelEnd::Broken, u"the node reset the connection"_s);
        return;
    }
    if (frame.kind == spdy::Kind::Reply) {
        if (errors) {
            m_socket.send(spdy::Writer::dataHead(m_errors, 0, true));
        } else if (!std::exchange(m_open, true)) {
            emit opened();
        }
        return;
    }
    (errors ? m_errorsOver : m_dataOver) = frame.fin;
    if (errors) {
        m_nodeError += QString::fromUtf8(frame.data.left(largestError));
    } else if (!frame.data.isEmpty()) {
        m_asked = false;
        emit received(frame.data);
    }
    finishStream();
}

/// The node is done with the connection once both of its streams have ended.
void PortForward::finishStream()
{
    if (m_over || m_data == 0)
        return;
    if (m_errorsOver && !m_nodeError.isEmpty()) {
        end(classifyNodeError(m_nodeError), m_nodeError);
        return;
    }
    if (!m_errorsOver || !m_dataOver)
        return;
    m_socket.send(spdy::Writer::dataHead(m_data, 0, true));
    m_data = m_errors = 0;
    m_open = false;
    emit ended(TunnelEnd::Closed,
               faultOf(u"the service closed the connection"_s, Fault::Kind::Failed));
}

bool PortForward::release()
{
    if (!m_spdy || m_over || m_leaving || !m_socket.isOpen())
        return false;
    if (m_data != 0) {
        // Without an answer to the last that was sent, nobody knows whether it was read.
        if (!m_open || m_asked || m_paused || queued() > 0)
            return false;
        m_socket.send(spdy::Writer::dataHead(m_data, 0, true));
        m_data = m_errors = 0;
        m_open = false;
    }
    pause(false);
    return true;
}

void PortForward::send(const QByteArray &data)
{
    m_spoke = m_clock.elapsed();
    m_asked = true;
    if (m_spdy)
        m_socket.send(spdy::Writer::dataHead(m_data, data.size()), data);
    else
        m_socket.send(QByteArrayView("\0", 1), data);
}

qint64 PortForward::queued() const
{
    return m_socket.queued();
}

void PortForward::pause(bool paused)
{
    if (m_paused == paused || m_over)
        return;
    m_paused = paused;
    m_socket.pause(paused);
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
        m_socket.send(m_spdy ? spdy::Writer::ping(1) : QByteArray());
    }
    m_socket.ping();
}

void PortForward::failed(WebSocket::End how, const QString &why)
{
    switch (how) {
    case WebSocket::End::Normal:
        if (m_spdy)
            end(TunnelEnd::Broken, u"the node closed the tunnel"_s);
        else
            end(TunnelEnd::Closed, u"the service closed the connection"_s);
        return;
    case WebSocket::End::Broken:
        end(TunnelEnd::Broken, u"the connection broke: %1"_s.arg(why));
        return;
    case WebSocket::End::Unopened: end(TunnelEnd::Unopened, why, Fault::Kind::Missing); return;
    case WebSocket::End::Refused: break;
    }
    const int status = m_socket.status();
    if (status == 401)
        m_client.refused(m_signed);
    end(classifyUpgrade(status), explained(m_socket),
        status == 404 ? Fault::Kind::NotFound : Fault::Kind::Refused);
}

Fault PortForward::faultOf(const QString &why, Fault::Kind kind) const
{
    return {kind,
            u"tunnel to %1/%2:%3: %4"_s.arg(m_target.ns, m_target.pod).arg(m_target.port).arg(why),
            why,
            {}};
}

void PortForward::end(TunnelEnd how, const QString &why, Fault::Kind kind)
{
    if (std::exchange(m_over, true))
        return;
    m_open = false;
    m_beat.stop();
    m_socket.disconnect(this);
    m_socket.close();
    emit ended(how, faultOf(why, kind));
}

} // namespace kube
