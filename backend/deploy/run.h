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
class Run final : public core::Task {
    Q_OBJECT
public:
    /// SERVICES outlives the run.
    Run(Plan plan, const Services &services, QObject *parent = nullptr);
    ~Run() override;

    const Plan &plan() const { return m_plan; }
    const Reports &reports() const { return m_reports; }
    Estimate estimate() const; ///< now
    std::chrono::milliseconds elapsed() const;

signals:
    void phaseChanged(const QString &phase, deploy::StepState state);
    void stepChanged(const QString &step, deploy::StepState state);
    void line(const QString &step, const QString &text);
    /// What a step waits for, in words, since when; again only when the words change.
    void waiting(const QString &step, const QString &what, const QDateTime &since);
    void toolStarted(const QString &step, qint64 pid, qint64 startTicks);

protected:
    void run() override;
    void halt() override;

private:
    void schedule();
    void startStep(std::size_t index);
    void stepEnded(std::size_t index, const core::Outcome &outcome);
    void setState(std::size_t index, StepState state);
    void note(std::size_t index, const QString &what);
    void endIfOver();
    QString redacted(const QString &text) const;

    Plan m_plan;
    const Services &m_services;
    Reports m_reports;
    std::map<std::size_t, std::unique_ptr<StepRun>> m_running;
    std::map<std::size_t, QString> m_waitingFor;
    std::chrono::milliseconds m_begin{0};
    std::optional<core::Fault> m_firstFault;
    Redaction m_redaction;
};

} // namespace deploy

Q_DECLARE_METATYPE(deploy::StepState)
