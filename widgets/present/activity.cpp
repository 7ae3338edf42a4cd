// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/activity.h"

#include <QPainter>

namespace widgets {

namespace {

constexpr int kept = 200;
constexpr int margin = 16;

} // namespace

Activity::Activity(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Back, {}, {}, 0, 1, false, Qt::TopEdge}, parent)
{
    setAccessibleName(tr("What happened"));
}

void Activity::add(const QString &time, const QString &text)
{
    m_lines << time + u"  " + text.simplified();
    if (m_lines.size() > kept)
        m_lines.removeFirst();
    setAccessibleDescription(m_lines.last());
    update();
}

void Activity::clear()
{
    m_lines.clear();
    update();
}

QSize Activity::sizeHint() const
{
    return {400, static_cast<int>(96 * theme().scale())};
}

void Activity::paintEvent(QPaintEvent *event)
{
    Surface::paintEvent(event);
    QPainter painter(this);
    painter.setFont(theme().mono(13));
    const int line = painter.fontMetrics().height() + 5;
    const int room = std::max(1, (height() - 16) / line);
    const auto shown = m_lines.mid(std::max<qsizetype>(0, m_lines.size() - room));
    int y = 9;
    for (const QString &text : shown) {
        painter.setPen(theme().color(&text == &shown.last() ? Token::SoftInk : Token::Mute));
        painter.drawText(QRect(margin, y, width() - 2 * margin, line),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight,
                                                          width() - 2 * margin));
        y += line;
    }
}

} // namespace widgets
