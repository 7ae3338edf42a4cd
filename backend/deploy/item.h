// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/substitute.h"

#include <QString>
#include <vector>

namespace deploy {

enum class Level { Ok, Attention, Blocked, Waived };
QString levelWord(Level level); ///< of commands.md

/// One line of preflight, reset or status: what was looked at, how it is, what to do about it.
struct Item {
    QString id, title;
    Level level = Level::Ok;
    QString why, fix;
};
using Items = std::vector<Item>;

/// What could not be looked at is never ok: it asks for attention and says why.
Item notChecked(const QString &id, const QString &title, const QString &why,
                const QString &fix = {});
/// commands.md, Result document: the list under "items".
Json itemsDocument(const Items &items);
/// "GO", "GO WITH WAIVERS" (a blocked item was waived) or "NO-GO"; the latter two name the items.
QString total(const Items &items);
/// "ok        Title: why — fix"
QString itemLine(const Item &item);

} // namespace deploy
