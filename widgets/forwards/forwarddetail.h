// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/spec.h"
#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"
#include "widgets/theme/surface.h"

#include <QPlainTextEdit>
#include <QPushButton>
#include <deque>

namespace widgets {

/// The latest latencies, oldest at the left, from 0 to the worst of them.
class Sparkline final : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(const Theme &theme, QWidget *parent = nullptr);
    void setValues(std::deque<double> milliseconds);
    QSize sizeHint() const override { return {160, 40}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::deque<double> m_values;
};

/// "1.2 MB", in thousands.
QString bytesText(qint64 bytes);
/// One interruption in a line: when, how long, how many connections, why.
QString lossLine(const forward::Loss &loss);

/// What is known of one forward: its traffic, its latency, the raw words of its trouble, and what
/// it healed from.
class ForwardDetail final : public Surface {
    Q_OBJECT
public:
    explicit ForwardDetail(const Theme &theme, QWidget *parent = nullptr);
    /// An empty id: nothing is chosen.
    void setForward(const forward::Status &status, const QString &title,
                    std::deque<double> latencies);
    void setLedger(const std::vector<forward::Loss> &losses);
    /// Whether there is room for all of it; who asked for more or less has it as asked.
    void suggest(bool more);
    /// Whether some tab shows this forward.
    void setOpens(bool opens) { m_open->setEnabled(opens); }
    /// Whether it may be paused by hand; what is paused may always be resumed.
    void setPausable(bool pausable);

signals:
    void openWanted();
    void otherPortWanted();
    void restartWanted();
    void pauseWanted(bool pause); ///< false: resume

private:
    void showDeeds();

    Label *m_title, *m_traffic;
    MarkIcon *m_icon;
    Sparkline *m_line;
    QPlainTextEdit *m_words;
    QPushButton *m_open, *m_copy, *m_otherPort, *m_restart, *m_pause, *m_more;
    forward::State m_state = forward::State::Off;
    bool m_asked = false, m_pausable = true;
    QString m_local, m_trouble, m_losses;
    void write(QString &part, const QString &text);
};

} // namespace widgets
