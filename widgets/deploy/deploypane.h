// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/deploy/rowmodel.h"
#include "widgets/log/logpanel.h"
#include "widgets/preflight/preflightpane.h"
#include "widgets/secrets/secretspane.h"
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
    LogView &log() { return m_log->view(); }
    LogPanel &logPanel() { return *m_log; }
    PreflightPane &preflight() { return *m_preflight; }
    SecretsPane &secrets() { return *m_secrets; }
    enum View { Steps, Preflight, Keys };
    void setView(View view);
    View view() const { return static_cast<View>(m_stack->currentIndex()); }
    /// Which buttons do something now, and what the main one says.
    void setActions(const QString &start, bool canStart, bool canCancel);
    /// What else can be done while a run is on, or after it.
    struct Also {
        bool running = false, paused = false, canRetry = false, canFrom = false;
    };
    void setAlso(const Also &also);
    /// WHY nothing is deployed from here, by accident or at all; "": it is.
    void setLocked(const QString &why);
    /// A sentence below the phases: how it ended, or what to do.
    void setRemark(const QString &text, Mark mark);
    QString chosenPhase() const; ///< "": the run decides
    QString chosenStep() const;  ///< "": none

signals:
    void start();
    void cancel();
    void pause(bool on);
    void retry(const QString &step); ///< "": whichever has failed
    void from(const QString &phase);
    void phaseChosen(const QString &id);
    void stepChosen(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *left(const Theme &theme);
    void fit();
    void connectAll();
    void showButtons();

    const Theme &m_theme;
    Surface *m_left = nullptr;
    RowModel m_phases, m_steps;
    RowDelegate m_phaseDelegate, m_stepDelegate;
    QListView *m_phaseView;
    QListView *m_stepView;
    Label *m_stepTitle;
    LogPanel *m_log;
    PreflightPane *m_preflight;
    SecretsPane *m_secrets;
    QStackedWidget *m_stack;
    QPushButton *m_checks;
    QPushButton *m_keys;
    QPushButton *m_start;
    QPushButton *m_pause;
    QPushButton *m_retry;
    QPushButton *m_from;
    QPushButton *m_cancel;
    MarkIcon *m_remarkIcon;
    Label *m_remark;
    Also m_also;
    QString m_stepWanted; ///< kept while other steps are shown
    bool m_canStart = false;
    bool m_locked = false;
};

} // namespace widgets
