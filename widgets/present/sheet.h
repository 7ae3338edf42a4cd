// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

#include <QGridLayout>
#include <QScrollArea>

namespace widgets {

/// One row: its cells in order, the last one as wide as there is room.
struct SheetRow {
    QString id;
    QStringList cells;
    bool heading = false;
    friend bool operator==(const SheetRow &, const SheetRow &) = default;
};

/// A sheet of paper over its parent: keys, prepared answers, times. Never takes the focus.
class Sheet final : public QWidget {
    Q_OBJECT
public:
    Sheet(const Theme &theme, QWidget *parent);

    /// Rows in so many columns side by side; shown at once.
    void open(const QString &name, const QString &title, const QString &hint,
              const std::vector<SheetRow> &rows, int columns = 1);
    void close();
    const QString &name() const { return m_name; } ///< "" while it is closed
    void setHint(const QString &hint, Token color = Token::Mute);
    /// Marks the one row; "" marks none.
    void mark(const QString &id);
    void choose(int step); ///< marks the row before or after
    const QString &marked() const { return m_marked; }
    QStringList texts() const; ///< of all cells

signals:
    void clicked(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void fill(const std::vector<SheetRow> &rows, int columns);
    void place();
    int wanted(int wide) const;
    static Token colorOf(const SheetRow &row, std::size_t cell);

    const Theme &m_theme;
    Surface *m_paper;
    Label *m_title;
    Label *m_hint;
    QScrollArea *m_scroll;
    QString m_name, m_marked;
    int m_columns = 1;
    std::vector<std::pair<SheetRow, std::vector<Label *>>> m_rows;
};

} // namespace widgets
