// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/keymap.h"

#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QTest>

/// What a screen reader is told of a window, and what Tab reaches in it.
namespace accesswalk {

using namespace Qt::StringLiterals;

inline bool isControl(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::Button:
    case QAccessible::ButtonMenu:
    case QAccessible::PageTab:
    case QAccessible::CheckBox:
    case QAccessible::ComboBox:
    case QAccessible::SpinBox:
    case QAccessible::EditableText: return true;
    default: return false;
    }
}

/// Every interface of a window that can be seen, from the top.
inline void collect(QAccessibleInterface *from, std::vector<QAccessibleInterface *> &out)
{
    if (!from || from->state().invisible)
        return;
    out.push_back(from);
    // What stands in a table or a list is its owner's matter: the arrows walk there.
    if (from->role() == QAccessible::Table || from->role() == QAccessible::List)
        return;
    for (int i = 0; i < from->childCount(); ++i)
        collect(from->child(i), out);
}

/// What Tab reaches, once around.
inline QSet<const QObject *> reachedByTab(QWidget &window)
{
    QSet<const QObject *> out;
    for (int press = 0; press < 60; ++press) {
        QTest::keyClick(&window, Qt::Key_Tab);
        const QWidget *focus = QApplication::focusWidget();
        if (focus && window.isAncestorOf(focus))
            out << focus;
    }
    return out;
}

/// A list that folds out is named by its choice here; what the choice is of, its label says, or
/// its description.
inline QString choiceOf(const QAccessibleInterface &box)
{
    const auto related = box.relations(QAccessible::Label);
    return related.isEmpty() ? box.text(QAccessible::Description)
                             : related.first().first->text(QAccessible::Name);
}

/// What was found in a window.
struct Walk {
    QStringList faults, names;
    int controls = 0;
};

/// Some key leads there: its own action's, or one that its tool tip names.
inline bool hasKey(const QAccessibleInterface &one, const QWidget *widget)
{
    const QString keys =
        one.text(QAccessible::Accelerator) + (widget ? widget->toolTip() : QString());
    const auto &actions = app::KeyMap::actions();
    const bool known = std::any_of(actions.begin(), actions.end(), [&](const auto &action) {
        return std::any_of(action.keys.begin(), action.keys.end(),
                           [&](const QString &key) { return keys.endsWith(key); });
    });
    const auto own = widget ? widget->actions() : QList<QAction *>();
    return known || std::any_of(own.begin(), own.end(), [&](const QAction *action) {
               return !action->shortcut().isEmpty() && keys.contains(action->shortcut().toString());
           });
}

/// Of a window that is shown and active.
inline Walk walkThrough(QWidget &window)
{
    Walk out;
    const QSet<const QObject *> byTab = reachedByTab(window);
    std::vector<QAccessibleInterface *> all;
    collect(QAccessible::queryAccessibleInterface(&window), all);
    for (const QAccessibleInterface *one : all) {
        const QObject *object = one->object();
        const auto *widget = qobject_cast<const QWidget *>(object);
        const bool focusable = widget && widget->focusPolicy() != Qt::NoFocus;
        if (!focusable && !isControl(one->role()))
            continue;
        ++out.controls;
        const QString name = one->text(QAccessible::Name);
        out.names << (one->role() == QAccessible::ComboBox ? choiceOf(*one) : name);
        const QString what =
            u"%1 “%2”"_s.arg(object ? QString::fromLatin1(object->metaObject()->className())
                                    : u"a choice"_s,
                             name);
        if (name.isEmpty() || out.names.last().isEmpty())
            out.faults << what + u" in "_s
                              + QString::fromLatin1(object->parent()->metaObject()->className())
                              + u" has no name"_s;
        if (one->role() == QAccessible::NoRole || one->role() == QAccessible::Client)
            out.faults << what + u" has no role"_s;
        if (one->state().disabled || (object && byTab.contains(object)))
            continue;
        // No key of its own, so that none does it by accident: it is held down (presenter.md 5.4).
        if (object && object->objectName() == u"reset")
            continue;
        if (!hasKey(*one, widget))
            out.faults << what + u" is not reached by any key"_s;
    }
    return out;
}

/// Of one that is not shown yet, at the smallest of the usual screens.
inline Walk walked(QWidget &window)
{
    window.resize(1366, 768);
    window.show();
    window.activateWindow();
    if (QTest::qWaitForWindowActive(&window))
        return walkThrough(window);
    Walk out;
    out.faults << u"the window is not active"_s;
    return out;
}

/// All that is told of a part that takes no keyboard, in its order.
inline QStringList told(QWidget &part)
{
    std::vector<QAccessibleInterface *> all;
    collect(QAccessible::queryAccessibleInterface(&part), all);
    QStringList out;
    for (const QAccessibleInterface *one : all)
        out << one->text(QAccessible::Name);
    return out;
}

} // namespace accesswalk
