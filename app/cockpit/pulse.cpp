// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cockpit/pulse.h"

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds every(2), patience(30);

} // namespace

Pulse::Pulse(kube::Client &client, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_clock(clock)
{
}

void Pulse::start()
{
    m_heard = m_clock.elapsed();
    ask();
}

void Pulse::ask()
{
    m_client.get(u"/version"_s, this,
                 [this](const core::Result<nlohmann::json> &answer) { answered(answer); });
}

void Pulse::answered(const core::Result<nlohmann::json> &answer)
{
    using Kind = core::Fault::Kind;
    // A refusal is an answer; a server that is busy is no sign of a cluster that is gone.
    if (answer || answer.error().kind != Kind::Missing)
        m_heard = m_clock.elapsed();
    if (m_clock.elapsed() - m_heard < patience) {
        m_clock.after(every, this, [this] { ask(); });
        return;
    }
    const kube::Context &where = m_client.context();
    emit gone({Kind::Missing,
               u"the cluster of context \"%1\" at %2 has not answered for %3 s: %4"_s
                   .arg(where.name, where.server)
                   .arg(patience.count())
                   .arg(answer.error().summary),
               {},
               u"Start it, then run this again: it goes on where it was."_s});
}

} // namespace app
