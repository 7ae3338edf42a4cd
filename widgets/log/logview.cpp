// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/log/logview.h"

#include <QPainter>
#include <QScrollBar>
#include <QTimer>

namespace widgets {

namespace {

constexpr int margin = 16;

} // namespace

LogView::LogView(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
{
    setFrameShape(NoFrame);
    setAccessibleName(tr("Log"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    connect(&theme, &Theme::changed, this, &LogView::refresh);
}

void LogView::add(const LogLine &line)
{
    m_lines.push_back(line);
    if (!m_filter.isEmpty() && line.source == m_filter)
        m_matching.push_back(m_dropped + m_lines.size() - 1);
    if (m_lines.size() > bound) {
        m_lines.pop_front();
        ++m_dropped;
        if (!m_matching.empty() && m_matching.front() < m_dropped)
            m_matching.pop_front();
    }
    // A flood of lines is one repaint.
    if (m_pending)
        return;
    m_pending = true;
    QTimer::singleShot(0, this, &LogView::refresh);
}

void LogView::clear()
{
    m_dropped += m_lines.size();
    m_lines.clear();
    m_matching.clear();
    refresh();
}

void LogView::setFilter(const QString &source)
{
    m_filter = source;
    m_matching.clear();
    for (std::size_t i = 0; !source.isEmpty() && i < m_lines.size(); ++i) {
        if (m_lines[i].source == source)
            m_matching.push_back(m_dropped + i);
    }
    refresh();
}

int LogView::shown() const
{
    return static_cast<int>(m_filter.isEmpty() ? m_lines.size() : m_matching.size());
}

const LogLine &LogView::line(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return m_filter.isEmpty() ? m_lines[index] : m_lines[m_matching[index] - m_dropped];
}

void LogView::refresh()
{
    m_pending = false;
    const int height = QFontMetrics(m_theme.mono(13)).height() + 3;
    const int page = std::max(1, (viewport()->height() - 20) / height);
    const bool follows = m_follows;
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, shown() - page));
    if (follows)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_follows = follows;
    viewport()->update();
}

void LogView::scrollContentsBy(int, int)
{
    m_follows = verticalScrollBar()->value() >= verticalScrollBar()->maximum();
    viewport()->update();
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    refresh();
}

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), m_theme.color(Token::Terminal));
    painter.setFont(m_theme.mono(13));
    const QFontMetrics metrics = painter.fontMetrics();
    const int height = metrics.height() + 3;
    const int letter = metrics.horizontalAdvance(u'0');
    const int end =
        std::min(shown(), verticalScrollBar()->value() + viewport()->height() / height + 1);
    int y = 10;
    for (int row = verticalScrollBar()->value(); row < end; ++row) {
        const LogLine &one = line(row);
        const int source = margin + 14 * letter;
        const int text = source + 8 * letter;
        painter.setPen(m_theme.color(Token::Mute));
        painter.drawText(QRect(margin, y, 14 * letter, height), Qt::AlignVCenter, one.time);
        painter.drawText(QRect(source, y, 8 * letter, height), Qt::AlignVCenter, one.source);
        painter.setPen(m_theme.color(Token::SoftInk));
        const int room = viewport()->width() - text - margin;
        painter.drawText(QRect(text, y, room, height), Qt::AlignVCenter,
                         metrics.elidedText(one.text, Qt::ElideRight, room));
        y += height;
    }
    if (shown() == 0) {
        painter.setPen(m_theme.color(Token::Mute));
        painter.drawText(QRect(margin, 10, viewport()->width(), height), Qt::AlignVCenter,
                         tr("Nothing was said yet."));
    }
}

} // namespace widgets
