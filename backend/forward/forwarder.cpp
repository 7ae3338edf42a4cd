// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwarder.h"

#include "backend/forward/httpwords.h"

namespace forward {

using namespace Qt::StringLiterals;
using kube::PodPort;
using kube::TunnelEnd;

namespace {

QString shown(const PodPort &target)
{
    return u"%1/%2:%3"_s.arg(target.ns, target.pod).arg(target.port);
}

bool sameToTell(const Status &a, const Status &b)
{
    return a.state == b.state && a.why == b.why && a.local == b.local && a.target == b.target
           && a.attempt == b.attempt && a.pid == b.pid && a.holder == b.holder && a.lost == b.lost
           && a.losses == b.losses && a.adopted == b.adopted;
}

QString takenWhy(int port, const std::optional<Holder> &holder)
{
    return u"port %1 is taken by %2"_s.arg(port).arg(
        holder ? holder->shown() : u"a process that cannot be seen from here"_s);
}

} // namespace

Forwarder::Forwarder(Spec spec, Needs needs, NamespaceView &view, QObject *parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_needs(needs)
    , m_view(view)
    , m_listener(needs.clock)
    , m_spares(needs.clock)
{
    m_status.id = m_spec.id;
    m_status.local = u"127.0.0.1:%1"_s.arg(m_spec.port);
    m_status.since = m_needs.clock.now();
    m_told = m_status;
    connect(&m_listener, &Listener::accepted, this, &Forwarder::accept);
    connect(&m_view, &NamespaceView::changed, this, &Forwarder::reconsider);
}

Forwarder::~Forwarder()
{
    for (Relay *relay : m_relays)
        relay->disconnect(this);
    if (m_listener.isListening())
        withdraw(m_needs.peerFolder, m_listener.port());
}

void Forwarder::start()
{
    m_facts.started = true;
    listen();
    reconsider();
}

int Forwarder::port() const
{
    return m_listener.isListening() ? m_listener.port() : m_spec.port;
}

void Forwarder::plan(const QString &what)
{
    m_facts.planned = what;
    m_plannedUntil = m_needs.clock.elapsed() + plannedTime;
    tell();
}

bool Forwarder::isReachable() const
{
    return m_facts.port == Facts::Port::Open || m_facts.port == Facts::Port::Adopted;
}

Destination Forwarder::destination() const
{
    return {m_needs.client.context().server, m_spec.ns, m_spec.service, m_spec.servicePort};
}

void Forwarder::listen()
{
    m_listen.reset();
    if (const auto refusal = m_listener.listen(m_spec.port))
        refused(*refusal);
    else
        opened();
    tell();
}

void Forwarder::opened()
{
    const int port = m_listener.port();
    m_spec.port = port; // also when any would do: it is known by it now
    m_facts.port = Facts::Port::Open;
    m_facts.portWhy = m_listener.note();
    m_facts.found = Found::Nothing; // whoever answered there before was not us
    m_facts.foundWhy = m_order;
    if (std::exchange(m_order, {}).isEmpty() && m_status.pid > 0)
        m_facts.foundWhy = u"took the port over"_s;
    m_status.local = u"127.0.0.1:%1"_s.arg(port);
    m_status.pid = 0;
    m_status.holder.clear();
    m_status.holderSince = {};
    m_status.adopted = false;
    m_status.attempt = m_status.nextInMs = m_listenTries = 0;
    announce(m_needs.peerFolder, port, destination());
    if (m_choice.target)
        probe();
}

void Forwarder::refused(const Listener::Refusal &refusal)
{
    const std::optional<Holder> holder = refusal.taken ? holderOf(m_spec.port) : std::nullopt;
    const bool sameHolder = m_status.adopted && holder && holder->pid == m_status.pid;
    if (sameHolder) {
        listenIn(adoptedLook);
        return;
    }
    m_status.pid = holder ? holder->pid : 0;
    m_status.holder = holder ? holder->command : QString();
    m_status.holderSince = holder ? holder->since : QDateTime();
    m_status.adopted = holder && leadsTo(*holder, m_spec.port, destination(), m_needs.peerFolder);
    if (m_status.adopted) {
        m_facts.port = Facts::Port::Adopted;
        m_facts.portWhy = u"it uses the forward of "_s + holder->shown();
        m_facts.found = Found::Nothing;
        m_status.attempt = m_status.nextInMs = 0;
        listenIn(adoptedLook);
        if (m_choice.target)
            probe();
        return;
    }
    m_alarm.reset();
    m_call.reset();
    m_status.local = u"127.0.0.1:%1"_s.arg(m_spec.port);
    m_facts.port = refusal.taken ? Facts::Port::Taken : Facts::Port::Refused;
    m_facts.portWhy = refusal.taken
                          ? takenWhy(m_spec.port, holder)
                          : u"cannot listen on port %1: %2"_s.arg(m_spec.port).arg(refusal.why);
    const auto pause = backOff(++m_listenTries);
    m_status.attempt = m_listenTries;
    m_status.nextInMs = static_cast<int>(pause.count());
    listenIn(pause);
}

void Forwarder::listenIn(std::chrono::milliseconds delay)
{
    m_listen = std::make_unique<QObject>();
    m_needs.clock.after(delay, m_listen.get(), [this] { listen(); });
}

void Forwarder::accept(qintptr descriptor)
{
    const Relay::Needs needs{m_needs.client, m_needs.tls, m_needs.clock, m_spares, m_traffic};
    auto *relay = new Relay(needs, new ClientSocket(descriptor),
                            m_spec.title.isEmpty() ? m_spec.id : m_spec.title, this);
    m_relays.push_back(relay);
    connect(relay, &Relay::over, this, [this, relay](bool lost) { removeRelay(relay, lost); });
    connect(relay, &Relay::tunnelEnded, this, &Forwarder::noteTunnel);
    connect(relay, &Relay::wantsPod, this, [this, relay] { serve(*relay); });
    serve(*relay);
    const auto waiting = std::count_if(m_relays.begin(), m_relays.end(),
                                       [](const Relay *one) { return one->isWaiting(); });
    if (waiting > holdAtMost)
        relay->giveUp();
}

void Forwarder::removeRelay(Relay *relay, bool lost)
{
    std::erase(m_relays, relay);
    relay->deleteLater();
    m_needs.heap.connectionOver(m_needs.clock.elapsed());
    if (!relay->isProbe()) {
        ++m_gone;
        m_status.lost += lost;
        if (lost)
            m_ledger.lostConnection(relay->reason(), m_needs.clock.now());
    }
    tell();
}

void Forwarder::serve(Relay &relay)
{
    relay.setInUse(m_choice.target);
    if (!m_choice.target) {
        relay.setReason(m_view.isKnown() ? u"It waits for %1."_s.arg(m_choice.missing)
                                         : u"The API server has not answered yet."_s);
        return;
    }
    if (!relay.isWaiting())
        return;
    const FirstWords words = relay.firstWords();
    const bool wants = words != FirstWords::Probe && relay.mayJoin();
    if (wants && words == FirstWords::None && !relay.waitedForWords() && m_spares.hasOne()) {
        relay.waitForWords();
        return;
    }
    if (kube::PortForward *const spare = wants ? m_spares.take() : nullptr)
        relay.join(spare);
    else
        relay.dial(*m_choice.target);
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
    m_spares.moveTo(m_choice.target);
    if (isReachable())
        m_status.attempt = m_status.nextInMs = 0;
    const std::vector<Relay *> waiting = m_relays;
    for (Relay *relay : waiting)
        serve(*relay);
    if (m_choice.target)
        probe();
    else
        m_alarm.reset();
}

void Forwarder::probeIn(std::chrono::milliseconds delay)
{
    if (!isReachable())
        return;
    m_alarm = std::make_unique<QObject>();
    m_needs.clock.after(delay, m_alarm.get(), [this] { probe(); });
}

void Forwarder::probe()
{
    if (!isReachable() || !m_choice.target)
        return;
    m_alarm.reset();
    m_tunnelWhy.clear();
    if (!m_listener.note().isEmpty()) {
        m_listener.retrySecond();
        m_facts.portWhy = m_listener.note();
    }
    http::Request request;
    request.url = u"http://127.0.0.1:%1"_s.arg(port()) + m_spec.probe.path;
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
    now.total = m_gone + now.connections;
    const auto time = m_needs.clock.elapsed();
    now.bytesUp = m_traffic.up.total();
    now.bytesDown = m_traffic.down.total();
    now.upPerSecond = m_traffic.up.perSecond(time);
    now.downPerSecond = m_traffic.down.perSecond(time);
    now.sparesOpened = m_spares.opened();
    now.sparesUsed = m_spares.used();
    if (!m_ledger.losses().empty())
        now.loss = m_ledger.losses().back();
    return now;
}

void Forwarder::tell()
{
    const Verdict verdict = stateOf(facts());
    if (verdict.state != m_status.state)
        m_status.since = m_needs.clock.now();
    m_status.state = verdict.state;
    m_status.why = verdict.why;
    m_status.heard = m_facts.known;
    m_status.target = m_choice.target ? shown(*m_choice.target) : QString();
    const QDateTime time = m_needs.clock.now();
    const bool verified = verdict.state == State::Verified;
    m_ledger.note(verified, verdict.why, m_byHand || !facts().planned.isEmpty(), time);
    m_byHand = m_byHand && !verified;
    m_status.losses = m_ledger.count();
    if (sameToTell(m_status, m_told))
        return;
    m_told = m_status;
    const auto healed = m_ledger.takeHealed();
    emit changed(status());
    if (healed)
        emit this->healed(*healed);
}

} // namespace forward
