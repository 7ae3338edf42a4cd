// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/values.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace widgets {

/// Acts and their cues as one list.
class RunModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IsAct = Qt::UserRole, IdRole, MarkRole, WordRole, CurrentRole };
    using QAbstractListModel::QAbstractListModel;
    void replace(const std::vector<ActLine> &acts);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    int currentRow() const;

private:
    struct Row {
        bool act = false;
        QString id, title, word;
        Mark mark = Mark::Idle;
        bool current = false;
        friend bool operator==(const Row &, const Row &) = default;
    };
    std::vector<Row> m_rows;
};

class RunDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit RunDelegate(const Theme &theme, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setDense(bool dense) { m_dense = dense; }

private:
    /// Where the parts of a row stand, in a row that is WIDE.
    struct Places {
        int icon, title, titleWide, wordWide;
        QFont titleFont, wordFont;
    };
    Places placesOf(const QModelIndex &index, int wide) const;
    int edge() const; ///< of a row, at both sides: a scroll bar has room in it

    const Theme &m_theme;
    bool m_dense = false;
};

/// The run of show: where we are, what was, what comes. Looking only; it never moves the playhead.
class RunOfShow final : public QListView {
    Q_OBJECT
public:
    explicit RunOfShow(const Theme &theme, QWidget *parent = nullptr);
    void setActs(const std::vector<ActLine> &acts);
    bool isCut() const;        ///< whether a row has less room than its title wants
    void setDense(bool dense); ///< lower rows

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showCurrent();

    RunModel m_model;
    RunDelegate m_delegate;
};

} // namespace widgets
