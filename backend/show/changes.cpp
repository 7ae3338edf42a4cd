// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/changes.h"

namespace show {

void Changes::ended(const Cue &cue, CueState state)
{
    const bool ran = state == CueState::Done || state == CueState::DoneUnverified
                     || state == CueState::Failed; // half of it may be there
    if (!ran || cue.effect != Effect::Cluster || !cue.undo)
        return;
    m_undone.removeAll(cue.id);
    m_made.removeAll(cue.id);
    m_made << cue.id;
}

void Changes::undone(const QString &cue)
{
    if (m_made.removeAll(cue) > 0)
        m_undone << cue;
}

QString Changes::newest() const
{
    return m_made.isEmpty() ? QString() : m_made.last();
}

} // namespace show
