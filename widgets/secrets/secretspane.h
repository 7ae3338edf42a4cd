// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"
#include "widgets/theme/mark.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace widgets {

/// A key or licence, as values. Never the value itself.
struct KeyRow {
    QString name, title, state, origin;
    Mark mark = Mark::Idle;
    bool kept = false; ///< in our own file: can be taken away
};

/// Keys and licences: entered, tested, kept, removed. What is typed leaves the line at once.
class SecretsPane final : public QWidget {
    Q_OBJECT
public:
    explicit SecretsPane(const Theme &theme, QWidget *parent = nullptr);

    /// Rows are made once; later calls with the same names only fill them.
    void setRows(const std::vector<KeyRow> &rows);
    void setRemark(const QString &text);
    /// Nothing can be entered, imported or removed.
    void setLocked(bool locked);

signals:
    void entered(const QString &name, const QString &value);
    void removed(const QString &name);
    void import();
    void test();
    void back();

private:
    struct Row {
        QString name;
        MarkIcon *mark;
        Label *state;
        QLineEdit *edit;
        QPushButton *save;
        QPushButton *remove;
        bool kept = false;
    };
    void showDeeds();
    void make(const KeyRow &row);

    const Theme &m_theme;
    QVBoxLayout *m_list;
    Label *m_remark;
    Label *m_none;
    QPushButton *m_import;
    bool m_locked = false;
    std::vector<Row> m_rows;
};

} // namespace widgets
