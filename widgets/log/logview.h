// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QAbstractScrollArea>
#include <QTimer>
#include <deque>

namespace widgets {

enum class LogLevel { Info, Warning, Error };

struct LogLine {
    QString time, source, text;
    LogLevel level = LogLevel::Info;
};

/// Which lines are shown: of one source, at least so loud, with a text in them. Empty shows all.
struct LogFilter {
    QString source = {}, text = {};
    LogLevel level = LogLevel::Info;
    bool shows(const LogLine &line) const;
    bool isEmpty() const { return source.isEmpty() && text.isEmpty() && level == LogLevel::Info; }
    friend bool operator==(const LogFilter &, const LogFilter &) = default;
};

/// A bounded log: draws only what is on screen, takes what arrived once a frame, follows the end
/// until somebody scrolls up. A new filter is worked through in slices, the newest lines first, so
/// that no turn of the event loop grows with the log.
class LogView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr std::size_t bound = 1'000'000;
    explicit LogView(const Theme &theme, QWidget *parent = nullptr);

    void add(const LogLine &line);
    void clear();
    void setFilter(const LogFilter &filter);
    const LogFilter &filter() const { return m_filter; }
    std::size_t size() const;
    int shown() const;
    bool follows() const { return m_follows; }
    void setFollows(bool follows);
    bool isFiltering() const { return m_unseen > 0; }
    /// The chosen lines, else all that are shown (the last 10,000), as text.
    QString copied() const;

signals:
    void followsChanged(bool follows);
    void changed(); ///< more or other lines are shown

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const LogLine &line(int row) const;
    QString emptyWords() const;
    void takeArrived();
    void take(LogLine line);
    void filterSome();
    void refresh();
    int rowAt(int y) const;

    const Theme &m_theme;
    std::vector<LogLine> m_arrived;
    std::deque<LogLine> m_lines;
    std::deque<std::size_t> m_matching; ///< numbers of lines since the first one ever, if filtered
    std::size_t m_dropped = 0;
    std::size_t m_unseen = 0; ///< the filter has still to look at the lines before this index
    LogFilter m_filter;
    QTimer m_frame, m_slice;
    int m_from = -1, m_to = -1; ///< chosen rows
    bool m_follows = true;
    bool m_moving = false; ///< the view itself moves the scroll bar
};

} // namespace widgets
