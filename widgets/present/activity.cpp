// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/activity.h"

#include "widgets/theme/label.h"
#include "widgets/theme/scaled.h"

#include <QMouseEvent>
#include <QPainter>

namespace widgets {

namespace {

constexpr int kept = 200;
constexpr int side = 16, between = 5;

} // namespace

Activity::Activity(const Theme &theme, QWidget *parent)
    : Surface(theme, {Token::Back, {}, {}, 0, 1, false, Qt::TopEdge}, parent)
{
    setAccessibleName(tr("What happened"));
    setCursor(Qt::PointingHandCursor);
    clear();
}

QString Activity::none()
{
    return tr("Nothing has happened yet.");
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
    setAccessibleDescription(none());
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
    const int margin = scaled(theme(), side), gap = scaled(theme(), between);
    const double wide = width() - 2 * margin;
    if (m_lines.isEmpty()) {
        painter.setPen(theme().color(Token::Mute));
        drawWrapped(painter, QRectF(margin, scaled(theme(), 9), wide, height()), none());
        return;
    }
    // As many of the last ones as there is room for, each whole; the very last one always.
    qsizetype first = m_lines.size();
    double room = height() - 14;
    while (first > 0) {
        room -= wrappedSize(painter.font(), m_lines[first - 1], wide).height() + gap;
        if (room < 0 && first < m_lines.size())
            break;
        --first;
    }
    double y = scaled(theme(), 9);
    for (qsizetype i = first; i < m_lines.size(); ++i) {
        const QString text = theme().drawn(m_lines[i]);
        const double high = wrappedSize(painter.font(), text, wide).height();
        painter.setPen(theme().color(i + 1 == m_lines.size() ? Token::SoftInk : Token::Mute));
        drawWrapped(painter, QRectF(margin, y, wide, high), text);
        y += high + gap;
    }
}

void Activity::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        emit clicked();
}

} // namespace widgets
