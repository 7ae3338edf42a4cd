// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/plan.h"
#include "backend/deploy/secrets.h"
#include "backend/deploy/steprun.h"

#include <QDateTime>

namespace deploy {

/// Walks a plan: every step whose needs are over runs at once; a failed one holds up only what
/// needs it. Done when all chosen steps are done or already; Failed names the first failed step;
/// Cancelled once nothing of it is left running. Texts it emits carry no secret values.
///
/// A failed step may be tried once more as long as the run goes on, and the run can hold its
/// breath: while paused, what runs goes on and nothing new begins.
class Run final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives the run.
    Run(Plan plan, const Services &services, QObject *parent = nullptr);
    ~Run() override;

    const Plan &plan() const { return m_plan; }
    const Reports &reports() const { return m_reports; }
    Estimate estimate() const; ///< now
    /// What a running step waits for, or nothing.
    std::optional<Hold> hold(const QString &step) const;
    /// The same in words, with its age and what is usual for the step; "" when it waits for
    /// nothing.
    QString waitingText(const QString &step) const;

    /// An attempt at a step that came to nothing.
    struct Attempt {
        std::chrono::milliseconds begin{0}, end{0};
        QString why;
    };
    /// Those before the one that runs or ran last; empty for most.
    std::vector<Attempt> earlierAttempts(const QString &step) const;

    /// Begins a failed step again, and with it what it held up. False when it has not failed or the
    /// run is over.
    bool retry(const QString &step);
    void pause();
    void resume();
    bool isPaused() const { return m_paused; }
    std::chrono::milliseconds elapsed() const;

signals:
    void phaseChanged(const QString &phase, deploy::StepState state);
    void stepChanged(const QString &step, deploy::StepState state);
    void line(const QString &step, const QString &text);
    /// What a step waits for, in words, since when; again only when the words change.
    void waiting(const QString &step, const QString &what, const QDateTime &since);
    void toolStarted(const QString &step, qint64 pid, qint64 startTicks);
    /// An attempt came to nothing and another one follows.
    void attemptFailed(const QString &step, int attempt, const QString &why);
    void pausedChanged(bool paused);

protected:
    void run() override;
    void halt() override;

private:
    void schedule();
    void startStep(std::size_t index);
    void stepEnded(std::size_t index, const core::Outcome &outcome);
    void setState(std::size_t index, StepState state);
    void note(std::size_t index, Hold hold);
    void keepAttempt(std::size_t index, int attempt, const QString &why);
    void endIfOver();
    QString redacted(const QString &text) const;

    Plan m_plan;
    const Services &m_services;
    Reports m_reports;
    std::map<std::size_t, std::unique_ptr<StepRun>> m_running;
    std::map<std::size_t, Hold> m_waitingFor;
    std::map<std::size_t, std::vector<Attempt>> m_earlier;
    std::vector<std::pair<std::size_t, core::Fault>> m_faults; ///< of failed steps, as they came
    std::chrono::milliseconds m_begin{0};
    bool m_paused = false;
    Redaction m_redaction;
};

} // namespace deploy

Q_DECLARE_METATYPE(deploy::StepState)
