// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/run.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

Run::Run(Plan plan, const Services &services, QObject *parent)
    : core::Task(parent)
    , m_plan(std::move(plan))
    , m_services(services)
    , m_reports(freshReports(m_plan))
    , m_redaction(services.bundle, services.secrets)
{
}

Run::~Run() = default;

std::chrono::milliseconds Run::elapsed() const
{
    return m_services.clock.elapsed() - m_begin;
}

Estimate Run::estimate() const
{
    return deploy::estimate(m_plan, m_reports, elapsed());
}

QString Run::redacted(const QString &text) const
{
    return m_redaction.text(text);
}

void Run::run()
{
    m_begin = m_services.clock.elapsed();
    for (const PlanPhase &phase : m_plan.phases) {
        if (phaseState(m_plan, m_reports, phase.id) == StepState::Skipped)
            emit phaseChanged(phase.id, StepState::Skipped);
    }
    schedule();
}

void Run::halt()
{
    for (std::size_t i = 0; i < m_reports.size(); ++i) {
        if (m_reports[i].state == StepState::Pending)
            setState(i, StepState::Cancelled);
    }
    for (const auto &[index, step] : m_running)
        step->cancel();
    endIfOver();
}

void Run::schedule()
{
    for (auto stuck = blocked(m_plan, m_reports); !stuck.empty();
         stuck = blocked(m_plan, m_reports)) {
        for (const auto &[index, need] : stuck) {
            const PlanStep &before = m_plan.steps[need];
            m_reports[index].why = u"needs "_s + before.spec.id + u" ("_s + before.spec.title
                                   + u"), which was "_s + outcomeWord(m_reports[need].state);
            setState(index, StepState::Skipped);
        }
    }
    if (!m_paused) {
        for (const std::size_t index : startable(m_plan, m_reports))
            startStep(index);
    }
    endIfOver();
}

void Run::startStep(std::size_t index)
{
    m_reports[index].begin = elapsed();
    auto step = std::make_unique<StepRun>(m_plan.steps[index], m_services);
    const QString id = m_plan.steps[index].spec.id;
    connect(step.get(), &core::Task::progress, this,
            [this, id](const QString &text) { emit line(id, redacted(text)); });
    connect(step.get(), &StepRun::waiting, this,
            [this, index](const Hold &hold) { note(index, hold); });
    connect(step.get(), &StepRun::attemptFailed, this,
            [this, index](int attempt, const core::Fault &fault) {
                keepAttempt(index, attempt, redacted(fault.summary));
            });
    connect(step.get(), &StepRun::toolStarted, this,
            [this, id](qint64 pid, qint64 ticks) { emit toolStarted(id, pid, ticks); });
    connect(step.get(), &core::Task::finished, this,
            [this, index](const core::Outcome &outcome) { stepEnded(index, outcome); });
    m_running[index] = std::move(step);
    setState(index, StepState::Running);
    m_running[index]->start();
}

void Run::note(std::size_t index, Hold hold)
{
    for (QString *text : {&hold.object, &hold.words, &hold.meaning, &hold.action})
        *text = redacted(*text);
    const auto last = m_waitingFor.find(index);
    const bool same = last != m_waitingFor.end() && holdText(last->second) == holdText(hold);
    if (!hold.since.isValid())
        hold.since = same ? last->second.since : m_services.clock.now();
    m_waitingFor[index] = hold;
    if (!same)
        emit waiting(m_plan.steps[index].spec.id, holdText(hold), hold.since);
}

std::optional<Hold> Run::hold(const QString &step) const
{
    const auto index = m_plan.find(step);
    const auto found = index ? m_waitingFor.find(*index) : m_waitingFor.end();
    return found == m_waitingFor.end() ? std::nullopt : std::optional(found->second);
}

QString Run::waitingText(const QString &step) const
{
    const auto found = hold(step);
    const auto index = m_plan.find(step);
    return found ? holdText(*found, m_services.clock.now(), m_plan.steps[*index].expected)
                 : QString();
}

