// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/log/logview.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = 16, above = 10;
constexpr std::chrono::milliseconds frame(16);
constexpr std::size_t slice = 20'000; ///< lines that a filter looks at in one turn
constexpr int mostCopied = 10'000;

} // namespace

bool LogFilter::shows(const LogLine &line) const
{
    return line.level >= level && (source.isEmpty() || line.source == source)
           && (text.isEmpty() || line.text.contains(text, Qt::CaseInsensitive));
}

LogView::LogView(const Theme &theme, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_theme(theme)
{
    setFrameShape(NoFrame);
    setAccessibleName(tr("Log"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setAutoFillBackground(false);
    m_frame.setSingleShot(true);
    m_frame.setInterval(frame);
    connect(&m_frame, &QTimer::timeout, this, &LogView::takeArrived);
    connect(&m_slice, &QTimer::timeout, this, &LogView::filterSome);
    connect(&theme, &Theme::changed, this, &LogView::refresh);
}

void LogView::add(const LogLine &line)
{
    m_arrived.push_back(line);
    if (!m_frame.isActive())
        m_frame.start();
}

/// A flood of lines is one repaint a frame.
void LogView::takeArrived()
{
    for (LogLine &one : m_arrived)
        take(std::move(one));
    m_arrived.clear();
    refresh();
    emit changed();
}

void LogView::take(LogLine line)
{
    if (!m_filter.isEmpty() && m_filter.shows(line))
        m_matching.push_back(m_dropped + m_lines.size());
    m_lines.push_back(std::move(line));
    if (m_lines.size() <= bound)
        return;
    m_lines.pop_front();
    ++m_dropped;
    m_unseen -= m_unseen > 0 ? 1 : 0;
    if (!m_matching.empty() && m_matching.front() < m_dropped)
        m_matching.pop_front();
}

void LogView::clear()
{
    m_arrived.clear();
    m_dropped += m_lines.size();
    m_lines.clear();
    m_matching.clear();
    m_unseen = 0;
    refresh();
    emit changed();
}

void LogView::setFilter(const LogFilter &filter)
{
    if (filter == m_filter)
        return;
    takeArrived();
    m_filter = filter;
    m_matching.clear();
    m_from = m_to = -1;
    m_unseen = filter.isEmpty() ? 0 : m_lines.size();
    if (m_unseen > 0)
        m_slice.start();
    filterSome();
}

void LogView::filterSome()
{
    const std::size_t until = m_unseen > slice ? m_unseen - slice : 0;
    for (; m_unseen > until; --m_unseen) {
        if (m_filter.shows(m_lines[m_unseen - 1]))
            m_matching.push_front(m_dropped + m_unseen - 1);
    }
    if (m_unseen == 0)
        m_slice.stop();
    refresh();
    emit changed();
}

std::size_t LogView::size() const
{
    return std::min(bound, m_lines.size() + m_arrived.size());
}

int LogView::shown() const
{
    return static_cast<int>(m_filter.isEmpty() ? m_lines.size() : m_matching.size());
}

void LogView::setFollows(bool follows)
{
    if (follows == m_follows)
        return;
    m_follows = follows;
    emit followsChanged(follows);
    refresh();
}

const LogLine &LogView::line(int row) const
{
    const auto index = static_cast<std::size_t>(row);
    return m_filter.isEmpty() ? m_lines[index] : m_lines[m_matching[index] - m_dropped];
}

QString LogView::copied() const
{
    const bool chosen = m_from >= 0;
    const int first = chosen ? std::min(m_from, m_to) : std::max(0, shown() - mostCopied);
    const int last = std::min(chosen ? std::max(m_from, m_to) : shown() - 1, shown() - 1);
    QString text;
    for (int row = first; row <= last; ++row) {
        const LogLine &one = line(row);
        text += one.time + u"  "_s + one.source + u"  "_s + one.text + u'\n';
    }
    return text;
}

void LogView::refresh()
{
    const int height = QFontMetrics(m_theme.mono(13)).height() + 3;
    const int page = std::max(1, (viewport()->height() - 2 * above) / height);
    m_moving = true;
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, std::max(0, shown() - page));
    if (m_follows)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_moving = false;
    setAccessibleDescription(emptyWords());
    viewport()->update();
}

/// Why no line is shown; "" when one is.
QString LogView::emptyWords() const
{
    if (shown() > 0)
        return {};
    return m_lines.empty() ? tr("Nothing was said yet.")
           : isFiltering() ? tr("Looking for lines that fit…")
                           : tr("No line fits the filter.");
}

void LogView::scrollContentsBy(int, int)
{
    if (!m_moving)
        setFollows(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
    viewport()->update();
}

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    refresh();
}

int LogView::rowAt(int y) const
{
    const int height = QFontMetrics(m_theme.mono(13)).height() + 3;
    const int row = verticalScrollBar()->value() + (y - above) / height;
    return row < shown() ? row : shown() - 1;
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    const int row = rowAt(static_cast<int>(event->position().y()));
    if (!event->modifiers().testFlag(Qt::ShiftModifier) || m_from < 0)
        m_from = row;
    m_to = row;
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    m_to = rowAt(static_cast<int>(event->position().y()));
    viewport()->update();
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(copied());
    } else if (event->matches(QKeySequence::SelectAll)) {
        m_from = 0;
        m_to = shown() - 1;
        viewport()->update();
    } else if (event->key() == Qt::Key_End) {
        setFollows(true);
    } else if (event->key() == Qt::Key_Home) {
        verticalScrollBar()->setValue(0);
    } else {
        QAbstractScrollArea::keyPressEvent(event);
    }
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
    int y = above;
    for (int row = verticalScrollBar()->value(); row < end; ++row) {
        const LogLine &one = line(row);
        const int source = margin + 14 * letter;
        const int text = source + 8 * letter;
        if (m_from >= 0 && row >= std::min(m_from, m_to) && row <= std::max(m_from, m_to))
            painter.fillRect(QRect(0, y, viewport()->width(), height),
                             m_theme.color(Token::Current));
        painter.setPen(m_theme.color(Token::Mute));
        painter.drawText(QRect(margin, y, 14 * letter, height), Qt::AlignVCenter, one.time);
        painter.drawText(QRect(source, y, 8 * letter, height), Qt::AlignVCenter, one.source);
        painter.setPen(m_theme.color(one.level == LogLevel::Error     ? Token::Bad
                                     : one.level == LogLevel::Warning ? Token::Warn
                                                                      : Token::SoftInk));
        const int room = viewport()->width() - text - margin;
        painter.drawText(QRect(text, y, room, height), Qt::AlignVCenter,
                         metrics.elidedText(one.text.left(1000), Qt::ElideRight, room));
        y += height;
    }
    if (const QString none = emptyWords(); !none.isEmpty()) {
        painter.setPen(m_theme.color(Token::Mute));
        painter.drawText(QRect(margin, above, viewport()->width(), height), Qt::AlignVCenter, none);
    }
}

} // namespace widgets
