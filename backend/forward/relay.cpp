// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/relay.h"

#include "backend/forward/httpwords.h"
#include "backend/forward/policy.h"

#include <sys/socket.h>

namespace forward {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using kube::TunnelEnd;

namespace {

constexpr qint64 piece = 64 * 1024;
constexpr qint64 keepAtMost = 256 * 1024;
constexpr qint64 queueAtMost = 1024 * 1024;
constexpr qint64 resumeBelow = 256 * 1024;
constexpr auto quiet = 1s;
constexpr auto leaveTime = 5s;

} // namespace

Next nextAfter(const TunnelFacts &facts)
{
    const bool untouched = facts.end == TunnelEnd::PodGone || facts.end == TunnelEnd::PortRefused
                           || facts.end == TunnelEnd::Unopened;
    if (facts.end == TunnelEnd::Forbidden)
        return facts.answered ? Next::Lost : Next::GiveUp;
    if (facts.answered) {
        if (facts.end == TunnelEnd::Closed || facts.idle)
            return Next::Close;
        return facts.servicesOwn && facts.podInUse ? Next::Reset : Next::Lost;
    }
    if (untouched)
        return Next::Again;
    if (facts.podInUse && facts.end == TunnelEnd::Closed)
        return Next::Close;
    if (facts.podInUse && facts.servicesOwn)
        return Next::Reset;
    if (facts.repeatable)
        return Next::Again;
    return facts.end == TunnelEnd::Closed ? Next::Close : Next::Lost;
}

Relay::Relay(kube::Client &client, kube::TunnelTls &tls, core::Clock &clock, QTcpSocket *socket,
             const QString &title, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_tls(tls)
    , m_clock(clock)
    , m_socket(socket)
    , m_title(title)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(keepAtMost);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &Relay::fromClient);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &Relay::clientDrained);
    connect(m_socket, &QTcpSocket::disconnected, this, &Relay::clientGone);
    m_clock.after(holdTime, this, [this] {
        if (!m_answered && !(m_tunnel && m_tunnel->isOpen()))
            giveUp();
    });
}

Relay::~Relay()
{
    m_socket->disconnect(this);
    dropTunnel();
}

void Relay::dial(const kube::PodPort &target)
{
    if (m_state != Step::Waiting)
        return;
    m_state = Step::Joined;
    m_target = target;
    m_passed = 0;
    m_tunnel = new kube::PortForward(m_client, m_tls, m_clock, target, this);
    connect(m_tunnel, &kube::PortForward::opened, this, &Relay::opened);
    connect(m_tunnel, &kube::PortForward::received, this, &Relay::fromPod);
    connect(m_tunnel, &kube::PortForward::drained, this, &Relay::toTunnel);
    connect(m_tunnel, &kube::PortForward::ended, this, &Relay::ended);
    m_tunnel->open();
}

void Relay::opened()
{
    fromClient();
    toTunnel();
}

/// Until the service answers, what the client says is kept too, for the next pod.
void Relay::fromClient()
{
    if (m_answered || !m_keeping) {
        toTunnel();
        return;
    }
    while (m_sent.size() < keepAtMost && m_socket->bytesAvailable() > 0)
        m_sent += m_socket->read(keepAtMost - m_sent.size());
    m_asked = m_asked || !m_sent.isEmpty();
    m_probe = m_probe || isOwnProbe(m_sent);
    toTunnel();
}

void Relay::toTunnel()
{
    if (!m_tunnel || !m_tunnel->isOpen())
        return;
    while (m_passed < m_sent.size() && m_tunnel->queued() < queueAtMost) {
        m_tunnel->send(m_sent.mid(m_passed, piece));
        m_passed = std::min(m_passed + piece, m_sent.size());
    }
    if (m_passed < m_sent.size())
        return;
    if (m_keeping && (m_answered || m_sent.size() >= keepAtMost)) {
        m_keeping = m_sent.size() < keepAtMost && m_answered;
        if (m_answered || !m_keeping) {
            m_sent.clear();
            m_passed = 0;
            m_keeping = false;
        }
    }
    if (m_keeping)
        return;
    while (m_socket->bytesAvailable() > 0 && m_tunnel->queued() < queueAtMost) {
        m_asked = true;
        m_tunnel->send(m_socket->read(piece));
    }
    if (m_state == Step::Leaving && m_tunnel->queued() == 0 && m_socket->bytesAvailable() == 0)
        finish(false);
}

