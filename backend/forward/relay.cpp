// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/relay.h"

#include "backend/forward/httpwords.h"
#include "backend/forward/policy.h"

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
constexpr auto answerTime = 30s; ///< for the answer to a client that has said all
constexpr auto answerPause = 5s; ///< and for the rest of it
constexpr auto closeTime = 50ms; ///< for a client's socket to be closed after it has said all
constexpr auto wordsTime = 20ms; ///< for the first words, when a spare tunnel waits for them

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
    if (facts.spare && facts.repeatable)
        return Next::Again; // the service was tired of waiting, not of this request
    if (facts.podInUse && facts.end == TunnelEnd::Closed)
        return Next::Close;
    if (facts.podInUse && facts.servicesOwn)
        return Next::Reset;
    if (facts.repeatable)
        return Next::Again;
    return facts.end == TunnelEnd::Closed ? Next::Close : Next::Lost;
}

Relay::Relay(Needs needs, ClientSocket *socket, const QString &title, QObject *parent)
    : QObject(parent)
    , m_needs(needs)
    , m_socket(socket)
    , m_title(title)
{
    m_socket->setParent(this);
    connect(m_socket, &ClientSocket::readable, this, &Relay::fromClient);
    connect(m_socket, &ClientSocket::drained, this, &Relay::clientDrained);
    connect(m_socket, &ClientSocket::closed, this, [this] { finish(false); });
    m_needs.clock.after(holdTime, this, [this] {
        if (!m_answered && !(m_tunnel && m_tunnel->isOpen()))
            giveUp();
    });
}

Relay::~Relay()
{
    m_socket->disconnect(this);
    dropTunnel();
}

FirstWords Relay::firstWords() const
{
    if (m_sent.isEmpty())
        return FirstWords::None;
    return m_probe ? FirstWords::Probe : FirstWords::Client;
}

void Relay::waitForWords()
{
    m_waited = m_waitsForWords = true;
    m_needs.clock.after(wordsTime, this, [this] {
        if (std::exchange(m_waitsForWords, false) && m_state == Step::Waiting)
            emit wantsPod();
    });
}

void Relay::dial(const kube::PodPort &target)
{
    if (m_state != Step::Waiting)
        return;
    m_spare = false;
    use(new kube::PortForward(m_needs.client, m_needs.tls, m_needs.clock, target, this));
    m_tunnel->open();
}

void Relay::join(kube::PortForward *spare)
{
    spare->setParent(this);
    m_spare = true;
    use(spare);
    spare->begin();
}

void Relay::use(kube::PortForward *tunnel)
{
    m_state = Step::Joined;
    m_waitsForWords = false;
    m_target = tunnel->target();
    m_passed = 0;
    m_tunnel = tunnel;
    connect(m_tunnel, &kube::PortForward::opened, this, &Relay::opened);
    connect(m_tunnel, &kube::PortForward::received, this, &Relay::fromPod);
    connect(m_tunnel, &kube::PortForward::drained, this, &Relay::toTunnel);
    connect(m_tunnel, &kube::PortForward::ended, this, &Relay::ended);
}

void Relay::opened()
{
    hear();
    toTunnel();
}

void Relay::fromClient()
{
    hear();
    if (m_sent.isEmpty() && m_socket->inputOver() && m_keeping && !m_answered) {
        finish(false); // it came and went without a word
        return;
    }
    if (!m_sent.isEmpty() && std::exchange(m_waitsForWords, false))
        emit wantsPod();
    toTunnel();
}

/// Until the service answers, what the client says is kept, for the next tunnel.
void Relay::hear()
{
    while (m_keeping && !m_answered && m_sent.size() < keepAtMost) {
        const QByteArray data = m_socket->read(std::min(piece, keepAtMost - m_sent.size()));
        if (data.isEmpty())
            break;
        m_sent += data;
        m_asked = true;
        m_probe = m_probe || isOwnProbe(m_sent);
        countUp(data.size());
    }
    listenAgain();
}

void Relay::toTunnel()
{
    if (m_tunnel && m_tunnel->isOpen())
        passOn();
    listenAgain();
}

void Relay::passOn()
{
    while (m_passed < m_sent.size() && m_tunnel->queued() < queueAtMost) {
        m_tunnel->send(m_sent.mid(m_passed, piece));
        m_passed = std::min(m_passed + piece, m_sent.size());
    }
    if (m_passed < m_sent.size())
        return;
    if (m_answered || m_sent.size() >= keepAtMost) {
        m_keeping = false; // no other tunnel can use it
        m_sent.clear();
        m_passed = 0;
    }
    while (!m_keeping && m_tunnel->queued() < queueAtMost) {
        const QByteArray data = m_socket->read(piece);
        if (data.isEmpty())
            break;
        m_asked = true;
        countUp(data.size());
        m_tunnel->send(data);
    }
    if (m_state == Step::Joined && m_socket->inputOver())
        clientSaidAll();
    if (m_state == Step::Leaving && m_tunnel && m_tunnel->queued() == 0) {
        giveTunnelBack();
        finish(false);
    }
}

/// The client is held back by its own TCP window while there is no room for what it says.
void Relay::listenAgain()
{
    const bool collects = m_keeping && !m_answered;
    const bool room = collects ? m_sent.size() < keepAtMost
                               : m_passed == m_sent.size() && m_tunnel && m_tunnel->isOpen()
                                     && m_tunnel->queued() < queueAtMost;
    m_socket->setReading(room && (m_state == Step::Waiting || m_state == Step::Joined));
}

