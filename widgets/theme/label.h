// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QWidget>

class QPainter;

namespace widgets {

/// A text in a token's colour and one of the theme's faces. Draws itself, so that no style sheet
/// has a say in it; follows the theme.
class Label : public QWidget {
    Q_OBJECT
public:
    struct Look {
        Token color = Token::Ink;
        int pixels = 15;
        QFont::Weight weight = QFont::Normal;
        bool mono = false;
        bool elided = false;   ///< cut to the space there is; the whole text is the tool tip
        bool capitals = false; ///< a heading: small, wide, upper case
    };
    Label(const Theme &theme, Look look, const QString &text = {}, QWidget *parent = nullptr);

    void setColor(Token color);
    Token color() const { return m_look.color; }
    void setPixels(int pixels);
    void setFullText(const QString &text);
    const QString &fullText() const { return m_text; }
    void setWordWrap(bool wraps);
    void setAlignment(Qt::Alignment alignment) { m_alignment = alignment; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return m_wraps; }
    int heightForWidth(int width) const override;
    bool isCut() const; ///< whether there is too little room for the text

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void reshape();
    QFont face() const;
    QSize measured(int width) const;

    const Theme &m_theme;
    Look m_look;
    QString m_text;
    Qt::Alignment m_alignment = Qt::AlignLeft | Qt::AlignVCenter;
    bool m_wraps = false;
};

/// A text over as many lines as WIDTH asks for. A single word that has no room is broken, too:
/// nothing that anybody has to read is cut.
QSizeF wrappedSize(const QFont &font, const QString &text, double width);
/// Draws it from the box's top.
void drawWrapped(QPainter &painter, const QRectF &box, const QString &text,
                 Qt::Alignment alignment = Qt::AlignLeft);

/// "RUN OF SHOW"
Label *heading(const Theme &theme, const QString &text, QWidget *parent = nullptr);

} // namespace widgets
