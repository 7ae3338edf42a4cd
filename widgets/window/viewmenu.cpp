// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "widgets/window/viewmenu.h"

#include <QMenu>
#include <cmath>

namespace widgets {

using namespace Qt::StringLiterals;

double textScale(double wanted)
{
    const double onGrid = std::round(wanted / ViewMenu::step) * ViewMenu::step;
    return std::clamp(onGrid, ViewMenu::smallest, ViewMenu::largest);
}

double usualScale(int high)
{
    return high >= 2000 ? 1.6 : high >= 1400 ? 1.3 : 1.0;
}

ViewMenu::ViewMenu(Theme &theme, QWidget *parent)
    : QToolButton(parent)
    , m_theme(theme)
{
    constexpr auto chord = Qt::CTRL | Qt::SHIFT;
    setObjectName(u"view"_s);
    setText(u"Aa"_s);
    setAccessibleName(tr("Theme and text size"));
    setFocusPolicy(Qt::NoFocus);
    setPopupMode(InstantPopup);
    auto *menu = new QMenu(this);
    const QStringList names{tr("Dark"), tr("Light"), tr("High contrast")};
    for (int i = 0; i < names.size(); ++i) {
        QAction *action = add(*menu, names[i], {});
        action->setObjectName(paletteName(static_cast<Palette>(i)));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, i] { m_theme.setPalette(static_cast<Palette>(i)); });
        m_palettes << action;
    }
    QAction *next = add(*menu, tr("Next theme"), {chord | Qt::Key_T});
    connect(next, &QAction::triggered, this, [this] {
        const int now = static_cast<int>(m_theme.palette());
        m_theme.setPalette(static_cast<Palette>((now + 1) % static_cast<int>(m_palettes.size())));
    });
    menu->addSeparator();
    // What Shift makes of these keys is up to the keyboard.
    m_larger = add(*menu, tr("Larger text"), {chord | Qt::Key_Plus, chord | Qt::Key_Equal});
    m_smaller = add(*menu, tr("Smaller text"), {chord | Qt::Key_Minus, chord | Qt::Key_Underscore});
    QAction *plain =
        add(*menu, tr("Usual text size"), {chord | Qt::Key_0, chord | Qt::Key_ParenRight});
    connect(m_larger, &QAction::triggered, this,
            [this] { m_theme.setScale(textScale(m_theme.scale() + step)); });
    connect(m_smaller, &QAction::triggered, this,
            [this] { m_theme.setScale(textScale(m_theme.scale() - step)); });
    connect(plain, &QAction::triggered, this, [this] { m_theme.setScale(1.0); });
    menu->addSeparator();
    // Its key is one of the desk's, which can be bound to another.
    connect(menu->addAction(tr("Settings …")), &QAction::triggered, this,
            &ViewMenu::settingsWanted);
    connect(menu->addAction(tr("All keys")), &QAction::triggered, this, &ViewMenu::keysWanted);
    menu->addSeparator();
    connect(menu->addAction(tr("Quit")), &QAction::triggered, this, &ViewMenu::quitWanted);
    setMenu(menu);
    setToolTip(accessibleName() + u" – "_s + next->shortcut().toString() + u"  "_s
               + m_larger->shortcut().toString() + u"  "_s + m_smaller->shortcut().toString());
    connect(&theme, &Theme::changed, this, &ViewMenu::tick);
    tick();
}

/// Its key works while the menu is closed, too.
QAction *ViewMenu::add(QMenu &menu, const QString &text, const QList<QKeySequence> &keys)
{
    QAction *action = menu.addAction(text);
    action->setShortcuts(keys);
    addAction(action);
    return action;
}

void ViewMenu::tick()
{
    for (qsizetype i = 0; i < m_palettes.size(); ++i)
        m_palettes[i]->setChecked(i == static_cast<qsizetype>(m_theme.palette()));
    m_larger->setEnabled(m_theme.scale() < largest - step / 2);
    m_smaller->setEnabled(m_theme.scale() > smallest + step / 2);
}

} // namespace widgets
