// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/forwarder.h"

// What somebody does to a forward by hand.
namespace forward {

using namespace Qt::StringLiterals;

void Forwarder::closePort()
{
    if (m_listener.isListening())
        withdraw(m_needs.peerFolder, m_listener.port());
    m_listener.close();
    m_listen.reset();
    m_alarm.reset();
    m_call.reset();
    m_facts.port = Facts::Port::Closed;
    m_facts.found = Found::Nothing;
    m_status.pid = 0;
    m_status.holder.clear();
    m_status.holderSince = {};
    m_status.adopted = false;
    m_status.attempt = m_status.nextInMs = m_listenTries = 0;
}

void Forwarder::usePort(int port)
{
    closePort();
    m_spec.port = port;
    m_order = u"moved to another port"_s;
    m_byHand = true;
    if (m_facts.started && !m_facts.paused)
        listen();
}

void Forwarder::halt(const QString &why)
{
    closePort();
    m_facts.foundWhy = m_order = why;
    m_byHand = true;
    m_spares.moveTo({});
    const std::vector<Relay *> relays = m_relays;
    for (Relay *relay : relays)
        relay->end(why);
}

void Forwarder::pause()
{
    if (!m_facts.started || std::exchange(m_facts.paused, true))
        return;
    halt(u"paused by hand"_s);
    tell();
}

void Forwarder::resume()
{
    if (!std::exchange(m_facts.paused, false))
        return;
    m_order = u"resumed by hand"_s;
    m_spares.moveTo(m_choice.target);
    listen();
}

void Forwarder::restart()
{
    if (!m_facts.started)
        return;
    m_facts.paused = false;
    halt(u"restarted by hand"_s);
    m_facts.forbidden.clear();
    m_avoid.clear();
    if (m_facts.known)
        retarget(choose(m_spec, m_view.objects(), {}, {}));
    m_spares.moveTo(m_choice.target);
    listen();
}

} // namespace forward