void Relay::fromPod(const QByteArray &data)
{
    m_heard = m_clock.elapsed();
    m_asked = false;
    if (!std::exchange(m_answered, true))
        toTunnel();
    if (m_state == Step::Leaving)
        return;
    m_socket->write(data);
    if (m_socket->bytesToWrite() > queueAtMost)
        m_tunnel->pause(true);
}

void Relay::clientDrained()
{
    if (m_tunnel && m_socket->bytesToWrite() < resumeBelow)
        m_tunnel->pause(false);
}

/// What it said before it went still counts.
void Relay::clientGone()
{
    if (m_state == Step::Over)
        return;
    const bool open = m_tunnel && m_tunnel->isOpen();
    if (!open) {
        finish(false);
        return;
    }
    m_state = Step::Leaving;
    m_tunnel->pause(false);
    m_clock.after(leaveTime, this, [this] { finish(false); });
    fromClient();
    if (m_state == Step::Leaving && m_tunnel && m_tunnel->queued() == 0
        && m_passed == m_sent.size())
        finish(false);
}

TunnelFacts Relay::factsOf(TunnelEnd end, const core::Fault &fault) const
{
    TunnelFacts facts;
    facts.end = end;
    facts.answered = m_answered;
    facts.idle = m_answered && !m_asked && m_clock.elapsed() - m_heard > quiet;
    facts.repeatable = m_keeping && (m_sent.isEmpty() || mayAskAgain(m_sent));
    facts.podInUse = m_inUse && m_inUse == m_target;
    facts.servicesOwn =
        fault.detail.contains(u"reset by peer") || fault.detail.contains(u"broken pipe");
    return facts;
}

void Relay::ended(TunnelEnd end, const core::Fault &fault)
{
    if (m_state == Step::Over)
        return;
    if (m_state == Step::Leaving) {
        finish(false);
        return;
    }
    Next next = nextAfter(factsOf(end, fault));
    if (next == Next::Again && !m_keeping)
        next = Next::Lost; // too much was passed on to say it again
    dropTunnel();
    if (next == Next::Again) {
        again(end, fault);
        return;
    }
    if (next == Next::GiveUp)
        m_reason = fault.summary;
    emit tunnelEnded(*m_target, end, fault);
    switch (next) {
    case Next::Close: hangUp(false); return;
    case Next::Reset:
        breakOff();
        finish(false);
        return;
    case Next::GiveUp: giveUp(); return;
    case Next::Lost:
    case Next::Again: breakOff(); finish(true);
    }
}

void Relay::again(TunnelEnd end, const core::Fault &fault)
{
    m_state = Step::Waiting;
    m_reason = fault.summary;
    const int now = ++m_tries;
    m_clock.after(backOff(m_tries), this, [this, now] {
        if (m_state == Step::Waiting && now == m_tries)
            emit wantsPod();
    });
    emit tunnelEnded(*m_target, end, fault);
    if (m_state == Step::Waiting && m_inUse && m_inUse != m_target)
        emit wantsPod(); // another pod need not wait for what the last one did
}

void Relay::giveUp()
{
    if (m_state == Step::Over || m_state == Step::Leaving)
        return;
    dropTunnel();
    if (isHttp(m_sent)) {
        m_socket->write(unavailable(m_title, m_reason.isEmpty()
                                                 ? u"The API server opens no tunnel to it."_s
                                                 : m_reason));
        hangUp(true);
        return;
    }
    breakOff();
    finish(true);
}

/// In order: what is still to be written goes out first.
void Relay::hangUp(bool lost)
{
    m_state = Step::Leaving;
    m_socket->disconnect(this);
    connect(m_socket, &QTcpSocket::disconnected, this, [this, lost] { finish(lost); });
    m_clock.after(holdTime, this, [this, lost] { finish(lost); });
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        finish(lost);
    else
        m_socket->disconnectFromHost();
}

/// With a reset, for an orderly end would look like a whole answer.
void Relay::breakOff()
{
    const linger now{1, 0};
    if (m_socket->socketDescriptor() != -1)
        setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now,
                   sizeof now);
    m_socket->disconnect(this);
    m_socket->abort();
}

void Relay::dropTunnel()
{
    if (!m_tunnel)
        return;
    m_tunnel->disconnect(this);
    std::exchange(m_tunnel, nullptr)->deleteLater(); // it may be inside its own signal
}

void Relay::finish(bool lost)
{
    if (std::exchange(m_state, Step::Over) == Step::Over)
        return;
    dropTunnel();
    m_socket->disconnect(this);
    m_socket->abort();
    emit over(lost);
}

} // namespace forward
