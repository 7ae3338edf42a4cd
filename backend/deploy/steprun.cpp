// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/steprun.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

QString secondsText(std::chrono::milliseconds span)
{
    return QString::number(static_cast<double>(span.count()) / 1000.0) + u" s"_s;
}

} // namespace

std::chrono::milliseconds lookPause(std::chrono::milliseconds age,
                                    std::chrono::milliseconds slowest)
{
    return std::min(std::max(std::chrono::milliseconds(100), age / 50), slowest);
}

bool worthAnotherAttempt(const core::Fault &fault, int attempts)
{
    using Kind = core::Fault::Kind;
    return attempts < 3 && (fault.kind == Kind::TimedOut || fault.kind == Kind::Conflict);
}

StepRun::StepRun(const PlanStep &step, const Services &services, QObject *parent)
    : core::Task(parent)
    , m_step(step)
    , m_services(services)
    , m_prober(services)
    , m_watch(step.spec, services)
{
    connect(&m_prober, &Prober::becameIdle, this, &StepRun::endWhenIdle);
    connect(&m_watch, &HoldWatch::held, this, [this](const Hold &hold) { held(hold); });
    connect(&m_watch, &HoldWatch::cleared, this, [this] { held(std::nullopt); });
}

bool StepRun::isCheck() const
{
    return std::holds_alternative<CheckStep>(m_step.spec.kind);
}

bool StepRun::onlyLooks() const
{
    return isCheck() || std::holds_alternative<WaitStep>(m_step.spec.kind);
}

void StepRun::run()
{
    m_begin = m_services.clock.elapsed();
    m_services.clock.after(m_step.spec.timeout, m_context.get(), [this] { expire(); });
    // Most steps are over by then.
    m_services.clock.after(std::chrono::seconds(1), m_context.get(), [this] { m_watch.start(); });
    if (m_step.spec.doneWhen.empty() || (m_step.redo && !onlyLooks()))
        return act();
    look();
}

void StepRun::look()
{
    if (!m_ending)
        m_prober.askAll(m_step.spec.doneWhen, &m_step.spec, m_context.get(),
                        [this](const Finding &finding) { firstLook(finding); });
}

/// While nobody answers it is not known what is there, and a request sent twice is not one sent
/// once. A pod that is being replaced is there again soon, and no reason for a check to fail.
bool StepRun::looksOnAfter(const Finding &finding) const
{
    return (finding.absent && isCheck())
           || (finding.unreachable && std::holds_alternative<HttpStep>(m_step.spec.kind));
}

void StepRun::firstLook(const Finding &finding)
{
    if (m_ending)
        return;
    m_saw = finding.saw;
    if (finding.holds) {
        m_already = true;
        return end(core::Outcome::done());
    }
    m_note = finding.saw;
    if (looksOnAfter(finding)) {
        saw(finding.saw);
        m_services.clock.after(pause(), m_context.get(), [this] { look(); });
        return;
    }
    if (!isCheck())
        return act();
    const auto &check = std::get<CheckStep>(m_step.spec.kind);
    end(check.must ? core::Outcome::failed(
            {finding.unreachable ? core::Fault::Kind::Missing : core::Fault::Kind::Failed,
             finding.saw,
             {},
             check.fix})
                   : core::Outcome::done());
}

void StepRun::act()
{
    if (m_ending)
        return;
    ++m_attempts;
    m_action = makeAction(m_step.spec, m_services);
    if (!m_action)
        return lookedAgain({false, m_saw});
    connect(m_action.get(), &core::Task::progress, this, &core::Task::progress);
    connect(m_action.get(), &Action::waiting, this, &StepRun::saw);
    connect(m_action.get(), &Action::toolStarted, this, &StepRun::toolStarted);
    connect(m_action.get(), &core::Task::finished, this, &StepRun::actionEnded);
    m_action->start();
}

void StepRun::actionEnded(const core::Outcome &outcome)
{
    m_action.release()->deleteLater();
    if (cancelRequested())
        return end(core::Outcome::cancelled());
    if (m_expired)
        return expire();
    if (outcome.ok())
        return verify();
    if (!worthAnotherAttempt(outcome.fault, m_attempts))
        return end(outcome);
    emit attemptFailed(m_attempts, outcome.fault);
    emit progress(outcome.fault.summary + u"; trying again"_s);
    m_services.clock.after(std::chrono::milliseconds(500), m_context.get(), [this] { act(); });
}

void StepRun::verify()
{
    if (m_ending)
        return;
    if (m_step.spec.doneWhen.empty())
        return end(core::Outcome::done());
    m_prober.askAll(m_step.spec.doneWhen, &m_step.spec, m_context.get(),
                    [this](const Finding &finding) {
                        const auto *helm = std::get_if<HelmStep>(&m_step.spec.kind);
                        if (m_ending || !finding.holds || !helm)
                            return lookedAgain(finding);
                        m_prober.askRolledOut(*helm, m_context.get(),
                                              [this](const Finding &rolledOut) {
                                                  lookedAgain(rolledOut);
                                              });
                    });
}

void StepRun::lookedAgain(const Finding &finding)
{
    if (m_ending)
        return;
    if (finding.holds)
        return end(core::Outcome::done());
    saw(finding.saw);
    if (finding.hopeless)
        return end(core::Outcome::failed({core::Fault::Kind::Failed, finding.saw, {}, {}}));
    m_services.clock.after(pause(), m_context.get(), [this] { verify(); });
}

std::chrono::milliseconds StepRun::pause() const
{
    std::chrono::milliseconds slowest{1000};
    if (const auto *wait = std::get_if<WaitStep>(&m_step.spec.kind))
        slowest = wait->every;
    return lookPause(m_services.clock.elapsed() - m_begin, slowest);
}

/// A probe's or an action's own words. What the cluster says of the objects is better.
void StepRun::saw(const QString &what)
{
    m_saw = what;
    if (m_hold || m_ending)
        return;
    Hold hold;
    hold.words = what;
    emit waiting(hold);
}

void StepRun::held(std::optional<Hold> hold)
{
    if (m_ending)
        return;
    m_hold = std::move(hold);
    if (m_hold)
        emit waiting(*m_hold);
    else if (!m_saw.isEmpty())
        saw(m_saw);
}

void StepRun::expire()
{
    if (m_ending)
        return;
    m_expired = true;
    if (m_action) {
        m_action->cancel();
        return;
    }
    const QString saw = m_saw.isEmpty() ? QString() : QString(u"; last seen: "_s + m_saw);
    const auto *check = std::get_if<CheckStep>(&m_step.spec.kind);
    if (check && !check->must)
        return end(core::Outcome::done());
    end(core::Outcome::failed({core::Fault::Kind::TimedOut,
                               u"not done after "_s + secondsText(m_step.spec.timeout) + saw,
                               {},
                               check ? check->fix : QString()}));
}

void StepRun::halt()
{
    if (m_action)
        m_action->cancel();
    else
        end(core::Outcome::cancelled());
}

void StepRun::end(core::Outcome outcome)
{
    if (m_ending)
        return;
    if (outcome.kind == core::Outcome::Kind::Failed)
        outcome.fault = explained(std::move(outcome.fault), m_hold);
    m_ending = std::move(outcome);
    // Not inside one of the context's own callbacks.
    m_context.release()->deleteLater();
    QMetaObject::invokeMethod(this, &StepRun::endWhenIdle, Qt::QueuedConnection);
}

void StepRun::endWhenIdle()
{
    if (m_ending && m_prober.idle())
        finish(*m_ending);
}

} // namespace deploy
