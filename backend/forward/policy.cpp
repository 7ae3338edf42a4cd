// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/policy.h"

#include <algorithm>

namespace forward {

using namespace Qt::StringLiterals;

namespace {

Verdict interrupted(const Facts &facts, State unplanned, const QString &why)
{
    if (facts.planned.isEmpty())
        return {unplanned, why};
    const QString plan = u"planned: "_s + facts.planned;
    return {State::Reconnecting, why.isEmpty() ? plan : QString(plan + u"; "_s + why)};
}

Verdict withTarget(const Facts &facts)
{
    switch (facts.found) {
    case Found::Service: return {State::Verified, facts.portWhy};
    case Found::Wrong:
        return facts.wasVerified ? interrupted(facts, State::Degraded, facts.foundWhy)
                                 : Verdict{State::Degraded, facts.foundWhy};
    case Found::Silence:
    case Found::Nothing: break;
    }
    const bool cause = facts.found == Found::Silence && !facts.unheard.isEmpty();
    const QString &why = cause ? facts.unheard : facts.foundWhy;
    if (facts.wasVerified && facts.found == Found::Nothing)
        return interrupted(facts, State::Reconnecting,
                           facts.foundWhy.isEmpty() ? u"moved to another pod"_s : facts.foundWhy);
    if (facts.wasVerified)
        return interrupted(facts, State::Reconnecting, why);
    return {State::Listening, why};
}

} // namespace

Verdict stateOf(const Facts &facts)
{
    if (!facts.started)
        return {State::Off, {}};
    if (facts.paused)
        return {State::Paused, facts.foundWhy};
    if (facts.port == Facts::Port::Taken)
        return {State::Conflict, facts.portWhy};
    if (facts.port == Facts::Port::Adopted && facts.target
        && (facts.found == Found::Wrong || facts.found == Found::Silence))
        return {State::Conflict, facts.portWhy + u"; "_s + facts.foundWhy};
    if (facts.port == Facts::Port::Refused)
        return {State::Failed, facts.portWhy};
    if (!facts.known)
        return {State::Waiting, facts.unheard.isEmpty()
                                    ? u"for the API server"_s
                                    : QString(u"for the API server: "_s + facts.unheard)};
    if (!facts.forbidden.isEmpty() && facts.found != Found::Service)
        return {State::Failed, facts.forbidden};
    if (facts.target)
        return withTarget(facts);
    return facts.wasVerified ? interrupted(facts, State::Degraded, u"waits for "_s + facts.missing)
                             : Verdict{State::Waiting, u"for "_s + facts.missing};
}

std::chrono::milliseconds backOff(int attempt)
{
    const int doublings = std::clamp(attempt - 1, 0, 5);
    return std::min(std::chrono::milliseconds(100) * (1 << doublings),
                    std::chrono::milliseconds(2000));
}

} // namespace forward
