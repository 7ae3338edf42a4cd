// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/session.h"
#include "app/window/readiness.h"
#include "app/window/takeover.h"
#include "backend/deploy/deployjournal.h"
#include "backend/deploy/survey.h"
#include "widgets/deploy/deploypane.h"

#include <QPointer>
#include <QTimer>

namespace app {

/// Runs one plan after the other on the session and shows it on the pane. Signals only; nothing
/// waits.
class Deployer final : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    Deployer(Session &session, widgets::DeployPane &pane, QObject *parent = nullptr);
    ~Deployer() override;

    /// Looks at what is there already; changes nothing.
    void survey();
    /// What older scripts left is named first, and nothing begins before somebody has agreed.
    void deploy();
    void reset();
    void deployFrom(const QString &phase);
    /// A failed step once more: within the run, or by another one.
    void retry(const QString &step);
    void cancel();
    Readiness &readiness() { return m_readiness; }
    bool running() const { return m_task != nullptr; }
    /// "Phase 07 of 10", how far, and how much longer.
    QString summary() const;
    std::chrono::milliseconds elapsed() const;
    std::chrono::milliseconds remaining() const;

signals:
    void surveyed(bool complete); ///< every step is done already
    void finished(const QString &plan, const core::Outcome &outcome);
    void changed();

private:
    void startPressed();
    void lookBefore(const core::Result<deploy::Plan> &plan);
    void leave(const QString &text, widgets::Mark mark);
    void begin(deploy::Plan plan);
    core::Result<deploy::Plan> deployPlan(const deploy::PlanFlags &flags) const;
    void say(const QString &step, const QString &text);
    void showBehind();
    void showButtons();
    void tellDesktop(const core::Outcome &outcome);
    void sweep(deploy::Plan plan);
    void start(deploy::Plan plan);
    void follow(deploy::Run &run);
    void over(const core::Outcome &outcome);
    void show();
    const deploy::Plan *plan() const;
    const deploy::Reports *reports() const;
    QString currentPhase() const;

    Session &m_session;
    widgets::DeployPane &m_pane;
    std::unique_ptr<core::Task> m_task;
    std::unique_ptr<deploy::DeployJournal> m_journal;
    deploy::Run *m_run = nullptr;
    deploy::Plan m_shownPlan;
    deploy::Reports m_shownReports;
    std::chrono::milliseconds m_elapsed{0};
    QMap<QString, QStringList> m_attempts; ///< of this window's runs, by step
    QTimer m_beat;
    Readiness m_readiness;
    Takeover m_takeover;
};

} // namespace app
