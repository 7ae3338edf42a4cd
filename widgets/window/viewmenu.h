// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/theme.h"

#include <QToolButton>

namespace widgets {

/// Theme and text size, for whoever finds the room too bright or sits too far away. By menu and by
/// key.
class ViewMenu final : public QToolButton {
    Q_OBJECT
public:
    static constexpr double smallest = 0.8, largest = 1.6, step = 0.1;
    explicit ViewMenu(Theme &theme, QWidget *parent = nullptr);

signals:
    void settingsWanted();
    void keysWanted();
    void quitWanted();

private:
    QAction *add(QMenu &menu, const QString &text, const QList<QKeySequence> &keys);
    void tick();

    Theme &m_theme;
    QList<QAction *> m_palettes; ///< in Palette's order
    QAction *m_larger;
    QAction *m_smaller;
};

/// A text size that the window allows, on its grid.
double textScale(double wanted);
/// What nobody has chosen: larger on a screen that is HIGH and has no scale of its own.
double usualScale(int high);

} // namespace widgets
