// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/theme/theme.h"

#include "widgets/theme/access.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>
#include <QToolTip>
#include <array>
#include <cmath>

namespace widgets {

using namespace Qt::StringLiterals;

namespace {

struct Row {
    Token token;
    QRgb dark, light, contrast;
};

constexpr std::array<Row, tokenCount> table{{
    {Token::Back, 0xff0f141b, 0xffeef1f5, 0xff000000},
    {Token::Panel, 0xff161d27, 0xffffffff, 0xff000000},
    {Token::Raised, 0xff1c2531, 0xfff4f6f9, 0xff0a0d12},
    {Token::Line, 0xff2a3543, 0xffd3dae3, 0xff9aa6b5},
    {Token::RowLine, 0xff202a36, 0xffe5e9ef, 0xff4a5563},
    {Token::Ink, 0xffe8eef5, 0xff14181f, 0xffffffff},
    {Token::SoftInk, 0xffb9c6d4, 0xff333d49, 0xffeff4ff},
    {Token::Mute, 0xff93a1b3, 0xff535e6c, 0xffd5dbe3},
    {Token::Accent, 0xff3d95ff, 0xff1a5ad0, 0xff1685ff},
    {Token::OnAccent, 0xff04101c, 0xffffffff, 0xff000000},
    {Token::Current, 0xff123456, 0xffd9e7ff, 0xff04152b},
    {Token::Standby, 0xff10233b, 0xffe6effd, 0xff061326},
    {Token::Terminal, 0xff0b0f14, 0xfffafbfc, 0xff000000},
    {Token::Good, 0xff49e69b, 0xff11713a, 0xff49ff95},
    {Token::OnGood, 0xff04170d, 0xffffffff, 0xff000000},
    {Token::Warn, 0xffffd117, 0xff7a5000, 0xffffd117},
    {Token::Bad, 0xfff55f4a, 0xffb3201a, 0xfff2372b},
    {Token::Info, 0xff7aa7ff, 0xff3456b8, 0xff7aa7ff},
    {Token::Breach, 0xffe868b4, 0xffa81f74, 0xffdb51a1},
    {Token::Idle, 0xffc9d1d9, 0xff535e6c, 0xffeff4ff},
}};

constexpr bool inOrder()
{
    for (int i = 0; i < tokenCount; ++i) {
        if (static_cast<int>(table[static_cast<std::size_t>(i)].token) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());

/// The sheet, with @Name for a token's colour. Widgets that draw themselves need nothing of it.
constexpr QStringView sheet = uR"(
QToolTip { background: @Raised; color: @Ink; border: 1px solid @Line; padding: 4px; }
QFrame#panel { background: @Panel; border: 0; }
QFrame#panel[edge="right"] { border-right: 1px solid @Line; }
QFrame#panel[edge="left"] { border-left: 1px solid @Line; }
QFrame#panel[edge="top"] { border-top: 1px solid @Line; }
QFrame#panel[edge="bottom"] { border-bottom: 1px solid @Line; }
QFrame#card { background: @Raised; border: 1px solid @Line; border-radius: 10px; }
QPushButton { background: @Raised; color: @Ink; border: 1px solid @Line; border-radius: 8px; padding: 8px 16px; font-weight: 600; }
QPushButton:hover { border-color: @Accent; }
QPushButton:focus { border: 2px solid @Accent; }
QPushButton:disabled { color: @Mute; border-style: dashed; }
QPushButton[small="true"] { border-radius: 6px; padding: 3px 12px; }
QPushButton[tone="accent"] { background: @Accent; color: @OnAccent; border-color: @Accent; }
QPushButton[tone="accent"]:disabled { background: @Raised; color: @Mute; border-color: @Line; }
QPushButton[tone="bad"] { color: @Bad; border-color: @Bad; }
QPushButton[tone="bad"]:disabled { color: @Mute; border-color: @Line; }
QToolButton { background: @Raised; color: @Ink; border: 1px solid @Line; border-radius: 6px; padding: 4px 9px; font-weight: 600; }
QToolButton:hover, QToolButton:pressed { border-color: @Accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[tone="quiet"] { background: transparent; color: @Mute; padding: 3px 8px; font-weight: 500; }
QToolButton[tone="quiet"]:checked { color: @Ink; border-color: @Accent; }
QToolButton[tone="quiet"]:disabled { color: @Mute; border-style: dashed; }
QLineEdit, QComboBox { background: @Raised; color: @Ink; border: 1px solid @Line; border-radius: 6px; padding: 4px 10px; selection-background-color: @Accent; selection-color: @OnAccent; }
QLineEdit:focus, QComboBox:focus { border-color: @Accent; }
QComboBox { padding-right: 26px; }
QComboBox::drop-down { border: 0; background: transparent; width: 26px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @Raised; color: @Ink; selection-background-color: @Current; }
QCheckBox { color: @Mute; }
QAbstractScrollArea { background: transparent; border: 0; }
QListWidget { outline: 0; }
QListWidget::item { color: @Ink; padding: 9px 12px; border-radius: 6px; }
QListWidget::item:hover { background: @Raised; }
QListWidget::item:selected { background: @Current; color: @Ink; }
QHeaderView { background: @Panel; border: 0; }
QHeaderView::section { background: @Panel; color: @Mute; border: 0; border-bottom: 1px solid @Line; padding: @CellPadding; font-weight: 600; }
QTableView { background: @Back; color: @Ink; gridline-color: @RowLine; border: 0; selection-background-color: @Current; selection-color: @Ink; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @Line; border-radius: 5px; min-height: 28px; min-width: 28px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent; width: 0; height: 0; border: 0; }
QMenu { background: @Raised; color: @Ink; border: 1px solid @Line; }
QMenu::item { padding: 6px 18px 6px 30px; }
QMenu::item:selected { background: @Current; }
QMenu::item:disabled { color: @Mute; }
QMenu::separator { height: 1px; background: @Line; margin: 4px 0; }
)";

constexpr std::array<std::pair<Token, QStringView>, 13> sheetNames{{
    {Token::OnAccent, u"@OnAccent"},
    {Token::Accent, u"@Accent"},
    {Token::Raised, u"@Raised"},
    {Token::RowLine, u"@RowLine"},
    {Token::Line, u"@Line"},
    {Token::Ink, u"@Ink"},
    {Token::Mute, u"@Mute"},
    {Token::Panel, u"@Panel"},
    {Token::Back, u"@Back"},
    {Token::Bad, u"@Bad"},
    {Token::Good, u"@Good"},
    {Token::Warn, u"@Warn"},
    {Token::Current, u"@Current"},
}};

double luminance(const QColor &color)
{
    const auto linear = [](double c) {
        return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
           + 0.0722 * linear(color.blueF());
}

QFont face(const QStringList &families, double pixels, QFont::Weight weight)
{
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(std::max(8, static_cast<int>(std::lround(pixels))));
    font.setWeight(weight);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

} // namespace

QString paletteName(Palette palette)
{
    switch (palette) {
    case Palette::Dark: return u"dark"_s;
    case Palette::Light: return u"light"_s;
    case Palette::HighContrast: return u"high-contrast"_s;
    }
    return {};
}

Palette paletteNamed(const QString &name)
{
    for (const Palette palette : {Palette::Light, Palette::HighContrast}) {
        if (paletteName(palette) == name)
            return palette;
    }
    return Palette::Dark;
}

Theme::Theme(Palette palette, QObject *parent)
    : QObject(parent)
    , m_palette(palette)
{
}

void Theme::setPalette(Palette palette)
{
    if (palette == m_palette)
        return;
    m_palette = palette;
    emit changed();
}

void Theme::setScale(double scale)
{
    if (qFuzzyCompare(scale, m_scale))
        return;
    m_scale = scale;
    emit changed();
}

QColor Theme::color(Palette palette, Token token)
{
    const Row &row = table[static_cast<std::size_t>(token)];
    switch (palette) {
    case Palette::Dark: return QColor::fromRgba(row.dark);
    case Palette::Light: return QColor::fromRgba(row.light);
    case Palette::HighContrast: return QColor::fromRgba(row.contrast);
    }
    return {};
}

QFont Theme::font(int pixels, QFont::Weight weight) const
{
    return face({u"Inter"_s, u"DejaVu Sans"_s}, pixels * m_scale, weight);
}

QFont Theme::mono(int pixels, QFont::Weight weight) const
{
    QFont font = face({u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s}, pixels * m_scale, weight);
    font.setStyleHint(QFont::Monospace);
    return font;
}

QString Theme::styleSheet() const
{
    QString text = sheet.toString();
    for (const auto &[token, name] : sheetNames)
        text.replace(name.toString(), color(token).name());
    const auto at = [this](double pixels) { return qRound(pixels * m_scale); };
    // A header's words stand above its cells', at every text size.
    return text.replace(u"@CellPadding"_s,
                        u"%1px %2px %1px %3px"_s.arg(at(7)).arg(at(8)).arg(at(16)));
}

void Theme::apply(QApplication &application) const
{
    tellAccessibility();
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    QPalette palette;
    palette.setColor(QPalette::Window, color(Token::Back));
    palette.setColor(QPalette::WindowText, color(Token::Ink));
    palette.setColor(QPalette::Base, color(Token::Back));
    palette.setColor(QPalette::AlternateBase, color(Token::Panel));
    palette.setColor(QPalette::Text, color(Token::Ink));
    palette.setColor(QPalette::Button, color(Token::Raised));
    palette.setColor(QPalette::ButtonText, color(Token::Ink));
    palette.setColor(QPalette::Highlight, color(Token::Accent));
    palette.setColor(QPalette::HighlightedText, color(Token::OnAccent));
    palette.setColor(QPalette::PlaceholderText, color(Token::Mute));
    palette.setColor(QPalette::ToolTipBase, color(Token::Raised));
    palette.setColor(QPalette::ToolTipText, color(Token::Ink));
    application.setPalette(palette);
    application.setFont(font(15));
    application.setStyleSheet(styleSheet());
}

double contrast(const QColor &a, const QColor &b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

} // namespace widgets
