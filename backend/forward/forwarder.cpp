// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwarder.h"

#include "backend/forward/holder.h"
#include "backend/forward/httpwords.h"

#include <QTcpSocket>

namespace forward {

using namespace Qt::StringLiterals;
using kube::PodPort;
using kube::TunnelEnd;

namespace {

constexpr int backlog = 128;
constexpr std::chrono::milliseconds acceptPause(100); ///< as a rule for want of descriptors

QString shown(const PodPort &target)
{
    return u"%1/%2:%3"_s.arg(target.ns, target.pod).arg(target.port);
}

bool sameToTell(const Status &a, const Status &b)
{
    return a.state == b.state && a.why == b.why && a.local == b.local && a.target == b.target
           && a.attempt == b.attempt && a.pid == b.pid && a.holder == b.holder && a.lost == b.lost;
}

QString takenWhy(int port, const std::optional<Holder> &holder)
{
    if (!holder)
        return u"port %1 is taken by a process that cannot be seen from here"_s.arg(port);
    return u"port %1 is taken by process %2: %3"_s.arg(port)
        .arg(holder->pid)
        .arg(holder->command.left(120));
}

} // namespace

Forwarder::Forwarder(Spec spec, Needs needs, NamespaceView &view, QObject *parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_needs(needs)
    , m_view(view)
{
    m_server.setMaxPendingConnections(backlog);
    m_server.setListenBacklogSize(backlog);
    m_status.id = m_spec.id;
    m_status.local = u"127.0.0.1:%1"_s.arg(m_spec.port);
    m_status.since = m_needs.clock.now();
    m_told = m_status;
    connect(&m_server, &QTcpServer::newConnection, this, &Forwarder::accept);
    connect(&m_server, &QTcpServer::acceptError, this, [this] {
        m_needs.clock.after(acceptPause, this, [this] { m_server.resumeAccepting(); });
    });
    connect(&m_view, &NamespaceView::changed, this, &Forwarder::reconsider);
}

Forwarder::~Forwarder()
{
    for (Relay *relay : m_relays)
        relay->disconnect(this);
}

void Forwarder::start()
{
    m_facts.started = true;
    listen();
    reconsider();
}

int Forwarder::port() const
{
    return m_server.isListening() ? m_server.serverPort() : m_spec.port;
}

void Forwarder::plan(const QString &what)
{
    m_facts.planned = what;
    m_plannedUntil = m_needs.clock.elapsed() + plannedTime;
    tell();
}

void Forwarder::listen()
{
    if (m_server.listen(QHostAddress::LocalHost, quint16(m_spec.port))) {
        m_facts.port = Facts::Port::Open;
        m_facts.portWhy.clear();
        m_status.local = u"127.0.0.1:%1"_s.arg(m_server.serverPort());
        m_status.pid = 0;
        m_status.holder.clear();
        m_status.attempt = m_status.nextInMs = 0;
        if (m_choice.target)
            probe();
        tell();
        return;
    }
    const bool taken = m_server.serverError() == QAbstractSocket::AddressInUseError;
    const std::optional<Holder> holder = taken ? holderOf(m_spec.port) : std::nullopt;
    m_facts.port = taken ? Facts::Port::Taken : Facts::Port::Refused;
    m_facts.portWhy =
        taken ? takenWhy(m_spec.port, holder)
              : u"cannot listen on port %1: %2"_s.arg(m_spec.port).arg(m_server.errorString());
    m_status.pid = holder ? holder->pid : 0;
    m_status.holder = holder ? holder->command : QString();
    const auto pause = backOff(++m_status.attempt);
    m_status.nextInMs = static_cast<int>(pause.count());
    m_alarm = std::make_unique<QObject>();
    m_needs.clock.after(pause, m_alarm.get(), [this] { listen(); });
    tell();
}

void Forwarder::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection())
        adopt(socket);
}

void Forwarder::adopt(QTcpSocket *socket)
{
    auto *relay = new Relay(m_needs.client, m_needs.tls, m_needs.clock, socket,
                            m_spec.title.isEmpty() ? m_spec.id : m_spec.title, this);
    m_relays.push_back(relay);
    connect(relay, &Relay::over, this, [this, relay](bool lost) { removeRelay(relay, lost); });
    connect(relay, &Relay::tunnelEnded, this, &Forwarder::noteTunnel);
    connect(relay, &Relay::wantsPod, this, [this, relay] { serve(*relay); });
    serve(*relay);
}

void Forwarder::removeRelay(Relay *relay, bool lost)
{
    std::erase(m_relays, relay);
    relay->deleteLater();
    if (lost && !relay->isProbe())
        ++m_status.lost;
    tell();
}

void Forwarder::serve(Relay &relay)
{
    relay.setInUse(m_choice.target);
    if (m_choice.target)
        relay.dial(*m_choice.target);
    else if (!m_view.isKnown())
        relay.setReason(u"The API server has not answered yet."_s);
    else
        relay.setReason(u"It waits for %1."_s.arg(m_choice.missing));
}

