// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/stagehand.h"

namespace show {

/// One condition of the cue on standby as it is now. Nothing known, or known long ago only, is no
/// verdict yet.
struct Condition {
    Check check;
    Measured measured;
    Verdict verdict = Verdict::NotYet;
    bool enters = false; ///< of the act's beginning: without it there is no GO
};

/// Whether the cue on standby would find the world as it needs it (acts.yaml, enter and pre).
struct Conditions {
    std::vector<Condition> all;

    /// The one to speak of: what keeps a GO back, what does not hold, what nobody knows.
    const Condition *worst() const;
    bool ready() const { return worst() == nullptr; }
    /// What keeps a GO back, or null: a condition of the act's beginning that does not hold. One
    /// that nobody knows keeps back only what can be pressed by accident.
    const Condition *refusal(bool deliberate) const;
};

/// How a condition looks now; nothing when this console has no such thing (no pages, for example).
using Look = std::function<std::optional<Measured>(const Check &)>;

/// ENTERS: the act has not begun, so that its own conditions count, too. Pure.
Conditions conditionsOf(const Act &act, const Cue &cue, bool enters, const Look &look,
                        const QDateTime &now);

} // namespace show
