// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"

#include <QListView>
#include <QPushButton>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace widgets {

/// One thing that was looked at, as values.
struct CheckRow {
    QString id, title, word, why, fix; ///< word: "ok", "blocked" …
    Mark mark = Mark::Idle;
    bool waivable = false;
};

/// Draws a check over as many lines as its sentence needs.
class CheckDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum Role { MarkRole = Qt::UserRole, WordRole, WhyRole, FixRole, IdRole, WaivableRole };
    explicit CheckDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    int at(int pixels) const; ///< of the usual text size
    QRect textBox(const QRect &row) const;
    QString sentence(const QModelIndex &index) const;

    const Theme &m_theme;
};

/// Pre-flight: the total, every check with its reason and what to do, and a way to waive one.
class PreflightPane final : public QWidget {
    Q_OBJECT
public:
    explicit PreflightPane(const Theme &theme, QWidget *parent = nullptr);

    void setRows(const std::vector<CheckRow> &rows);
    void setTotal(const QString &text, Mark mark);
    void setBusy(bool busy);
    int rows() const { return m_model.rowCount(); }

signals:
    void check(bool quick);
    void waive(const QString &id);
    void back();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QString chosen() const;

    QStandardItemModel m_model;
    CheckDelegate m_delegate;
    QListView *m_view;
    MarkIcon *m_mark;
    Label *m_total;
    QPushButton *m_full;
    QPushButton *m_quick;
    QPushButton *m_waive;
    QPushButton *m_back;
};

} // namespace widgets
