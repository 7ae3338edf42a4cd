// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/spares.h"

#include <algorithm>

namespace forward {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t most = 8; ///< a browser opens six to one address
constexpr auto shelfLife = 6s;  ///< shorter than the pause between two probes: at rest one is left

} // namespace

Spares::Spares(core::Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
}

kube::PortForward *Spares::take()
{
    if (m_spares.empty())
        return nullptr;
    kube::PortForward *const tunnel = m_spares.back().tunnel;
    m_spares.pop_back();
    tunnel->disconnect(this);
    tunnel->setParent(nullptr);
    ++m_used;
    return tunnel;
}

void Spares::giveBack(kube::PortForward *tunnel)
{
    if (!m_target || tunnel->target() != *m_target || !tunnel->release()) {
        tunnel->deleteLater(); // it may be inside its own signal
        return;
    }
    tunnel->setParent(this);
    connect(tunnel, &kube::PortForward::ended, this, [this, tunnel] { remove(tunnel); });
    m_spares.push_back({tunnel, m_clock.elapsed()});
    ++m_kept;
    while (m_spares.size() > most || m_clock.elapsed() - m_spares.front().since > shelfLife)
        remove(m_spares.front().tunnel);
}

void Spares::remove(kube::PortForward *tunnel)
{
    std::erase_if(m_spares, [tunnel](const Spare &one) { return one.tunnel == tunnel; });
    tunnel->disconnect(this);
    tunnel->deleteLater();
}

void Spares::moveTo(const std::optional<kube::PodPort> &target)
{
    m_target = target;
    while (!m_spares.empty())
        remove(m_spares.front().tunnel);
}

} // namespace forward
