// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDate>
#include <QRegularExpression>
#include <vector>

namespace app {

/// Text that differs from run to run, and what a picture for the documentation shows instead.
struct Pin {
    QString id, what;           ///< as the pictures' index lists it
    QRegularExpression pattern; ///< that JavaScript reads alike
    QString shows;
};

/// Those of a run that begins on TODAY (UTC), in the order in which they apply. A date counts only
/// where it is the run's own: the demo's data keep theirs.
std::vector<Pin> pinsOf(const QDate &today);
QString pinned(QString text, const std::vector<Pin> &pins);
/// Keeps a page's texts so, whatever it draws from now on; run twice it does no more than once.
QString pinScript(const std::vector<Pin> &pins);

} // namespace app
