// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/tabstrip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace widgets {

using namespace Qt::StringLiterals;

TabStrip::TabStrip(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Tabs of the stage"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void TabStrip::setTabs(const std::vector<TabValue> &tabs)
{
    m_tabs = tabs;
    update();
}

void TabStrip::setBadge(const QString &id, const QString &badge, Mark mark)
{
    for (TabValue &tab : m_tabs) {
        if (tab.id != id || (tab.badge == badge && tab.mark == mark))
            continue;
        tab.badge = badge;
        tab.mark = mark;
        update();
    }
}

void TabStrip::setCurrent(const QString &id)
{
    m_current = id;
    for (const TabValue &tab : m_tabs) {
        if (tab.id == id)
            setAccessibleDescription(tab.title);
    }
    update();
}

QSize TabStrip::sizeHint() const
{
    return {600, static_cast<int>(46 * m_theme.scale())};
}

/// As wide as the title wants; all narrower when there is not enough room.
std::vector<QRect> TabStrip::places() const
{
    const QFontMetrics title(m_theme.font(14, QFont::DemiBold)),
        small(m_theme.font(12, QFont::Bold));
    std::vector<int> widths;
    int total = 0;
    for (const TabValue &tab : m_tabs) {
        const int badge = tab.badge.isEmpty() ? 0 : small.horizontalAdvance(tab.badge) + 24;
        widths.push_back(title.horizontalAdvance(tab.title) + 26 + 28 + badge);
        total += widths.back() + (tab.native ? 20 : 0);
    }
    const double factor = total > width() ? static_cast<double>(width()) / total : 1.0;
    std::vector<QRect> out;
    double x = 0;
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        if (m_tabs[i].native)
            x += 20 * factor;
        const double next = x + widths[i] * factor;
        out.emplace_back(static_cast<int>(x), 0, static_cast<int>(next) - static_cast<int>(x),
                         height());
        x = next;
    }
    return out;
}

int TabStrip::at(const QPoint &point) const
{
    const std::vector<QRect> boxes = places();
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].contains(point))
            return static_cast<int>(i);
    }
    return -1;
}

void TabStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_theme.color(Token::Panel));
    const std::vector<QRect> boxes = places();
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const TabValue &tab = m_tabs[i];
        const QRect box = boxes[i];
        const bool current = tab.id == m_current;
        if (current) {
            painter.fillRect(box, m_theme.color(Token::Raised));
            painter.fillRect(QRect(box.left(), box.bottom() - 2, box.width(), 3),
                             m_theme.color(Token::Accent));
        }
        int left = box.left() + 12, right = box.right() - 12;
        if (tab.key > 0) {
            const QRectF key(left + 0.5, box.center().y() - 8.5, 17, 17);
            painter.setPen(m_theme.color(Token::Line));
            painter.drawRoundedRect(key, 4, 4);
            painter.setFont(m_theme.mono(11, QFont::DemiBold));
            painter.setPen(m_theme.color(Token::Mute));
            painter.drawText(key, Qt::AlignCenter, QString::number(tab.key));
            left += 26;
        }
        if (!tab.badge.isEmpty()) {
            painter.setFont(m_theme.font(12, QFont::Bold));
            const int wide = painter.fontMetrics().horizontalAdvance(tab.badge) + 16;
            const QRectF pill(right - wide, box.center().y() - 9.5, wide, 20);
            QPainterPath shape;
            shape.addRoundedRect(pill, 10, 10);
            const bool quiet = tab.mark == Mark::Idle || tab.mark == Mark::Good;
            painter.fillPath(shape, m_theme.color(quiet ? Token::Line : tokenOf(tab.mark)));
            painter.setPen(m_theme.color(quiet ? Token::Ink : Token::OnAccent));
            painter.drawText(pill, Qt::AlignCenter, tab.badge);
            right -= wide + 8;
        }
        painter.setFont(m_theme.font(14, QFont::DemiBold));
        painter.setPen(m_theme.color(current ? Token::Ink : Token::Mute));
        const QRect place(left, box.top(), std::max(0, right - left), box.height());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(tab.title, Qt::ElideRight,
                                                          place.width()));
        painter.setPen(m_theme.color(Token::Line));
        painter.drawLine(box.topRight(), box.bottomRight());
    }
    painter.setPen(m_theme.color(Token::Line));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

void TabStrip::mousePressEvent(QMouseEvent *event)
{
    const int index = at(event->position().toPoint());
    if (index >= 0)
        emit chosen(m_tabs[static_cast<std::size_t>(index)].id);
}

bool TabStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int index = at(help->pos());
    if (index >= 0)
        QToolTip::showText(help->globalPos(), m_tabs[static_cast<std::size_t>(index)].title, this);
    return true;
}

} // namespace widgets
