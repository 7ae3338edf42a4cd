// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QWidget>
#include <optional>

class QPainter;

namespace widgets {

/// How something is, as a shape. The shape carries the meaning; the colour repeats it, and a word
/// stands beside it (presenter.md 5.3). Idle is "not checked": it never looks like Good.
enum class Mark { Idle, Standby, Working, Good, Attention, Bad, Breach, Blocked, Skipped };

Token tokenOf(Mark mark);
/// A word for whoever cannot see the shape; rows usually have a better one of their own.
QString markWord(Mark mark);
/// Draws it within RECT, in its own colour.
void paintMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme);
/// In another colour, where it stands beside words that have one.
void paintMark(QPainter &painter, const QRectF &rect, Mark mark, const Theme &theme, Token color);

/// A mark as a widget.
class MarkIcon final : public QWidget {
    Q_OBJECT
public:
    MarkIcon(const Theme &theme, int pixels, QWidget *parent = nullptr);
    void setMark(Mark mark);
    void setColor(std::optional<Token> color); ///< instead of the mark's own
    Mark mark() const { return m_mark; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_pixels;
    Mark m_mark = Mark::Idle;
    std::optional<Token> m_color;
};

} // namespace widgets
