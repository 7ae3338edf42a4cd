// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/forwards/forwardspane.h"
#include "widgets/present/values.h"

#include <QHBoxLayout>

namespace widgets {

/// One answered question of the show.
struct EvidenceRow {
    QString time, act, id, label, value, expected, verdict, took;
    Mark mark = Mark::Idle;
    bool must = true;
};

/// One act's end.
struct VerdictCard {
    QString act, title, story, facts; ///< "BREACHED – as expected", "£4287.55 · …"
    Mark mark = Mark::Idle;
};

class EvidenceModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { VerdictColumn, Time, Act, Label, Value, Expected, Took, Id, columns };
    static constexpr int MarkRole = Qt::UserRole;
    using QAbstractTableModel::QAbstractTableModel;
    void add(const EvidenceRow &row);
    void clear();
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<EvidenceRow> m_rows;
};

/// Evidence mode: a card for each act and every answered question in the order of its answer.
class EvidencePane final : public QWidget {
    Q_OBJECT
public:
    explicit EvidencePane(const Theme &theme, QWidget *parent = nullptr);
    void setCards(const std::vector<VerdictCard> &cards);
    void add(const EvidenceRow &row);
    void clear();
    int size() const { return m_model.rowCount(); }

private:
    const Theme &m_theme;
    EvidenceModel m_model;
    MarkDelegate m_delegate;
    QTableView *m_view;
    QHBoxLayout *m_cards;
    widgets::Label *m_none;
    std::vector<QWidget *> m_cardWidgets;
};

} // namespace widgets
