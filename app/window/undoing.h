// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/hands.h"
#include "backend/deploy/plan.h"
#include "backend/show/changes.h"
#include "widgets/present/values.h"

namespace app {

/// Takes back what a cue has changed, with the operation that the cue declares: the newest change
/// first, and only when somebody asks. The playhead stays where it is.
class Undoing final : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    Undoing(Session &session, Hands &hands, QObject *parent = nullptr);

    show::Changes &changes() { return m_changes; }
    const show::Changes &changes() const { return m_changes; }
    /// The cue that would be taken back now, "" for none.
    QString offered() const { return m_changes.newest(); }
    const QString &running() const { return m_running; } ///< "" while none is
    /// Begins with the one that is offered, when none runs.
    void start();
    void stop();
    /// What the window shows of it. FREE: nothing else runs.
    widgets::UndoValue value(bool armed, bool free) const;

signals:
    /// OUTCOME is "running", and later "done", "failed" or "cancelled" (commands.md, shows).
    void changed(const QString &cue, const QString &operation, const QString &outcome,
                 const QString &why, std::chrono::milliseconds took);

private:
    QString operation(const QString &cue) const;
    const deploy::Plan *plan(const QString &cue) const;
    void over(const core::Outcome &outcome);
    QString cost(const QString &cue) const;

    Session &m_session;
    Hands &m_hands;
    show::Changes m_changes;
    QString m_running, m_failed, m_why, m_tip; ///< the cues, and what became of the undo
    std::chrono::milliseconds m_began{0};
    mutable QString m_planned; ///< the cue that m_plan is about
    mutable std::optional<deploy::Plan> m_plan;
    mutable bool m_known = false; ///< its times come from this machine's history
};

/// A step's failure as one reads it at a glance: "TITLE: what it means", else what came back. Pure.
QString plainly(const QString &why);
/// "undone in 4.2 s; the playhead stays", or what failed and what to do next. Pure.
QString undoWords(const QString &cue, const QString &outcome, const QString &why,
                  std::chrono::milliseconds took);

} // namespace app
