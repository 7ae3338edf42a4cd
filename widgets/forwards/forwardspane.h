// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/spec.h"
#include "widgets/forwards/forwarddetail.h"
#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>
#include <QTableView>

namespace widgets {

Mark markOf(forward::State state);
QString stateText(forward::State state); ///< in the window's language

class ForwardModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Order, ///< in which they start
        StateColumn,
        Title,
        Local,
        Target,
        Latency,
        Age,
        Connections,
        Lost,
        Why,
        columns
    };
    static constexpr int MarkRole = Qt::UserRole, HeadingRole = Qt::UserRole + 1;
    using QAbstractTableModel::QAbstractTableModel;
    /// By forward: which stand together below a heading. Without groups there are no headings.
    void setGroups(const QMap<QString, QString> &groups) { m_groups = groups; }
    /// In the order in which they start.
    void replace(std::vector<forward::Status> statuses, const QMap<QString, QString> &titles);
    bool anyWhy() const;                      ///< whether there is anything to explain
    const forward::Status *at(int row) const; ///< null: a heading, or none
    bool isHeading(int row) const;
    int rowOf(const QString &id) const; ///< -1: none
    QString titleOf(const forward::Status &status) const;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        int forward = -1; ///< -1: the heading of its group
        QString group;
        friend bool operator==(const Row &, const Row &) = default;
    };
    std::vector<Row> rowsOf(const std::vector<forward::Status> &statuses) const;
    QString text(const forward::Status &status, int column) const;
    QString heading(const QString &group) const;
    std::vector<forward::Status> m_forwards;
    std::vector<Row> m_rows;
    QMap<QString, QString> m_titles, m_groups;
};

/// A cell with a mark before its word.
class MarkDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit MarkDelegate(const Theme &theme, int role, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    int m_role;
};

/// A column's least width at the design's text size, and its share of what is left over.
struct Column {
    int least = 60, share = 0;
};

/// A table in the house's manner: no grid of its own, whole rows, columns that follow the view's
/// width.
void dressTable(QTableView &view, const Theme &theme, const QList<Column> &columns);

/// Forwards mode: every forward with its state and, where it is not Verified, why; below, what more
/// is known of the chosen one.
class ForwardsPane final : public QWidget {
    Q_OBJECT
public:
    explicit ForwardsPane(const Theme &theme, QWidget *parent = nullptr);
    void setForwards(std::vector<forward::Status> statuses, const QMap<QString, QString> &titles);
    /// The forwards that some tab shows.
    void setTabs(const QStringList &ids);
    void setGroups(const QMap<QString, QString> &groups) { m_model.setGroups(groups); }
    void setPausable(bool pausable) { m_detail->setPausable(pausable); }
    QString chosen() const;                                   ///< its id; empty: none
    void setLedger(const std::vector<forward::Loss> &losses); ///< of the chosen one

signals:
    void chosenChanged(const QString &id); ///< its ledger is asked for
    void openWanted(const QString &id);
    void otherPortWanted(const QString &id);
    void restartWanted(const QString &id);
    void pauseWanted(const QString &id, bool pause); ///< false: resume

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void spanHeadings();
    void noteLatencies(const std::vector<forward::Status> &statuses);
    void describe();

    const Theme &m_theme;
    ForwardModel m_model;
    MarkDelegate m_delegate;
    Label *m_summary;
    QTableView *m_view;
    ForwardDetail *m_detail;
    QStringList m_shown;
    QString m_chosen;
    struct Probes {
        QDateTime last;
        std::deque<double> latencies; ///< milliseconds, newest last
    };
    QMap<QString, Probes> m_probes;
};

} // namespace widgets
