// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/surface.h"

#include <QPainter>
#include <QPainterPath>

namespace widgets {

Surface::Surface(const Theme &theme, Look look, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_look(look)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Surface::setLook(const Look &look)
{
    m_look = look;
    update();
}

void Surface::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing, m_look.radius > 0);
    const double inset = m_look.border ? m_look.width / 2.0 : 0;
    const QRectF area = QRectF(rect()).adjusted(inset, inset, -inset, -inset);
    QPainterPath shape;
    shape.addRoundedRect(area, m_look.radius, m_look.radius);
    painter.fillPath(shape, m_theme.color(m_look.fill));
    if (m_look.bar) {
        painter.save();
        painter.setClipPath(shape);
        painter.fillRect(QRectF(area.left(), area.top(), 4, area.height()),
                         m_theme.color(*m_look.bar));
        painter.restore();
    }
    if (m_look.border) {
        painter.setPen(QPen(m_theme.color(*m_look.border), m_look.width,
                            m_look.dashed ? Qt::DashLine : Qt::SolidLine));
        painter.drawPath(shape);
        if (m_look.bar)
            painter.fillRect(QRectF(area.left(), area.top() + m_look.radius / 2.0, 4,
                                    area.height() - m_look.radius),
                             m_theme.color(*m_look.bar));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(m_theme.color(Token::Line));
    const QRect box = rect();
    if (m_look.edges & Qt::TopEdge)
        painter.drawLine(box.topLeft(), box.topRight());
    if (m_look.edges & Qt::BottomEdge)
        painter.drawLine(box.bottomLeft(), box.bottomRight());
    if (m_look.edges & Qt::LeftEdge)
        painter.drawLine(box.topLeft(), box.bottomLeft());
    if (m_look.edges & Qt::RightEdge)
        painter.drawLine(box.topRight(), box.bottomRight());
}

} // namespace widgets
