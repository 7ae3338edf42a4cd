// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/undoing.h"

#include "app/window/words.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace app {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using widgets::UndoValue;

QString plainly(const QString &why)
{
    static const QRegularExpression step(u"^[\\w-]+\\.\\d+ "_s);
    static const QRegularExpression request(u"(GET|POST|PUT|PATCH|DELETE) https?://\\S+: "_s);
    static const QRegularExpression meant(u"^([^:]+: ).*\\(([^()]+)\\)$"_s);
    QString out = why;
    out.remove(step).remove(request);
    return out.replace(meant, u"\\1\\2"_s);
}

QString undoWords(const QString &cue, const QString &outcome, const QString &why, milliseconds took)
{
    if (outcome == u"running")
        return Undoing::tr("undo of %1 begins").arg(cue);
    if (outcome == u"done")
        return Undoing::tr("%1 is undone after %2; the playhead stays where it is")
            .arg(cue, secondsText(took));
    if (outcome == u"cancelled")
        return Undoing::tr("undo of %1 was stopped: half of it may be done. Undo again, or hold "
                           "Reset")
            .arg(cue);
    return Undoing::tr("undo of %1 failed: %2. Undo again, or hold Reset").arg(cue, plainly(why));
}

Undoing::Undoing(Session &session, Hands &hands, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_hands(hands)
{
}

QString Undoing::operation(const QString &cue) const
{
    for (const show::Act &act : m_session.script().acts) {
        for (const show::Cue &one : act.cues) {
            if (one.id == cue && one.undo)
                return one.undo->name;
        }
    }
    return {};
}

/// The steps as they would run, made once for an offer: it is drawn many times a second.
const deploy::Plan *Undoing::plan(const QString &cue) const
{
    if (m_planned != cue) {
        m_planned = cue;
        const QString name = operation(cue);
        const deploy::Durations known =
            m_session.history().durations(name, m_session.bundle().cluster);
        m_known = !known.isEmpty();
        auto made = deploy::operationPlan(m_session.bundle(), name, known);
        m_plan = made ? std::optional(std::move(*made)) : std::nullopt;
    }
    return m_plan ? &*m_plan : nullptr;
}

void Undoing::start()
{
    const QString cue = offered();
    if (cue.isEmpty() || !m_running.isEmpty())
        return;
    m_running = cue;
    m_failed.clear();
    m_began = m_session.clock().elapsed();
    const show::Intent intent{show::Intent::Kind::Operation, operation(cue), {}, false};
    emit changed(cue, intent.name, u"running"_s, {}, milliseconds(0));
    m_hands.perform(intent, [this](const core::Outcome &outcome) { over(outcome); });
}

void Undoing::stop()
{
    if (!m_running.isEmpty())
        m_hands.stop();
}

void Undoing::over(const core::Outcome &outcome)
{
    const QString cue = std::exchange(m_running, QString());
    const bool cancelled = outcome.fault.kind == core::Fault::Kind::Cancelled;
    if (outcome.ok()) {
        m_changes.undone(cue);
    } else {
        m_failed = cue;
        m_why = cancelled
                    ? tr("STOPPED: half of it may be done")
                    : tr("FAILED: %1").arg(plainly(outcome.fault.summary).section(u": "_s, 1));
        m_tip = outcome.fault.summary + u". "_s
                + (outcome.fault.action.isEmpty() ? QString() : outcome.fault.action + u' ');
    }
    m_planned.clear(); // the next one knows how long this one took
    emit changed(cue, operation(cue),
                 outcome.ok() ? u"done"_s
                 : cancelled  ? u"cancelled"_s
                              : u"failed"_s,
                 outcome.ok() ? QString() : outcome.fault.summary,
                 m_session.clock().elapsed() - m_began);
}

QString Undoing::cost(const QString &cue) const
{
    const deploy::Plan *steps = plan(cue);
    if (!steps)
        return {};
    const milliseconds time =
        deploy::estimate(*steps, deploy::freshReports(*steps), milliseconds(0)).critical;
    return (m_known ? tr("steps on the cluster: %1, last time %2")
                    : tr("steps on the cluster: %1, about %2"))
        .arg(steps->steps.size())
        .arg(secondsText(time));
}

UndoValue Undoing::value(bool armed, bool free) const
{
    UndoValue out;
    const QString cue = m_running.isEmpty() ? offered() : m_running;
    if (cue.isEmpty())
        return out;
    const deploy::Plan *steps = plan(cue);
    QStringList titles;
    for (const deploy::PlanStep &step : steps ? steps->steps : std::vector<deploy::PlanStep>())
        titles << step.spec.title;
    const QString what =
        steps && !steps->phases.empty() ? steps->phases.front().title : operation(cue);
    out.text = tr("Undo %1: %2").arg(cue, what);
    out.tip = tr("Takes back what %1 has changed: %2. The playhead stays where it is; two presses "
                 "within 4 s.")
                  .arg(cue, titles.join(u"; "_s));
    out.enabled = free && m_running.isEmpty();
    if (!m_running.isEmpty()) {
        out.state = UndoValue::State::Running;
        out.hint = tr("undoing since %1").arg(secondsText(m_session.clock().elapsed() - m_began));
    } else if (armed) {
        out.state = UndoValue::State::Armed;
        out.hint = tr("PRESS AGAIN: changes the cluster");
    } else if (m_failed == cue) {
        out.state = UndoValue::State::Failed;
        out.hint = m_why;
        out.tip = m_tip + tr("Undo again, or hold Reset") + u". "_s + out.tip;
    } else {
        out.state = UndoValue::State::Offered;
        out.hint = cost(cue);
    }
    return out;
}

} // namespace app
