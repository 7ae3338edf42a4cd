// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/conditions.h"

#include <algorithm>

namespace show {

namespace {

/// Every source is looked at several times in that long.
constexpr std::chrono::seconds old(5);

Verdict verdictOf(const Check &check, const Measured &measured, const QDateTime &now)
{
    const bool known =
        measured.value && measured.observedAt.isValid()
        && measured.observedAt.msecsTo(now) <= std::chrono::milliseconds(old).count();
    if (!known)
        return Verdict::NotYet;
    return check.expect.holds(*measured.value) ? Verdict::AsExpected : Verdict::Unexpected;
}

/// The lower, the worse.
int rank(const Condition &condition)
{
    if (condition.verdict == Verdict::AsExpected)
        return 4;
    return (condition.verdict == Verdict::Unexpected ? 0 : 2) + (condition.enters ? 0 : 1);
}

} // namespace

Conditions conditionsOf(const Act &act, const Cue &cue, bool enters, const Look &look,
                        const QDateTime &now)
{
    Conditions out;
    const auto add = [&](const std::vector<Check> &checks, bool ofAct) {
        for (const Check &check : checks) {
            const auto measured = look(check);
            if (measured)
                out.all.push_back({check, *measured, verdictOf(check, *measured, now), ofAct});
        }
    };
    if (enters)
        add(act.enter, true);
    add(cue.pre, false);
    return out;
}

const Condition *Conditions::worst() const
{
    const auto found =
        std::min_element(all.begin(), all.end(),
                         [](const Condition &a, const Condition &b) { return rank(a) < rank(b); });
    return found == all.end() || found->verdict == Verdict::AsExpected ? nullptr : &*found;
}

const Condition *Conditions::refusal(bool deliberate) const
{
    const auto found = std::find_if(all.begin(), all.end(), [&](const Condition &one) {
        return one.enters
               && (one.verdict == Verdict::Unexpected
                   || (one.verdict == Verdict::NotYet && !deliberate));
    });
    return found == all.end() ? nullptr : &*found;
}

} // namespace show
