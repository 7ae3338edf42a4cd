// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/label.h"

#include "widgets/theme/scaled.h"

#include <QPainter>
#include <QTextLayout>
#include <cmath>

namespace widgets {

namespace {

constexpr int endless = 1 << 20;

QTextOption wrapping(Qt::Alignment alignment)
{
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return option;
}

} // namespace

QSizeF wrappedSize(const QFont &font, const QString &text, double width)
{
    QString lines = text;
    lines.replace(u'\n', QChar::LineSeparator);
    QTextLayout layout(lines, font);
    layout.setTextOption(wrapping(Qt::AlignLeft));
    layout.beginLayout();
    const double leading = QFontMetricsF(font).leading();
    double wide = 0, high = -leading;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(1.0, width));
        high = std::ceil(high + leading) + line.height(); // as the painter puts them
        wide = std::max(wide, line.naturalTextWidth());
    }
    layout.endLayout();
    return {std::ceil(wide), std::ceil(std::max(0.0, high))};
}

void drawWrapped(QPainter &painter, const QRectF &box, const QString &text, Qt::Alignment alignment)
{
    painter.drawText(box, text, wrapping((alignment & Qt::AlignHorizontal_Mask) | Qt::AlignTop));
}

Label::Label(const Theme &theme, Look look, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_look(look)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    connect(&theme, &Theme::changed, this, &Label::reshape);
    setFullText(text);
}

QFont Label::face() const
{
    QFont font = m_look.mono ? m_theme.mono(m_look.pixels, m_look.weight)
                             : m_theme.font(m_look.pixels, m_look.weight);
    if (m_look.capitals) {
        font.setCapitalization(QFont::AllUppercase);
        font.setLetterSpacing(QFont::PercentageSpacing, 108);
    }
    return font;
}

void Label::reshape()
{
    updateGeometry();
    update();
}

void Label::setColor(Token color)
{
    if (color == m_look.color)
        return;
    m_look.color = color;
    update();
}

void Label::setPixels(int pixels)
{
    if (pixels == m_look.pixels)
        return;
    m_look.pixels = pixels;
    reshape();
}

void Label::setFullText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    reshape();
}

void Label::setWordWrap(bool wraps)
{
    m_wraps = wraps;
    QSizePolicy policy = sizePolicy();
    policy.setHeightForWidth(wraps);
    setSizePolicy(policy);
    reshape();
}

QSize Label::measured(int width) const
{
    const QFontMetrics metrics(face());
    const QMargins margins = contentsMargins();
    const int room = width - margins.left() - margins.right();
    const QSize box = m_wraps
                          ? wrappedSize(face(), m_text, room).toSize()
                          : metrics.boundingRect(QRect(0, 0, endless, endless), 0, m_text).size();
    return {box.width() + 2 + margins.left() + margins.right(),
            std::max(box.height(), metrics.height()) + margins.top() + margins.bottom()};
}

QSize Label::sizeHint() const
{
    return measured(endless);
}

QSize Label::minimumSizeHint() const
{
    const QSize size = measured(endless);
    return m_look.elided || m_wraps ? QSize(std::min(24, size.width()),
                                            m_wraps ? QFontMetrics(face()).height() : size.height())
                                    : size;
}

int Label::heightForWidth(int width) const
{
    return measured(width).height();
}

bool Label::isCut() const
{
    if (m_text.isEmpty())
        return false;
    const QSize wanted = measured(m_wraps ? width() : endless);
    // measured() leaves two pixels of air at the side.
    return (!m_wraps && wanted.width() - 2 > width()) || wanted.height() > height();
}

void Label::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(face());
    painter.setPen(m_theme.color(m_look.color));
    const QRect place = contentsRect();
    const QString whole = m_theme.drawn(m_text);
    QString shown = whole;
    if (m_look.elided) {
        shown = painter.fontMetrics().elidedText(whole, Qt::ElideRight, place.width());
        const QString tip = shown == whole ? QString() : m_text;
        if (toolTip() != tip)
            setToolTip(tip);
    }
    if (m_wraps)
        drawWrapped(painter, place, shown, m_alignment);
    else
        painter.drawText(place, static_cast<int>(m_alignment), shown);
}

Label *heading(const Theme &theme, const QString &text, QWidget *parent)
{
    Label::Look look;
    look.color = Token::Mute;
    look.pixels = 12;
    look.weight = QFont::DemiBold;
    look.capitals = true;
    auto *label = new Label(theme, look, text, parent);
    const auto fit = [label, &theme] {
        label->setContentsMargins(scaled(theme, 16), scaled(theme, 14), scaled(theme, 16),
                                  scaled(theme, 8));
    };
    QObject::connect(&theme, &Theme::changed, label, fit);
    fit();
    return label;
}

} // namespace widgets
