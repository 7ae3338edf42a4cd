// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/outcome.h"
#include "backend/deploy/item.h"

#include <QDateTime>
#include <QStringList>

namespace deploy {

/// Somebody goes on though an item is blocked.
struct Waiver {
    QString item, who, why, context;
    QDateTime at;
};
/// How long one counts: a day's show, not the next one's.
inline constexpr qint64 waiverHours = 12;

/// waivers.jsonl of the state directory, appended and never edited.
core::Result<void> recordWaivers(const QString &file, const std::vector<Waiver> &waivers);
/// Those that still count for CONTEXT at NOW. A file that is not there has none.
std::vector<Waiver> validWaivers(const QString &file, const QString &context, const QDateTime &now);
/// Blocked items become waived, with who, when and why behind what was seen.
Items withWaivers(Items items, const std::vector<Waiver> &waivers);

} // namespace deploy