/// TCP does not tell whether it has gone or waits for an answer: it waits if there is something to
/// wait for, and it is still there a moment later.
void Relay::clientSaidAll()
{
    if (std::exchange(m_saidAll, true))
        return;
    if (m_asked || !m_socket->hasArrived()) {
        m_heard = m_needs.clock.elapsed();
        m_needs.clock.after(closeTime, this, [this] {
            if (m_state == Step::Joined && m_socket->isAbandoned())
                finish(false);
        });
        waitForAnswer();
        return;
    }
    m_state = Step::Leaving; // it has all it asked for
    m_tunnel->pause(false);
    m_needs.clock.after(leaveTime, this, [this] { finish(false); });
}

void Relay::waitForAnswer()
{
    m_needs.clock.after(answerPause, this, [this] {
        if (m_state != Step::Joined)
            return;
        const auto silent = m_needs.clock.elapsed() - m_heard;
        if (silent >= (m_asked ? answerTime : answerPause) && m_socket->toWrite() == 0)
            hangUp(false);
        else
            waitForAnswer();
    });
}

void Relay::fromPod(const QByteArray &data)
{
    m_heard = m_needs.clock.elapsed();
    m_asked = false;
    if (m_state == Step::Leaving)
        return;
    if (!m_probe)
        m_needs.traffic.down.add(data.size(), m_heard);
    m_socket->write(data);
    if (m_tunnel && m_socket->toWrite() > queueAtMost)
        m_tunnel->pause(true);
    if (!std::exchange(m_answered, true))
        toTunnel();
}

void Relay::countUp(qint64 bytes)
{
    if (!m_probe)
        m_needs.traffic.up.add(bytes, m_needs.clock.elapsed());
}

void Relay::clientDrained()
{
    if (m_tunnel && m_socket->toWrite() < resumeBelow)
        m_tunnel->pause(false);
}

bool Relay::isIdle() const
{
    return m_answered && !m_asked && m_needs.clock.elapsed() - m_heard > quiet;
}

TunnelFacts Relay::factsOf(TunnelEnd end, const core::Fault &fault) const
{
    TunnelFacts facts;
    facts.end = end;
    facts.answered = m_answered;
    facts.idle = isIdle();
    facts.repeatable = m_keeping && (m_sent.isEmpty() || mayAskAgain(m_sent));
    facts.podInUse = m_inUse && m_inUse == m_target;
    facts.servicesOwn =
        fault.detail.contains(u"reset by peer") || fault.detail.contains(u"broken pipe");
    facts.spare = m_spare;
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
    giveTunnelBack();
    if (next == Next::Again) {
        again(end, fault);
        return;
    }
    if (next == Next::GiveUp || next == Next::Lost)
        m_reason = fault.summary;
    emit tunnelEnded(*m_target, end, fault);
    switch (next) {
    case Next::Close: hangUp(false); return;
    case Next::Reset:
        m_socket->breakOff();
        finish(false);
        return;
    case Next::GiveUp: giveUp(); return;
    case Next::Lost:
    case Next::Again: m_socket->breakOff(); finish(true);
    }
}

void Relay::again(TunnelEnd end, const core::Fault &fault)
{
    m_state = Step::Waiting;
    m_reason = fault.summary;
    listenAgain();
    const int now = ++m_tries;
    // A spare that had waited too long says nothing of the next tunnel.
    const auto pause = m_spare ? 0ms : backOff(m_tries);
    m_needs.clock.after(pause, this, [this, now] {
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
    hear();
    if (m_state == Step::Over)
        return;
    if (isHttp(m_sent)) {
        m_socket->write(unavailable(m_title, m_reason.isEmpty()
                                                 ? u"The API server opens no tunnel to it."_s
                                                 : m_reason));
        hangUp(!m_socket->isReset()); // who has gone meanwhile lost nothing
        return;
    }
    m_socket->breakOff();
    finish(true);
}

void Relay::end(const QString &why)
{
    const bool silent = m_sent.isEmpty() && !m_asked && !m_answered;
    const bool served = m_state == Step::Leaving || isIdle();
    const bool inOrder = silent || (served && m_socket->toWrite() == 0);
    m_reason = why;
    if (!silent && !m_answered && m_state != Step::Leaving) {
        giveUp(); // it may be told why
        return;
    }
    if (!inOrder)
        m_socket->breakOff();
    finish(!inOrder);
}

/// In order: what is still to be written goes out first, however slowly the client takes it.
void Relay::hangUp(bool lost)
{
    dropTunnel();
    m_state = Step::Leaving;
    m_socket->disconnect(this);
    connect(m_socket, &ClientSocket::closed, this, [this, lost] { finish(lost); });
    watchLeaving(lost, -1);
    m_socket->finish();
}

void Relay::watchLeaving(bool lost, qint64 before)
{
    m_needs.clock.after(leaveTime, this, [this, lost, before] {
        const qint64 left = m_socket->toWrite();
        if (left > 0 && left != before)
            watchLeaving(lost, left);
        else
            finish(lost);
    });
}

void Relay::dropTunnel()
{
    if (!m_tunnel)
        return;
    m_tunnel->disconnect(this);
    std::exchange(m_tunnel, nullptr)->deleteLater(); // it may be inside its own signal
}

/// For the next client, if it is good for one.
void Relay::giveTunnelBack()
{
    if (!m_tunnel)
        return;
    m_tunnel->disconnect(this);
    m_needs.spares.giveBack(std::exchange(m_tunnel, nullptr));
}

void Relay::finish(bool lost)
{
    if (std::exchange(m_state, Step::Over) == Step::Over)
        return;
    dropTunnel();
    m_socket->disconnect(this);
    m_socket->close();
    emit over(lost);
}

} // namespace forward
