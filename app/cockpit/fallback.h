// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/show/script.h"

#include <QDateTime>

namespace app {

/// Where a cue's last good picture is kept in FOLDER. Pure.
QString pictureFile(const QString &folder, const QString &cue);
/// CUE as a part of a file's name. Pure.
QString pictureName(const QString &cue);

/// What Ctrl+R would show of each cue, and where that is from.
struct Fallback {
    QStringList own, rehearsed, prepared, missing; ///< cues
    QDateTime oldest;                              ///< of the recordings among them
};
/// FOLDERS as a session has them; BUNDLE is the folder of the pictures that the demo brings.
Fallback readFallback(const show::Script &script, const QStringList &folders,
                      const QString &bundle);
/// Against when the images were last made: a picture from before them may show what was. Pure.
deploy::Item fallbackItem(const Fallback &fallback, const QDateTime &imagesMade);

} // namespace app
