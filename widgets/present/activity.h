// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/surface.h"

#include <QStringList>

namespace widgets {

/// The last lines of what happened, newest below. Only as many as there is room for are drawn; who
/// clicks wants them as they were written.
class Activity final : public Surface {
    Q_OBJECT
public:
    explicit Activity(const Theme &theme, QWidget *parent = nullptr);
    void add(const QString &time, const QString &text);
    void clear();
    QStringList lines() const { return m_lines; }
    QSize sizeHint() const override;

signals:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    static QString none();

    QStringList m_lines;
};

} // namespace widgets
