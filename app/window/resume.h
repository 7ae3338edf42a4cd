// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/evidence/measure.h"
#include "backend/show/progress.h"

#include <QFileInfo>

/// What a show's log has to hold so that another process can go on with it.
namespace app {

using show::Json;

/// Only what an act is measured against; the observer reads the rest anew.
Json baselineJson(const evidence::Baseline &baseline);
evidence::Baseline baselineOf(const Json &written);
Json replyJson(const evidence::Reply &reply);
std::optional<evidence::Reply> replyOf(const Json &written);

/// The newest logs of shows in FOLDER, the newest first: old ones are not read for ever.
QFileInfoList showLogs(const QString &folder);

/// A show that did not end, and its file.
struct Resume {
    QString path;
    show::Progress progress;
};

/// The show that was broken off on this cluster: the newest log of CONTEXT in FOLDER, when it has
/// no end, names the same CLUSTER, and nothing was deployed or reset after it (DEPLOYS is the
/// deploy journals' folder).
std::optional<Resume> brokenOff(const QString &folder, const QString &deploys,
                                const QString &context, const QString &cluster,
                                const show::Script &script);

/// The last shows of CONTEXT, this one's file (PATH) not among them, for their times.
std::vector<show::Progress> earlierShows(const QString &folder, const QString &context,
                                         const QString &path, const show::Script &script);

} // namespace app
