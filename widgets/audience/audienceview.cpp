// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/audience/audienceview.h"

#include <QPainter>
#include <QPainterPath>

namespace widgets {

AudienceView::AudienceView(const Theme &theme, QWidget *parent)
    : QWidget(parent, parent ? Qt::Widget
                             : Qt::Window | Qt::FramelessWindowHint | Qt::WindowDoesNotAcceptFocus)
    , m_theme(theme)
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::BlankCursor);
    setAccessibleName(tr("What the audience sees"));
    setWindowTitle(tr("TrustUsBank – audience"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void AudienceView::setOutput(Output output)
{
    m_output = output;
    setAccessibleDescription(outputWord(output));
    update();
}

void AudienceView::setFrame(const QImage &frame)
{
    m_frame = frame;
    if (m_output == Output::Live)
        update();
}

void AudienceView::setRecording(const QImage &picture, const QString &tag)
{
    m_recording = picture;
    m_tag = tag;
    update();
}

void AudienceView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Qt::black);
    switch (m_output) {
    case Output::Live:
    case Output::Frozen: paintPicture(painter, m_frame); break;
    case Output::Black: break;
    case Output::Holding: paintCard(painter); break;
    case Output::Recorded:
        paintPicture(painter, m_recording);
        paintTag(painter);
        break;
    }
}

/// As large as fits, its shape kept.
void AudienceView::paintPicture(QPainter &painter, const QImage &picture)
{
    if (picture.isNull())
        return;
    const QSize fitting = picture.size().scaled(size(), Qt::KeepAspectRatio);
    const QRect place(QPoint((width() - fitting.width()) / 2, (height() - fitting.height()) / 2),
                      fitting);
    painter.drawImage(place, picture);
}

void AudienceView::paintTag(QPainter &painter)
{
    const QFont font = m_theme.font(std::max(14, height() / 42), QFont::DemiBold);
    const QFontMetrics metrics(font);
    const int pad = metrics.height() / 2;
    QRect box(0, 0, metrics.horizontalAdvance(m_tag) + 2 * pad, metrics.height() + pad);
    box.moveBottomRight(rect().bottomRight() - QPoint(pad, pad));
    QPainterPath shape;
    shape.addRoundedRect(box, 6, 6);
    painter.fillPath(shape, m_theme.color(Token::Raised));
    painter.setPen(m_theme.color(Token::Warn));
    painter.drawPath(shape);
    painter.setFont(font);
    painter.drawText(box, Qt::AlignCenter, m_tag);
}

void AudienceView::paintCard(QPainter &painter)
{
    painter.fillRect(rect(), m_theme.color(Token::Terminal));
    painter.setFont(m_theme.font(std::max(24, height() / 18), QFont::Bold));
    painter.setPen(m_theme.color(Token::Ink));
    painter.drawText(rect(), Qt::AlignCenter, tr("One moment, please"));
}

} // namespace widgets
