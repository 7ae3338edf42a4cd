// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/browser/pathview.h"

#include "widgets/theme/label.h"
#include "widgets/theme/scaled.h"

#include <QPainter>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

constexpr int gap = 96, padding = 14, icon = 16, least = 120;

/// A tool's name goes on below at one of its own joints.
QString breakable(QString text)
{
    return text.replace(u'_', u"_\u200b"_s);
}

} // namespace

PathView::PathView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void PathView::setHops(const std::vector<HopValue> &hops)
{
    m_hops = hops;
    for (HopValue &hop : m_hops) {
        hop.text = breakable(hop.text);
        hop.link = breakable(hop.link);
    }
    QStringList words;
    for (const HopValue &hop : hops)
        words << QString(hop.title + u": "_s + hop.value + u' ' + hop.text + u' ' + hop.link)
                     .simplified();
    setAccessibleName(words.join(u"; "_s));
    updateGeometry();
    update();
}

int PathView::at(double pixels) const
{
    return scaled(m_theme, pixels);
}

PathView::Faces PathView::faces() const
{
    return {m_theme.font(15, QFont::DemiBold), m_theme.font(19, QFont::Bold), m_theme.mono(13),
            m_theme.font(13, QFont::DemiBold)};
}

int PathView::boxWidth(int width) const
{
    const auto count = static_cast<int>(m_hops.size());
    return std::max(at(least), (width - (count - 1) * at(gap)) / std::max(1, count));
}

int PathView::textHeight(const HopValue &hop, int inside) const
{
    const Faces face = faces();
    double out = wrappedSize(face.title, hop.title, inside - at(icon + 8)).height();
    if (!hop.value.isEmpty())
        out += at(6) + wrappedSize(face.value, hop.value, inside).height();
    if (!hop.text.isEmpty())
        out += at(6) + wrappedSize(face.text, hop.text, inside).height();
    return static_cast<int>(out);
}

int PathView::heightForWidth(int width) const
{
    int out = at(90);
    for (const HopValue &hop : m_hops)
        out = std::max(out, textHeight(hop, boxWidth(width) - 2 * at(padding)) + 2 * at(padding));
    return out + 2;
}

QSize PathView::sizeHint() const
{
    return {at(600), heightForWidth(std::max(width(), at(600)))};
}

void PathView::paintBox(QPainter &painter, const QRectF &box, const HopValue &hop) const
{
    painter.setBrush(m_theme.color(Token::Panel));
    painter.setPen(QPen(m_theme.color(hop.mark == Mark::Idle ? Token::Line : tokenOf(hop.mark)),
                        hop.mark == Mark::Breach || hop.mark == Mark::Blocked ? 2 : 1));
    painter.drawRoundedRect(box, 10, 10);
    const Faces face = faces();
    const QRectF inside = box.adjusted(at(padding), at(padding), -at(padding), -at(padding));
    paintMark(painter, QRectF(inside.left(), inside.top() + 1, at(icon), at(icon)), hop.mark,
              m_theme);
    double y = inside.top();
    const auto line = [&](const QFont &font, Token color, double left, const QString &text) {
        const double wide = inside.right() - left;
        const double high = wrappedSize(font, text, wide).height();
        painter.setFont(font);
        painter.setPen(m_theme.color(color));
        drawWrapped(painter, QRectF(left, y, wide, high), text);
        y += high + at(6);
    };
    line(face.title, Token::Mute, inside.left() + at(icon + 8), hop.title);
    if (!hop.value.isEmpty())
        line(face.value, hop.mark == Mark::Breach ? Token::Breach : Token::Ink, inside.left(),
             hop.value);
    if (!hop.text.isEmpty())
        line(face.text, Token::SoftInk, inside.left(), hop.text);
}

void PathView::paintLink(QPainter &painter, const QRectF &room, const HopValue &hop) const
{
    const QColor color =
        m_theme.color(hop.linkMark == Mark::Idle ? Token::Line : tokenOf(hop.linkMark));
    const bool blocked = hop.linkMark == Mark::Blocked;
    const double y = room.center().y(), left = room.left() + at(8), right = room.right() - at(8);
    const double end = blocked ? room.center().x() : right;
    painter.setPen(QPen(color, at(2), hop.linkMark == Mark::Idle ? Qt::DashLine : Qt::SolidLine));
    painter.drawLine(QPointF(left, y), QPointF(end, y));
    if (blocked) {
        painter.setPen(QPen(color, at(4), Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(end, y - at(14)), QPointF(end, y + at(14)));
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF({QPointF(right + 1, y), QPointF(right - at(10), y - at(6)),
                                       QPointF(right - at(10), y + at(6))}));
    }
    const QFont font = faces().link;
    const double wide = room.width() - at(12);
    const double high = wrappedSize(font, hop.link, wide).height();
    painter.setFont(font);
    painter.setPen(m_theme.color(hop.linkMark == Mark::Idle ? Token::Mute : tokenOf(hop.linkMark)));
    drawWrapped(painter, QRectF(room.left() + at(6), y - high - at(blocked ? 20 : 10), wide, high),
                hop.link, Qt::AlignHCenter);
}

void PathView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int wide = boxWidth(width());
    double x = 1;
    for (std::size_t i = 0; i < m_hops.size(); ++i) {
        paintBox(painter, QRectF(x, 1, wide - 2, height() - 2), m_hops[i]);
        x += wide;
        if (i + 1 < m_hops.size())
            paintLink(painter, QRectF(x - 1, 0, at(gap), height()), m_hops[i]);
        x += at(gap);
    }
}

} // namespace widgets
