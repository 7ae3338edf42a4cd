// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/goguard.h"

namespace widgets {

GoGuard::Answer GoGuard::press(const QString &cue, bool changesCluster, GoSource source, Time now)
{
    if (cue.isEmpty() || (m_last && now - *m_last < lockOut))
        return Answer::Refuse;
    m_last = now;
    if (changesCluster && source == GoSource::Clicker && !isArmed(cue, now)) {
        m_armed = cue;
        m_armedAt = now;
        return Answer::Arm;
    }
    disarm();
    return Answer::Fire;
}

bool GoGuard::isArmed(const QString &cue, Time now) const
{
    return !cue.isEmpty() && cue == m_armed && now - m_armedAt < armedFor;
}

} // namespace widgets
