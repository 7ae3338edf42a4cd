// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/deploy/rowmodel.h"
#include "widgets/log/logview.h"
#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

#include <QListView>
#include <QPushButton>

namespace widgets {

/// Deploy mode: the phases at the left, the steps of the chosen one and the log at the right.
class DeployPane final : public QWidget {
    Q_OBJECT
public:
    explicit DeployPane(const Theme &theme, QWidget *parent = nullptr);

    void setPhases(std::vector<PhaseRow> phases);
    void setSteps(const QString &title, const std::vector<StepRow> &steps);
    LogView &log() { return *m_log; }
    /// Which buttons do something now, and what the main one says.
    void setActions(const QString &start, bool canStart, bool canCancel);
    void setLocked(bool locked); ///< while a show is on nothing is deployed by accident
    /// A sentence below the phases: how it ended, or what to do.
    void setRemark(const QString &text, Mark mark);
    QString chosenPhase() const; ///< "": the run decides

signals:
    void start();
    void cancel();
    void phaseChosen(const QString &id);

private:
    RowModel m_phases, m_steps;
    RowDelegate m_phaseDelegate, m_stepDelegate;
    QListView *m_phaseView;
    QListView *m_stepView;
    Label *m_stepTitle;
    Label *m_logTitle;
    LogView *m_log;
    QPushButton *m_start;
    QPushButton *m_cancel;
    MarkIcon *m_remarkIcon;
    Label *m_remark;
    bool m_canStart = false;
    bool m_locked = false;
};

} // namespace widgets
