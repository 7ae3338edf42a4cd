// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/spares.h"

#include <algorithm>

namespace forward {

using namespace std::chrono_literals;

namespace {

constexpr int most = 6; ///< as many as a browser opens to one address
constexpr auto shelfLife = 900ms;
constexpr auto window = 1000ms;
constexpr auto courtesy = 5ms; ///< the client itself is served first: opening costs all sides much
constexpr int patience = 8;    ///< spares in a row that nobody used

} // namespace

int sparesWanted(int recent, bool bought)
{
    return std::clamp(bought ? recent : recent - 1, 0, most);
}

Spares::Spares(kube::Client &client, kube::TunnelTls &tls, core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_tls(tls)
    , m_clock(clock)
{
}

int Spares::recent() const
{
    const auto since = m_clock.elapsed() - window;
    return static_cast<int>(std::count_if(m_clients.begin(), m_clients.end(),
                                          [since](const auto &one) { return one > since; }));
}

void Spares::clientCame(const kube::PodPort &target)
{
    m_clients.push_back(m_clock.elapsed());
    if (m_clients.size() > most)
        m_clients.pop_front();
    if (m_target != target)
        drop();
    m_target = target;
    if (std::exchange(m_filling, true))
        return;
    m_clock.after(courtesy, this, [this] {
        m_filling = false;
        if (m_target)
            fill();
    });
}

void Spares::fill()
{
    const auto wanted = static_cast<std::size_t>(sparesWanted(recent(), m_wasted < patience));
    while (m_tunnels.size() < wanted) {
        auto *tunnel = new kube::PortForward(m_client, m_tls, m_clock, *m_target, this);
        m_tunnels.push_back(tunnel);
        ++m_opened;
        connect(tunnel, &kube::PortForward::opened, this, [this, tunnel] {
            m_clock.after(shelfLife, tunnel, [this, tunnel] {
                if (tunnel->parent() == this)
                    remove(tunnel);
            });
        });
        // A service that speaks first, or ends it: no spare for anybody.
        connect(tunnel, &kube::PortForward::received, this, [this, tunnel] { remove(tunnel); });
        connect(tunnel, &kube::PortForward::ended, this, [this, tunnel] {
            m_clients.clear(); // no more before somebody comes
            remove(tunnel);
        });
        tunnel->open();
    }
}

bool Spares::hasOne(const kube::PodPort &target) const
{
    return !m_tunnels.empty() && m_tunnels.front()->target() == target;
}

kube::PortForward *Spares::take(const kube::PodPort &target)
{
    if (!hasOne(target))
        return nullptr;
    // One that is still opening is ahead of a fresh one all the same.
    auto best = std::find_if(m_tunnels.begin(), m_tunnels.end(),
                             [](const kube::PortForward *one) { return one->isOpen(); });
    if (best == m_tunnels.end())
        best = m_tunnels.begin();
    kube::PortForward *tunnel = *best;
    m_tunnels.erase(best);
    tunnel->disconnect(this);
    tunnel->setParent(nullptr);
    ++m_used;
    m_wasted = 0;
    return tunnel;
}

void Spares::remove(kube::PortForward *tunnel)
{
    if (std::erase(m_tunnels, tunnel) == 0)
        return;
    ++m_wasted;
    tunnel->disconnect(this);
    tunnel->deleteLater(); // it may be inside its own signal
}

void Spares::drop()
{
    while (!m_tunnels.empty())
        remove(m_tunnels.front());
    m_target.reset();
    m_wasted = 0; // that they are gone says nothing of their use
}

} // namespace forward
