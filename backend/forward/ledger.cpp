// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/ledger.h"

namespace forward {

namespace {

constexpr std::size_t keptLosses = 200;
constexpr qint64 moment = 2000; ///< milliseconds

} // namespace

nlohmann::json Loss::toJson(const QDateTime &now) const
{
    const qint64 time = over ? lasted : at.msecsTo(now);
    return {{"t", at.toUTC().toString(Qt::ISODateWithMs).toStdString()},
            {"why", why.toStdString()},
            {"seconds", double(time) / 1000},
            {"lost", connections},
            {"planned", planned},
            {"over", over}};
}

Loss &Ledger::begin(const QString &why, const QDateTime &now)
{
    ++m_count;
    m_losses.push_back({now, why});
    if (m_losses.size() > keptLosses)
        m_losses.pop_front();
    return m_losses.back();
}

void Ledger::note(bool verified, const QString &why, bool planned, const QDateTime &now)
{
    if (verified == m_wasVerified) {
        if (!verified && !m_losses.empty() && !m_losses.back().over) {
            Loss &current = m_losses.back();
            current.planned = current.planned || planned;
            if (current.why.isEmpty())
                current.why = why;
        }
        return;
    }
    const bool first = m_losses.empty();
    m_wasVerified = verified;
    if (verified) {
        if (first || m_losses.back().over)
            return; // Verified for the first time
        Loss &healed = m_losses.back();
        healed.over = true;
        healed.lasted = healed.at.msecsTo(now);
        m_healed = healed;
        return;
    }
    const bool announced =
        !first && m_losses.back().lasted == 0 && m_losses.back().at.msecsTo(now) < moment;
    Loss &loss = announced ? m_losses.back() : begin(why, now);
    loss.over = false;
    loss.planned = planned;
}

void Ledger::lostConnection(const QString &why, const QDateTime &now)
{
    const bool belongs =
        !m_losses.empty()
        && (!m_losses.back().over
            || m_losses.back().at.addMSecs(m_losses.back().lasted).msecsTo(now) < moment);
    Loss &loss = belongs ? m_losses.back() : begin(why, now);
    ++loss.connections;
}

std::optional<Loss> Ledger::takeHealed()
{
    return std::exchange(m_healed, std::nullopt);
}

} // namespace forward
