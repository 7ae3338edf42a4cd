// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/performance.h"
#include "widgets/evidence/evidencepane.h"
#include "widgets/present/presentpane.h"

#include <QTimer>

namespace app {

/// Shows a performance on the Present and Evidence panes and carries the buttons to it.
class Presenter final : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    Presenter(Performance &show, widgets::PresentPane &present, widgets::EvidencePane &evidence,
              QObject *parent = nullptr);

    void refresh();
    void go(widgets::GoSource source);
    void say(const QString &text); ///< into the lines of what happened

private:
    void connectButtons();
    void showGo(const show::Conditions &conditions, const QString &trouble);
    void showNotes();
    void showBadges();
    void turnTo(const QString &tab);

    Performance &m_show;
    widgets::PresentPane &m_present;
    widgets::EvidencePane &m_evidence;
    QTimer m_beat;
    bool m_dirty = true;
};

} // namespace app
