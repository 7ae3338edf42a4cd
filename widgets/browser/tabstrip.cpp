// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/tabstrip.h"

#include "widgets/theme/scaled.h"

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

QString TabStrip::withKey(int key) const
{
    for (const TabValue &tab : m_tabs) {
        if (key > 0 && tab.key == key)
            return tab.id;
    }
    return {};
}

QSize TabStrip::sizeHint() const
{
    return {600, static_cast<int>(46 * m_theme.scale())};
}

TabStrip::Sizing TabStrip::sizing() const
{
    // The faces grow with the theme by themselves.
    constexpr Sizing sizes[] = {{14, 12, 11, 13, 10}, {13, 11, 11, 9, 7}, {12, 11, 10, 6, 5}};
    Sizing out{};
    for (const Sizing &one : sizes) {
        out = {one.title, one.badge, one.key, scaled(m_theme, one.margin),
               scaled(m_theme, one.gap)};
        if (wanted(out) <= width())
            return out;
    }
    return out;
}

int TabStrip::keyWide() const
{
    return scaled(m_theme, 18);
}

int TabStrip::nativeGap() const
{
    return scaled(m_theme, 20);
}

int TabStrip::wanted(const TabValue &tab, const Sizing &size) const
{
    const QFontMetrics title(m_theme.font(size.title, QFont::DemiBold)),
        badge(m_theme.font(size.badge, QFont::Bold));
    int out = 2 * size.margin + title.horizontalAdvance(tab.title) + 2;
    if (tab.key > 0)
        out += keyWide() + size.gap;
    if (!tab.badge.isEmpty())
        out += badge.horizontalAdvance(tab.badge) + scaled(m_theme, 14) + size.gap;
    return out;
}

int TabStrip::wanted(const Sizing &size) const
{
    int out = 0;
    for (const TabValue &tab : m_tabs)
        out += wanted(tab, size) + (tab.native ? nativeGap() : 0);
    return out;
}

/// As wide as each wants; all narrower where even the smallest size has no room.
std::vector<QRect> TabStrip::places(const Sizing &size) const
{
    const int total = wanted(size);
    const double factor = total > width() ? static_cast<double>(width()) / total : 1.0;
    std::vector<QRect> out;
    double x = 0;
    for (const TabValue &tab : m_tabs) {
        if (tab.native)
            x += nativeGap() * factor;
        const double next = x + wanted(tab, size) * factor;
        out.emplace_back(static_cast<int>(x), 0, static_cast<int>(next) - static_cast<int>(x),
                         height());
        x = next;
    }
    return out;
}

int TabStrip::at(const QPoint &point) const
{
    const std::vector<QRect> boxes = places(sizing());
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
    const Sizing size = sizing();
    const std::vector<QRect> boxes = places(size);
    bool cut = false;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const TabValue &tab = m_tabs[i];
        const QRect box = boxes[i];
        const bool current = tab.id == m_current;
        if (current) {
            painter.fillRect(box, m_theme.color(Token::Raised));
            painter.fillRect(QRect(box.left(), box.bottom() - 2, box.width(), 3),
                             m_theme.color(Token::Accent));
        }
        int left = box.left() + size.margin, right = box.right() - size.margin;
        if (tab.key > 0) {
            const QRectF key(left + 0.5, box.center().y() + 0.5 - keyWide() / 2.0, keyWide() - 1,
                             keyWide() - 1);
            painter.setPen(m_theme.color(Token::Line));
            painter.drawRoundedRect(key, 4, 4);
            painter.setFont(m_theme.mono(size.key, QFont::DemiBold));
            painter.setPen(m_theme.color(Token::Mute));
            painter.drawText(key, Qt::AlignCenter, QString::number(tab.key));
            left += keyWide() + size.gap;
        }
        if (!tab.badge.isEmpty()) {
            painter.setFont(m_theme.font(size.badge, QFont::Bold));
            const int wide =
                painter.fontMetrics().horizontalAdvance(tab.badge) + scaled(m_theme, 14);
            const int high = scaled(m_theme, 20);
            const QRectF pill(right - wide, box.center().y() + 0.5 - high / 2.0, wide, high);
            QPainterPath shape;
            shape.addRoundedRect(pill, high / 2.0, high / 2.0);
            const bool quiet = tab.mark == Mark::Idle || tab.mark == Mark::Good;
            painter.fillPath(shape, m_theme.color(quiet ? Token::RowLine : tokenOf(tab.mark)));
            if (quiet)
                painter.strokePath(shape, m_theme.color(Token::Line));
            painter.setPen(m_theme.color(quiet ? Token::Ink : Token::OnAccent));
            painter.drawText(pill, Qt::AlignCenter, tab.badge);
            right -= wide + size.gap;
        }
        painter.setFont(m_theme.font(size.title, QFont::DemiBold));
        painter.setPen(m_theme.color(current ? Token::Ink : Token::Mute));
        const QRect place(left, box.top(), std::max(0, right - left), box.height());
        const QString title =
            painter.fontMetrics().elidedText(tab.title, Qt::ElideRight, place.width());
        cut = cut || title != tab.title;
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, title);
        painter.setPen(m_theme.color(Token::Line));
        painter.drawLine(box.topRight(), box.bottomRight());
    }
    painter.setPen(m_theme.color(Token::Line));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    setProperty("cut", cut);
}

void TabStrip::mousePressEvent(QMouseEvent *event)
{
    choose(at(event->position().toPoint()));
}

void TabStrip::choose(int index)
{
    if (index >= 0 && index < static_cast<int>(m_tabs.size()))
        emit chosen(m_tabs[static_cast<std::size_t>(index)].id);
}

void TabStrip::setKeys(const QStringList &keys)
{
    m_keys = keys;
}

std::vector<Choice> TabStrip::choices() const
{
    const std::vector<QRect> boxes = places(sizing());
    std::vector<Choice> out;
    for (std::size_t i = 0; i < m_tabs.size(); ++i) {
        const TabValue &tab = m_tabs[i];
        out.push_back({tab.badge.isEmpty() ? tab.title : QString(tab.title + u' ' + tab.badge),
                       tab.key > 0 ? m_keys.value(tab.key - 1) : QString(), boxes[i],
                       tab.id == m_current});
    }
    return out;
}

bool TabStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const int index = at(help->pos()); index >= 0) {
        const Choice one = choices()[static_cast<std::size_t>(index)];
        QToolTip::showText(help->globalPos(),
                           one.keys.isEmpty() ? one.name : QString(one.name + u" – "_s + one.keys),
                           this);
    }
    return true;
}

} // namespace widgets