/// A tunnel is often the first to know that a pod is gone.
void Forwarder::noteTunnel(const PodPort &target, TunnelEnd end, const core::Fault &fault)
{
    if (end == TunnelEnd::Closed)
        return;
    m_tunnelWhy = fault.summary;
    if (end == TunnelEnd::PodGone)
        m_avoid.insert(target.pod);
    if (end == TunnelEnd::Forbidden)
        m_facts.forbidden = fault.summary;
    if (target == m_choice.target && m_facts.found == Found::Service && !m_call)
        probeIn(std::chrono::milliseconds(0));
    reconsider();
}

void Forwarder::reconsider()
{
    if (!m_facts.started)
        return;
    m_facts.known = m_view.isKnown();
    const bool news =
        (std::exchange(m_facts.unheard, m_view.trouble()).isEmpty()) != m_facts.unheard.isEmpty();
    if (m_facts.known)
        retarget(choose(m_spec, m_view.objects(), m_choice.target, m_avoid));
    if (news && !m_call)
        probe(); // tunnels go through the same API server
    tell();
}

void Forwarder::retarget(const Choice &choice)
{
    const bool moved = choice.target != m_choice.target;
    m_choice = choice;
    for (auto one = m_avoid.begin(); one != m_avoid.end();)
        one = m_view.objects().pods.count(*one) != 0 ? std::next(one) : m_avoid.erase(one);
    if (!moved)
        return;
    m_facts.found = Found::Nothing;
    m_facts.foundWhy.clear();
    m_facts.forbidden.clear();
    m_call.reset();
    if (m_facts.port == Facts::Port::Open)
        m_status.attempt = m_status.nextInMs = 0;
    const std::vector<Relay *> waiting = m_relays;
    for (Relay *relay : waiting)
        serve(*relay);
    if (m_choice.target)
        probe();
    else if (m_facts.port == Facts::Port::Open)
        m_alarm.reset();
}

void Forwarder::probeIn(std::chrono::milliseconds delay)
{
    if (m_facts.port != Facts::Port::Open)
        return; // the alarm is for the next try to listen
    m_alarm = std::make_unique<QObject>();
    m_needs.clock.after(delay, m_alarm.get(), [this] { probe(); });
}

void Forwarder::probe()
{
    if (m_facts.port != Facts::Port::Open || !m_choice.target)
        return;
    m_alarm.reset();
    m_tunnelWhy.clear();
    http::Request request;
    request.url = u"http://127.0.0.1:%1"_s.arg(m_server.serverPort()) + m_spec.probe.path;
    // A fresh connection each: an old one proves nothing about the next client's.
    request.headers = {{"User-Agent", probeAgent}, {"Connection", "close"}};
    request.timeout = probeTime;
    m_asked.start();
    m_call = m_needs.transport.send(request, [this](const core::Result<http::Reply> &answer) {
        probed(answer);
    });
}

void Forwarder::probed(const core::Result<http::Reply> &answer)
{
    const double took = double(m_asked.nsecsElapsed()) / 1e6;
    m_call.reset();
    const Judgement found = judge(m_spec.probe, answer);
    m_facts.found = found.found;
    m_facts.foundWhy =
        found.found == Found::Silence && !m_tunnelWhy.isEmpty() ? m_tunnelWhy : found.why;
    auto pause = probeEvery;
    if (found.found == Found::Service) {
        pause = std::max(probeEvery - std::chrono::milliseconds(int(took)),
                         std::chrono::milliseconds(1000));
        m_facts.wasVerified = true;
        m_facts.forbidden.clear();
        m_status.latencyMs = took;
        m_status.verifiedAt = m_needs.clock.now();
        m_status.attempt = 0;
    } else {
        pause = backOff(++m_status.attempt);
    }
    m_status.nextInMs = static_cast<int>(pause.count());
    probeIn(pause);
    tell();
}

Facts Forwarder::facts() const
{
    Facts now = m_facts;
    now.target = m_choice.target.has_value();
    now.missing = m_choice.missing;
    if (m_needs.clock.elapsed() >= m_plannedUntil)
        now.planned.clear();
    return now;
}

Status Forwarder::status() const
{
    Status now = m_status;
    now.connections =
        static_cast<int>(std::count_if(m_relays.begin(), m_relays.end(),
                                       [](const Relay *relay) { return !relay->isProbe(); }));
    return now;
}

void Forwarder::tell()
{
    const Verdict verdict = stateOf(facts());
    if (verdict.state != m_status.state)
        m_status.since = m_needs.clock.now();
    m_status.state = verdict.state;
    m_status.why = verdict.why;
    m_status.target = m_choice.target ? shown(*m_choice.target) : QString();
    if (sameToTell(m_status, m_told))
        return;
    m_told = m_status;
    emit changed(status());
}

} // namespace forward
