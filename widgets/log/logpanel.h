// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/log/logview.h"
#include "widgets/theme/label.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QToolButton>

namespace widgets {

/// The log with its bar: level, step and text, follow, copy; and beside the log what is behind
/// the chosen step.
class LogPanel final : public QWidget {
    Q_OBJECT
public:
    explicit LogPanel(const Theme &theme, QWidget *parent = nullptr);

    LogView &view() { return *m_view; }
    /// One step's lines alone; "" shows all.
    void setStep(const QString &step);
    QString step() const { return m_view->filter().source; }
    /// What is behind the chosen step: manifest, values, command, attempts. "" : no step is chosen.
    void setBehind(const QString &text);
    bool showsBehind() const { return m_behindButton->isChecked(); }

private:
    void filter();
    void copy();
    void showBehind(bool on);

    const Theme &m_theme;
    LogView *m_view;
    QPlainTextEdit *m_behind;
    QStackedWidget *m_stack;
    QComboBox *m_level;
    QLineEdit *m_text;
    QToolButton *m_step;
    QToolButton *m_follow;
    QToolButton *m_copy;
    QToolButton *m_behindButton;
};

} // namespace widgets
