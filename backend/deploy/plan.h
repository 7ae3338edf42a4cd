// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"

namespace deploy {

using std::chrono::milliseconds;

/// Usual durations by step id, from this machine's history.
using Durations = QMap<QString, milliseconds>;

struct PlanStep {
    StepSpec spec;
    QString phase;
    bool chosen = true;
    QString why;                    ///< why it is not chosen
    bool redo = false;              ///< run it though it is done
    std::vector<std::size_t> needs; ///< chosen steps of this plan that must be over first
    milliseconds expected{0};       ///< history, else the bundle's word, else the kind's usual
};

struct PlanPhase {
    QString id, title;
};

/// What a run will do, as data: it can be printed before it runs. A value.
struct Plan {
    QString id; ///< "deploy", or the operation's
    std::vector<PlanPhase> phases;
    std::vector<PlanStep> steps;
    std::optional<std::size_t> find(const QString &stepId) const;
};

struct PlanFlags {
    QString from;     ///< a phase; those before it are skipped
    QStringList only; ///< phases
    QStringList redo; ///< steps
};

/// The chosen edition's phases. A flag that names nothing known is a Usage fault.
core::Result<Plan> deployPlan(const Bundle &bundle, const PlanFlags &flags,
                              const Durations &history);
/// What makes the bundle's kind cluster, out of its phases, while there is no cluster to ask: the
/// checks of kind and docker, and the step that creates it, last, with what that needs of its
/// phase.
core::Result<Plan> clusterPlan(const Bundle &bundle);
core::Result<Plan> operationPlan(const Bundle &bundle, const QString &id, const Durations &history);

enum class StepState { Pending, Running, Done, Already, Skipped, Failed, Cancelled };
QString outcomeWord(StepState state); ///< of commands.md: done already skipped failed cancelled
/// The same with WHY: what failed, or what a step that is done now had found before.
QString outcomeText(StepState state, const QString &why);

/// How far one step is. BEGIN and END are milliseconds since the run began.
struct StepReport {
    StepState state = StepState::Pending;
    int attempts = 0;
    milliseconds begin{0}, end{0};
    QString why;
};
using Reports = std::vector<StepReport>; ///< one for each of the plan's steps

/// All pending; steps not chosen skipped.
Reports freshReports(const Plan &plan);
/// The pending steps whose needs are all over and good.
std::vector<std::size_t> startable(const Plan &plan, const Reports &reports);
/// The pending steps that can never start, with the need that stands in the way.
std::vector<std::pair<std::size_t, std::size_t>> blocked(const Plan &plan, const Reports &reports);

struct Estimate {
    milliseconds critical{0};  ///< the plan's critical path when every step is still to run
    milliseconds remaining{0}; ///< from now, running steps by what is left of their usual time
};
Estimate estimate(const Plan &plan, const Reports &reports, milliseconds now);

/// A phase's outcome out of its steps': of those that were asked for, where any were. One of which
/// a step was skipped, because something it needs has failed, is not done.
StepState phaseState(const Plan &plan, const Reports &reports, const QString &phase);
/// commands.md, Result document: the list under "phases".
Json phasesDocument(const Plan &plan, const Reports &reports);
/// The first failed step as a sentence, or "".
QString whyNot(const Plan &plan, const Reports &reports);
/// The same of a Survey: nothing runs, so what would run is skipped, and says so.
Json surveyDocument(const Plan &plan, const Reports &reports);
/// --dry-run's text, a line a step; REPORTS as a Survey found them.
QStringList planLines(const Plan &plan, const Reports &reports);

} // namespace deploy
