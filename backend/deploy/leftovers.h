// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/plan.h"
#include "backend/deploy/services.h"

/// Clusters on which the demo's older scripts have been at work: what they left is recognised and
/// named, and taken over, taken away, left alone or refused with the reason.
namespace deploy {

struct Leftover {
    enum class Fate { Adopted, Removed, Kept, Refused };
    QString id, title;
    Fate fate = Fate::Adopted;
    QString why;                    ///< one sentence: what it is and why that becomes of it
    QString action;                 ///< of a refused one: what to do
    std::vector<kube::Ref> objects; ///< of one that is taken away
};

/// What there is to look at, by the bundle's namespaces. A query's list may be empty or refused.
struct Question {
    kube::Ref ref;
    QString query;
};
std::vector<Question> leftoverQuestions(const Bundle &bundle);
/// Judges what was found; pure. Every object says its kind.
std::vector<Leftover> leftovers(const std::vector<Json> &objects, const Bundle &bundle);

/// Whether a deploy would change any of them: then somebody has to agree first.
bool changesAny(const std::vector<Leftover> &found);
/// All in one sentence each, with their objects.
QString leftoverText(const std::vector<Leftover> &found);
/// The first refused one as a fault, or nothing.
std::optional<core::Fault> refusal(const std::vector<Leftover> &found);
/// PLAN with a phase before all others that takes away what is to be taken away; PLAN itself when
/// there is nothing.
Plan withTidying(Plan plan, const std::vector<Leftover> &found);

using LeftoversDone = std::function<void(core::Result<std::vector<Leftover>>)>;
/// Reads and judges; changes nothing. The one fault is that nobody answers.
void findLeftovers(const Services &services, QObject *context, LeftoversDone done);

} // namespace deploy
