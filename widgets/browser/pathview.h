// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/mark.h"

#include <vector>

namespace widgets {

/// One station of a path, and what lies between it and the next.
struct HopValue {
    QString title, value, text; ///< text: mono, line by line
    Mark mark = Mark::Idle;
    QString link; ///< on the arrow to the next one
    Mark linkMark = Mark::Idle;
    friend bool operator==(const HopValue &, const HopValue &) = default;
};

/// Stations from left to right with arrows between them. A blocked one ends at a bar: the shape
/// says so, not the colour alone.
class PathView final : public QWidget {
    Q_OBJECT
public:
    explicit PathView(const Theme &theme, QWidget *parent = nullptr);
    void setHops(const std::vector<HopValue> &hops);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Faces {
        QFont title, value, text, link;
    };
    Faces faces() const;
    int boxWidth(int width) const;
    int textHeight(const HopValue &hop, int inside) const;
    void paintBox(QPainter &painter, const QRectF &box, const HopValue &hop) const;
    void paintLink(QPainter &painter, const QRectF &gap, const HopValue &hop) const;
    int at(double pixels) const; ///< of the design

    const Theme &m_theme;
    std::vector<HopValue> m_hops;
};

} // namespace widgets
