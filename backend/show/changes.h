// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/cuerecord.h"

namespace show {

/// What a show has changed on its cluster and can take back: cues that declare `undo` and have run,
/// whatever became of them. The newest comes first, as one takes back steps. A value.
class Changes {
public:
    /// CUE has ended as STATE, in an act that had begun.
    void ended(const Cue &cue, CueState state);
    void undone(const QString &cue);
    QString newest() const; ///< "" when there is nothing to take back
    /// It was taken back and has not run again since.
    bool isUndone(const QString &cue) const { return m_undone.contains(cue); }

private:
    QStringList m_made, m_undone;
};

} // namespace show
