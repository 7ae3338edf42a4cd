// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/deploy/values.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace widgets {

/// Phases, or steps, as rows. A step is a row without count and part.
class RowModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        MarkRole,
        CountRole,
        WordRole,
        TimeRole,
        PartRole,
        CurrentRole
    };
    using QAbstractListModel::QAbstractListModel;
    void replace(std::vector<PhaseRow> rows);
    void replace(const std::vector<StepRow> &rows);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<PhaseRow> m_rows;
};

/// Draws either kind at one fixed height, so that nothing jumps while a run goes on.
class RowDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    enum class Kind { Phase, Step };
    RowDelegate(const Theme &theme, Kind kind, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    Kind m_kind;
};

} // namespace widgets
