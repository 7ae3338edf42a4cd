// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QAbstractScrollArea>
#include <deque>

namespace widgets {

struct LogLine {
    QString time, source, text;
};

/// A bounded log: draws only what is on screen, follows the end until somebody scrolls up, and
/// shows only the lines of one source when asked to.
class LogView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr std::size_t bound = 1'000'000;
    explicit LogView(const Theme &theme, QWidget *parent = nullptr);

    void add(const LogLine &line);
    void clear();
    void setFilter(const QString &source); ///< "" shows all
    QString filter() const { return m_filter; }
    std::size_t size() const { return m_lines.size(); }
    int shown() const;
    bool follows() const { return m_follows; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    const LogLine &line(int row) const;
    void refresh();

    const Theme &m_theme;
    std::deque<LogLine> m_lines;
    std::deque<std::size_t>
        m_matching; ///< numbers of lines since the first one ever, when filtered
    std::size_t m_dropped = 0;
    QString m_filter;
    bool m_follows = true;
    bool m_pending = false;
};

} // namespace widgets
