// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/gui/scenes.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QScrollBar>
#include <QTableView>

/// What is wrong with a window's layout, in words.
namespace scenes {

inline QString nameOf(const QWidget &widget)
{
    const QString text =
        widget.accessibleName().isEmpty() ? widget.objectName() : widget.accessibleName();
    return u"%1 “%2”"_s.arg(QString::fromLatin1(widget.metaObject()->className()), text.left(60));
}

inline bool scrolls(const QWidget &widget)
{
    for (const QWidget *up = widget.parentWidget(); up; up = up->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(up))
            return true;
    }
    return false;
}

/// What a table cuts. Two columns hold texts of any length: their tool tip has the whole.
inline void lookAtTable(const QTableView &view, const QStringList &endless, QStringList &faults)
{
    const QHeaderView &header = *view.horizontalHeader();
    int right = 0;
    for (int column = 0; column < header.count(); ++column) {
        if (header.isSectionHidden(column))
            continue;
        const QString title =
            view.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        right =
            std::max(right, header.sectionViewportPosition(column) + header.sectionSize(column));
        if (header.sectionSizeHint(column) > header.sectionSize(column))
            faults << u"header %1 is cut"_s.arg(title);
        if (endless.contains(title))
            continue;
        for (int row = 0; row < view.model()->rowCount(); ++row) {
            const QModelIndex index = view.model()->index(row, column);
            const int wanted = QFontMetrics(view.font()).horizontalAdvance(index.data().toString())
                               + (view.itemDelegateForColumn(column) ? 42 : 24); // with a mark
            if (wanted > header.sectionSize(column))
                faults << u"cell “%1” wants %2 of %3"_s.arg(index.data().toString())
                              .arg(wanted)
                              .arg(header.sectionSize(column));
        }
    }
    if (right > view.viewport()->width())
        faults << u"columns end at %1 of %2"_s.arg(right).arg(view.viewport()->width());
}

/// Everything that is clipped, elided or overlapped in a window.
inline QStringList faultsOf(const QWidget &window, const QStringList &endless)
{
    QStringList faults;
    for (const QWidget *one : window.findChildren<QWidget *>()) {
        if (!one->isVisible())
            continue;
        if (const auto *label = qobject_cast<const Label *>(one);
            label && label->isCut() && !(scrolls(*one) && label->hasHeightForWidth()))
            faults << nameOf(*one) + u" is cut"_s;
        if ((qobject_cast<const QAbstractButton *>(one) || qobject_cast<const ModeSwitch *>(one))
            && (one->sizeHint().width() > one->width() || one->sizeHint().height() > one->height()))
            faults << nameOf(*one) + u" is too small"_s;
        if (qobject_cast<const TabStrip *>(one) && one->property("cut").toBool())
            faults << nameOf(*one) + u" cuts titles"_s;
        if (const auto *run = qobject_cast<const RunOfShow *>(one); run && run->isCut())
            faults << nameOf(*one) + u" cuts titles"_s;
        if (const auto *bar = qobject_cast<const QScrollBar *>(one);
            bar && bar->orientation() == Qt::Horizontal)
            faults << u"a horizontal scroll bar in "_s
                          + nameOf(*one->parentWidget()->parentWidget());
        if (const auto *table = qobject_cast<const QTableView *>(one))
            lookAtTable(*table, endless, faults);
        const QWidget *parent = one->parentWidget();
        if (scrolls(*one) || qobject_cast<const QAbstractScrollArea *>(parent))
            continue;
        if (!parent->rect().contains(one->geometry()))
            faults << nameOf(*one) + u" leaves "_s + nameOf(*parent);
        for (const QObject *other : parent->children()) {
            const auto *beside = qobject_cast<const QWidget *>(other);
            if (beside && beside > one && beside->isVisible()
                && beside->geometry().intersects(one->geometry()))
                faults << nameOf(*one) + u" overlaps "_s + nameOf(*beside);
        }
    }
    return faults;
}

} // namespace scenes
