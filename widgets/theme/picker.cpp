// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/picker.h"

#include <QPainter>

namespace widgets {

Picker::Picker(const Theme &theme, QWidget *parent)
    : QComboBox(parent)
    , m_theme(theme)
{
}

void Picker::paintEvent(QPaintEvent *event)
{
    QComboBox::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(isEnabled() ? Token::Ink : Token::Mute), 1.6, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    const QPointF middle(width() - 15.5, height() / 2.0 + 0.5);
    painter.drawPolyline(
        QPolygonF({middle + QPointF(-4, -2), middle + QPointF(0, 2), middle + QPointF(4, -2)}));
}

} // namespace widgets
