// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <functional>

class QApplication;

namespace widgets {

/// What a colour is for. Hex and pixels of the window stand in widgets/theme only.
enum class Token {
    Back,
    Panel,
    Raised,
    Line,
    RowLine,
    Ink,
    SoftInk,
    Mute,
    Accent,
    OnAccent,
    Current,
    Standby,
    Terminal,
    Good,
    OnGood,
    Warn,
    Bad,
    Info,
    Breach,
    Idle,
};
constexpr int tokenCount = static_cast<int>(Token::Idle) + 1;

enum class Palette { Dark, Light, HighContrast };
QString paletteName(Palette palette);      ///< "dark", "light", "high-contrast"
Palette paletteNamed(const QString &name); ///< dark for an unknown name

/// One table of colours for each palette, the two type faces, and what follows from them.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(Palette palette = Palette::Dark, QObject *parent = nullptr);

    Palette palette() const { return m_palette; }
    void setPalette(Palette palette);
    /// A presenter's text size: 1.0 is the design's.
    double scale() const { return m_scale; }
    void setScale(double scale);

    QColor color(Token token) const { return color(m_palette, token); }
    static QColor color(Palette palette, Token token);
    QFont font(int pixels, QFont::Weight weight = QFont::Normal) const;
    QFont mono(int pixels, QFont::Weight weight = QFont::Normal) const;
    QString styleSheet() const;
    /// Style, palette, font and style sheet of the whole program.
    void apply(QApplication &application) const;

    /// What is drawn for TEXT: itself, but in a picture for the documentation, where what differs
    /// from run to run stands still.
    QString drawn(const QString &text) const { return m_still ? m_still(text) : text; }
    void setStill(std::function<QString(const QString &)> still) { m_still = std::move(still); }

signals:
    void changed();

private:
    Palette m_palette;
    double m_scale = 1.0;
    std::function<QString(const QString &)> m_still;
};

/// WCAG 2: 1 to 21.
double contrast(const QColor &a, const QColor &b);

} // namespace widgets
