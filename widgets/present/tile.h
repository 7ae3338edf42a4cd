// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/present/values.h"
#include "widgets/theme/label.h"
#include "widgets/theme/surface.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace widgets {

/// "3 s ago", "12 min ago"; "never" without a time.
QString ageText(const QDateTime &observedAt, const QDateTime &now);

/// Value, expectation, verdict, age.
class Tile final : public Surface {
    Q_OBJECT
public:
    explicit Tile(const Theme &theme, QWidget *parent = nullptr);
    void setValue(const TileValue &value, const QDateTime &now);
    void setNow(const QDateTime &now);
    void setDense(bool dense); ///< the value beside the question, a list in one line

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void tellAge(const QDateTime &now);
    void arrange();
    void dress();

    TileValue m_value;
    QDateTime m_now;
    Label *m_title;
    Label *m_verdict;
    MarkIcon *m_icon;
    Label *m_text;
    Label *m_expectation;
    std::vector<Label *> m_list;
    QBoxLayout *m_top;
    QHBoxLayout *m_verdictRow;
    QVBoxLayout *m_layout;
    bool m_dense = false;
};

/// The tiles of the act, in order; scrolls when there are more than fit.
class TileBoard final : public QScrollArea {
    Q_OBJECT
public:
    explicit TileBoard(const Theme &theme, QWidget *parent = nullptr);
    void setTiles(const std::vector<TileValue> &tiles, const QDateTime &now);
    void setNow(const QDateTime &now);
    void setDense(bool dense);

private:
    const Theme &m_theme;
    QVBoxLayout *m_layout;
    Label *m_none;
    std::vector<Tile *> m_tiles;
    bool m_dense = false;
};

} // namespace widgets
