// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/mark.h"

#include "widgets/theme/scaled.h"

#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

/// Everything is drawn in a square of 16 × 16.
class Pencil {
public:
    Pencil(QPainter &painter, const QColor &color)
        : m_painter(painter)
        , m_color(color)
    {
    }
    void line(double width = 1.8)
    {
        m_painter.setPen(QPen(m_color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
    }
    void fill()
    {
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_color);
    }
    void hole(const QColor &color, double width = 1.9)
    {
        m_painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.setBrush(Qt::NoBrush);
    }

private:
    QPainter &m_painter;
    QColor m_color;
};

void tick(QPainter &painter)
{
    painter.drawPolyline(QPolygonF({{4.7, 8.3}, {7.1, 10.8}, {11.5, 5.6}}));
}

void octagon(QPainter &painter)
{
    QPolygonF shape;
    for (int i = 0; i < 8; ++i) {
        const double angle = (i + 0.5) * 3.14159265358979 / 4;
        shape << QPointF(8 + 7.2 * std::cos(angle), 8 + 7.2 * std::sin(angle));
    }
    painter.drawPolygon(shape);
}

void padlock(QPainter &painter, Pencil &pencil)
{
    pencil.fill();
    painter.drawRoundedRect(QRectF(3, 7.6, 10, 7.2), 1.6, 1.6);
    pencil.line(1.8);
    QPainterPath bow;
    bow.moveTo(4.9, 7.4);
    bow.lineTo(4.9, 4.8);
    bow.arcTo(QRectF(4.9, 1.5, 6.2, 6.4), 180, -155);
    painter.drawPath(bow);
}

void shield(QPainter &painter, Pencil &pencil)
{
    QPainterPath shape;
    shape.moveTo(8, 1.2);
    shape.lineTo(13.8, 3.4);
    shape.cubicTo(13.8, 9.2, 12, 12.8, 8, 14.9);
    shape.cubicTo(4, 12.8, 2.2, 9.2, 2.2, 3.4);
    shape.closeSubpath();
    pencil.line(1.7);
    painter.drawPath(shape);
    painter.drawLine(QPointF(5, 8), QPointF(11, 8));
}

} // namespace

Token tokenOf(Mark mark)
{
    switch (mark) {
    case Mark::Idle: return Token::Idle;
    case Mark::Standby:
    case Mark::Working: return Token::Accent;
    case Mark::Good:
    case Mark::Blocked: return Token::Good;
    case Mark::Attention: return Token::Warn;
    case Mark::Bad: return Token::Bad;
    case Mark::Breach: return Token::Breach;
    case Mark::Skipped: return Token::Mute;
    }
    return Token::Idle;
}

QString markWord(Mark mark)
{
    switch (mark) {
    case Mark::Idle: return QObject::tr("not checked");
    case Mark::Standby: return QObject::tr("on standby");
    case Mark::Working: return QObject::tr("running");
    case Mark::Good: return QObject::tr("OK");
    case Mark::Attention: return QObject::tr("attention");
    case Mark::Bad: return QObject::tr("failed");
    case Mark::Breach: return QObject::tr("breached");
    case Mark::Blocked: return QObject::tr("blocked");
    case Mark::Skipped: return QObject::tr("skipped");
    }
    return {};
}

void paintMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme)
{
    paintMark(painter, rect, mark, theme, tokenOf(mark));
}

void paintMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme, Token color)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = std::min(rect.width(), rect.height());
    painter.translate(rect.center() - QPointF(side / 2, side / 2));
    painter.scale(side / 16, side / 16);
    Pencil pencil(painter, theme.color(color));
    const QColor inside = theme.color(Token::Panel);
    switch (mark) {
    case Mark::Idle:
        pencil.line(1.5);
        painter.drawEllipse(QRectF(3, 3, 10, 10));
        break;
    case Mark::Standby:
        pencil.line(1.6);
        painter.drawEllipse(QRectF(2.5, 2.5, 11, 11));
        pencil.fill();
        painter.drawEllipse(QRectF(5.6, 5.6, 4.8, 4.8));
        break;
    case Mark::Working:
        pencil.fill();
        painter.drawPolygon(QPolygonF({{4, 2.2}, {13.6, 8}, {4, 13.8}}));
        break;
    case Mark::Good:
        pencil.fill();
        painter.drawEllipse(QRectF(1.2, 1.2, 13.6, 13.6));
        pencil.hole(inside);
        tick(painter);
        break;
    case Mark::Attention:
        pencil.fill();
        painter.drawPolygon(QPolygonF({{8, 1.2}, {15.2, 14.4}, {0.8, 14.4}}));
        pencil.hole(inside, 1.8);
        painter.drawLine(QPointF(8, 5.8), QPointF(8, 9.6));
        painter.drawPoint(QPointF(8, 12));
        break;
    case Mark::Bad:
        pencil.fill();
        octagon(painter);
        pencil.hole(inside);
        painter.drawLine(QPointF(5.4, 5.4), QPointF(10.6, 10.6));
        painter.drawLine(QPointF(10.6, 5.4), QPointF(5.4, 10.6));
        break;
    case Mark::Breach: padlock(painter, pencil); break;
    case Mark::Blocked: shield(painter, pencil); break;
    case Mark::Skipped:
        pencil.line(1.6);
        painter.drawPolyline(QPolygonF({{3, 4}, {7, 8}, {3, 12}}));
        painter.drawPolyline(QPolygonF({{8.5, 4}, {12.5, 8}, {8.5, 12}}));
        break;
    }
    painter.restore();
}

MarkIcon::MarkIcon(const Theme &theme, int pixels, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_pixels(pixels)
{
    const auto fit = [this] {
        setFixedSize(sizeHint());
        update();
    };
    connect(&theme, &Theme::changed, this, fit);
    fit();
}

void MarkIcon::setMark(Mark mark)
{
    setAccessibleName(markWord(mark));
    if (mark == m_mark)
        return;
    m_mark = mark;
    update();
}

void MarkIcon::setColor(std::optional<Token> color)
{
    if (color == m_color)
        return;
    m_color = color;
    update();
}

QSize MarkIcon::sizeHint() const
{
    const int side = scaled(m_theme, m_pixels);
    return {side, side};
}

void MarkIcon::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintMark(painter, rect(), m_mark, m_theme, m_color.value_or(tokenOf(m_mark)));
}

} // namespace widgets