void Run::keepAttempt(std::size_t index, int attempt, const QString &why)
{
    auto &earlier = m_earlier[index];
    const auto begin = earlier.empty() ? m_reports[index].begin
                                       : std::max(m_reports[index].begin, earlier.back().end);
    earlier.push_back({begin, elapsed(), why});
    emit attemptFailed(m_plan.steps[index].spec.id, attempt, why);
}

std::vector<Run::Attempt> Run::earlierAttempts(const QString &step) const
{
    const auto index = m_plan.find(step);
    const auto found = index ? m_earlier.find(*index) : m_earlier.end();
    return found == m_earlier.end() ? std::vector<Attempt>() : found->second;
}

bool Run::retry(const QString &step)
{
    const auto index = m_plan.find(step);
    if (state() != State::Running || cancelRequested() || !index
        || m_reports[*index].state != StepState::Failed)
        return false;
    m_earlier[*index].push_back(
        {m_reports[*index].begin, m_reports[*index].end, m_reports[*index].why});
    emit attemptFailed(step, m_reports[*index].attempts, m_reports[*index].why);
    std::erase_if(m_faults, [&](const auto &each) { return each.first == *index; });
    m_reports[*index] = {};
    setState(*index, StepState::Pending);
    // What was held up by it, or by something that was, may follow again. Whatever else is in the
    // way of one of them is found by the next schedule().
    for (std::size_t i = 0; i < m_reports.size(); ++i) {
        if (m_plan.steps[i].chosen && m_reports[i].state == StepState::Skipped) {
            m_reports[i] = {};
            setState(i, StepState::Pending);
        }
    }
    schedule();
    return true;
}

void Run::pause()
{
    if (!m_paused && state() == State::Running) {
        m_paused = true;
        emit pausedChanged(true);
    }
}

void Run::resume()
{
    if (!m_paused)
        return;
    m_paused = false;
    emit pausedChanged(false);
    if (state() == State::Running && !cancelRequested())
        schedule();
}

void Run::stepEnded(std::size_t index, const core::Outcome &outcome)
{
    auto node = m_running.extract(index);
    StepRun *step = node.mapped().release();
    step->deleteLater();
    StepReport &report = m_reports[index];
    report.end = elapsed();
    report.attempts = step->attempts();
    report.why = redacted(!outcome.ok()     ? outcome.fault.summary
                          : step->already() ? QString()
                                            : step->note());
    m_waitingFor.erase(index);
    StepState state = step->already() ? StepState::Already : StepState::Done;
    if (!outcome.ok())
        state = outcome.kind == core::Outcome::Kind::Cancelled ? StepState::Cancelled
                                                               : StepState::Failed;
    if (state == StepState::Failed) {
        const QString detail = redacted(outcome.fault.detail);
        const StepSpec &spec = m_plan.steps[index].spec;
        m_faults.emplace_back(index, core::Fault{outcome.fault.kind,
                                                 spec.id + u' ' + spec.title + u": "_s + report.why,
                                                 detail, redacted(outcome.fault.action)});
        emit line(spec.id, detail.isEmpty() ? report.why : QString(report.why + u'\n' + detail));
    }
    setState(index, state);
    schedule();
}

void Run::setState(std::size_t index, StepState state)
{
    const PlanStep &step = m_plan.steps[index];
    const StepState before = phaseState(m_plan, m_reports, step.phase);
    m_reports[index].state = state;
    emit stepChanged(step.spec.id, state);
    const StepState after = phaseState(m_plan, m_reports, step.phase);
    if (after != before)
        emit phaseChanged(step.phase, after);
}

void Run::endIfOver()
{
    const bool open = std::any_of(m_reports.begin(), m_reports.end(), [](const StepReport &each) {
        return each.state == StepState::Pending || each.state == StepState::Running;
    });
    if (open)
        return;
    if (cancelRequested())
        finish(core::Outcome::cancelled());
    else if (!m_faults.empty())
        finish(core::Outcome::failed(m_faults.front().second));
    else
        finish(core::Outcome::done());
}

} // namespace deploy
