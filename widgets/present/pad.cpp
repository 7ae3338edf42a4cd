// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/present/pad.h"

#include <QPainter>
#include <QPainterPath>

namespace widgets {

Pad::Pad(const Theme &theme, const QString &text, const QString &hint, QWidget *parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setText(text);
    setHint(hint);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &QWidget::updateGeometry);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Pad::setLook(const Look &look)
{
    m_look = look;
    updateGeometry();
    update();
}

void Pad::setHint(const QString &hint)
{
    m_hint = hint;
    setAccessibleName(text());
    setAccessibleDescription(hint);
    updateGeometry();
    update();
}

void Pad::setFlat(bool flat)
{
    m_flat = flat;
    updateGeometry();
    update();
}

void Pad::setTerse(bool terse)
{
    m_terse = terse;
    updateGeometry();
    update();
}

QSize Pad::sizeHint() const
{
    const QFontMetrics large(m_theme.font(m_look.pixels, QFont::DemiBold)),
        small(m_theme.font(m_look.hintPixels));
    const int words = std::max(large.horizontalAdvance(text()),
                               m_terse || m_flat ? 0 : small.horizontalAdvance(m_hint));
    return {std::max(m_look.margin < 20 ? 60 : 76, words + 2 * m_look.margin),
            static_cast<int>((m_flat ? 34 : 56) * m_theme.scale())};
}

void Pad::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool tall = height() > 60 * m_theme.scale();
    const double radius = tall ? 12 : 9;
    QPainterPath shape;
    shape.addRoundedRect(box, radius, radius);
    QColor fill = m_theme.color(isEnabled() ? m_look.fill.value_or(Token::Raised) : Token::Panel);
    if (isDown())
        fill = fill.darker(115);
    painter.fillPath(shape, fill);
    if (progress() > 0) {
        painter.save();
        painter.setClipPath(shape);
        QColor part = m_theme.color(m_look.border.value_or(Token::Accent));
        part.setAlpha(110);
        painter.fillRect(QRectF(0, 0, width() * progress(), height()), part);
        painter.restore();
    }
    const bool plain = !m_look.border && !underMouse();
    QPen pen(m_theme.color(plain ? Token::Line : m_look.border.value_or(Token::Accent)), 1);
    if (!isEnabled() || m_look.dashed)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.drawPath(shape);
    const Token ink = isEnabled() ? m_look.ink.value_or(Token::Ink) : Token::Mute;
    painter.setPen(m_theme.color(ink));
    const QFont large = m_theme.font(m_flat ? std::min(m_look.pixels, 17) : m_look.pixels,
                                     tall ? QFont::ExtraBold : QFont::DemiBold);
    const QFont small = m_theme.font(m_look.hintPixels, QFont::Medium);
    const bool alone = m_hint.isEmpty() || m_flat || m_terse;
    const int lines = QFontMetrics(large).height() + (alone ? 0 : QFontMetrics(small).height());
    const QRect top(4, (height() - lines) / 2, width() - 8, QFontMetrics(large).height());
    painter.setFont(large);
    painter.drawText(top, Qt::AlignCenter,
                     QFontMetrics(large).elidedText(text(), Qt::ElideRight, top.width()));
    if (alone)
        return;
    painter.setFont(small);
    if (isEnabled() && !m_look.fill)
        painter.setPen(m_theme.color(m_look.ink.value_or(Token::Mute)));
    const QRect below(4, top.bottom() + 1, width() - 8, QFontMetrics(small).height());
    painter.drawText(below, Qt::AlignCenter,
                     QFontMetrics(small).elidedText(m_theme.drawn(m_hint), Qt::ElideRight,
                                                    below.width()));
}

HoldPad::HoldPad(const Theme &theme, const QString &text, const QString &hint, QWidget *parent)
    : Pad(theme, text, hint, parent)
{
    m_beat.setInterval(std::chrono::milliseconds(25));
    connect(this, &QAbstractButton::pressed, this, [this] {
        m_since.start();
        m_beat.start();
    });
    connect(this, &QAbstractButton::released, this, [this] {
        m_beat.stop();
        update();
    });
    connect(&m_beat, &QTimer::timeout, this, [this] {
        update();
        if (!m_since.hasExpired(time.count()))
            return;
        m_beat.stop();
        emit held();
    });
}

double HoldPad::progress() const
{
    return m_beat.isActive() ? std::min(1.0, static_cast<double>(m_since.elapsed())
                                                 / static_cast<double>(time.count()))
                             : 0;
}

} // namespace widgets
