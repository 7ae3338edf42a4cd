// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/deploywords.h"

#include "app/window/words.h"

#include <QCoreApplication>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::Mark;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

/// What the log calls by its own, fixed word.
QString stepWord(deploy::StepState state)
{
    switch (state) {
    case deploy::StepState::Pending: return Words::tr("pending");
    case deploy::StepState::Running: return Words::tr("running");
    case deploy::StepState::Done: return Words::tr("done");
    case deploy::StepState::Already: return Words::tr("already so");
    case deploy::StepState::Skipped: return Words::tr("skipped");
    case deploy::StepState::Failed: return Words::tr("failed");
    case deploy::StepState::Cancelled: return Words::tr("cancelled");
    }
    return {};
}

Mark markOf(deploy::StepState state)
{
    switch (state) {
    case deploy::StepState::Pending: return Mark::Idle;
    case deploy::StepState::Running: return Mark::Working;
    case deploy::StepState::Done:
    case deploy::StepState::Already: return Mark::Good;
    case deploy::StepState::Skipped: return Mark::Skipped;
    case deploy::StepState::Failed: return Mark::Bad;
    case deploy::StepState::Cancelled: return Mark::Attention;
    }
    return Mark::Idle;
}

} // namespace

std::vector<widgets::PhaseRow> phaseRows(const deploy::Plan &plan, const deploy::Reports &reports,
                                         milliseconds now, const QString &chosen)
{
    std::vector<widgets::PhaseRow> out;
    for (const deploy::PlanPhase &phase : plan.phases) {
        widgets::PhaseRow row;
        row.id = phase.id;
        row.title = phase.title;
        int done = 0, total = 0;
        milliseconds begin = milliseconds::max(), end{0}, usual{0};
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            if (plan.steps[i].phase != phase.id || !plan.steps[i].chosen)
                continue;
            const deploy::StepReport &report = reports[i];
            ++total;
            usual = std::max(usual, plan.steps[i].expected);
            const bool over = report.state == deploy::StepState::Done
                              || report.state == deploy::StepState::Already;
            done += over ? 1 : 0;
            if (report.state == deploy::StepState::Pending
                || report.state == deploy::StepState::Skipped)
                continue;
            begin = std::min(begin, report.begin);
            end = std::max(end, report.state == deploy::StepState::Running ? now : report.end);
        }
        const deploy::StepState state = deploy::phaseState(plan, reports, phase.id);
        row.mark = markOf(state);
        row.count = u"%1/%2"_s.arg(done).arg(total);
        row.part = total > 0 ? static_cast<double>(done) / total : 0;
        row.word = state == deploy::StepState::Pending   ? Words::tr("waiting")
                   : state == deploy::StepState::Running ? Words::tr("running")
                                                         : stepWord(state);
        row.current = phase.id == chosen;
        row.time =
            begin == milliseconds::max() ? u"~"_s + clockText(usual) : clockText(end - begin);
        out.push_back(row);
    }
    return out;
}

std::vector<widgets::StepRow> stepRows(const deploy::Plan &plan, const deploy::Reports &reports,
                                       const QString &phase, const QMap<QString, QString> &waiting,
                                       milliseconds now)
{
    std::vector<widgets::StepRow> out;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
        const deploy::PlanStep &step = plan.steps[i];
        if (step.phase != phase)
            continue;
        const deploy::StepReport &report = reports[i];
        widgets::StepRow row;
        row.id = step.spec.id;
        row.title = u"%1: %2"_s.arg(step.spec.kindName, step.spec.title);
        row.mark = markOf(report.state);
        row.current = report.state == deploy::StepState::Running;
        const bool begun = report.state != deploy::StepState::Pending
                           && report.state != deploy::StepState::Skipped;
        row.time = begun ? secondsText((row.current ? now : report.end) - report.begin) : QString();
        if (row.current)
            row.word = waiting.contains(step.spec.id)
                           ? Words::tr("waits for %1").arg(waiting[step.spec.id])
                           : Words::tr("running");
        else if (report.state != deploy::StepState::Pending)
            row.word = report.why.isEmpty() ? stepWord(report.state)
                       : report.state == deploy::StepState::Done
                           ? Words::tr("%1, before: %2").arg(stepWord(report.state), report.why)
                           : QString(stepWord(report.state) + u": "_s + report.why);
        out.push_back(row);
    }
    return out;
}

} // namespace app
