// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/action.h"
#include "backend/deploy/holdwatch.h"
#include "backend/deploy/plan.h"

namespace deploy {

/// One step from its first look to its last: done_when? – act – done_when again until it holds or
/// the time is up. Cancelled it leaves nothing running.
class StepRun final : public core::Task {
    Q_OBJECT
public:
    /// STEP and SERVICES outlive it.
    StepRun(const PlanStep &step, const Services &services, QObject *parent = nullptr);

    bool already() const { return m_already; }
    int attempts() const { return m_attempts; }
    const QString &note() const { return m_note; } ///< what the first look saw missing or different

signals:
    /// What it waits for: the cluster's own words where they are known, else its own.
    void waiting(const deploy::Hold &hold);
    void toolStarted(qint64 pid, qint64 startTicks);
    /// An attempt of its action failed and another follows.
    void attemptFailed(int attempt, const core::Fault &fault);

protected:
    void run() override;
    void halt() override;

private:
    bool onlyLooks() const;
    bool isCheck() const;
    void look();
    void firstLook(const Finding &finding);
    bool looksOnAfter(const Finding &finding) const;
    void act();
    void actionEnded(const core::Outcome &outcome);
    void verify();
    void lookedAgain(const Finding &finding);
    void saw(const QString &what);
    void held(std::optional<Hold> hold);
    std::chrono::milliseconds pause() const;
    void expire();
    void end(core::Outcome outcome);
    void endWhenIdle();

    const PlanStep &m_step;
    const Services &m_services;
    Prober m_prober;
    std::unique_ptr<Action> m_action;
    std::unique_ptr<QObject> m_context = std::make_unique<QObject>();
    std::optional<core::Outcome> m_ending;
    HoldWatch m_watch;
    std::optional<Hold> m_hold;
    QString m_saw, m_note;
    std::chrono::milliseconds m_begin{0};
    bool m_already = false;
    bool m_expired = false;
    int m_attempts = 0;
};

/// How long to wait before looking again at what has been waited for since AGE: a small part of
/// it, so that looking adds little to how long things take, and SLOWEST at most.
std::chrono::milliseconds lookPause(std::chrono::milliseconds age,
                                    std::chrono::milliseconds slowest);
/// Whether a step's action may run again after this fault.
bool worthAnotherAttempt(const core::Fault &fault, int attempts);

} // namespace deploy
