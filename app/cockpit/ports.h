// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"

#include <QSet>
#include <functional>
#include <optional>

namespace app {

using MayHave = std::function<bool(const QString &id, int port)>;
/// A local port for each of IDS: the one of BEFORE where it may be had, else a free one from BEGIN
/// on, below those that the system gives to outgoing connections. Never one twice.
QMap<QString, int> pickPorts(const QStringList &ids, const QMap<QString, int> &before, int begin,
                             const MayHave &mayHave);

/// Both loopback addresses can be listened on.
bool isFreePort(int port);

/// What --ports auto chose for CLUSTER, in FILE: its manifests name the ports, so that others would
/// be another deployment. The twenty clusters used last are kept.
QMap<QString, int> readPorts(const QString &file, const QString &cluster);
void writePorts(const QString &file, const QString &cluster, const QMap<QString, int> &ports);
/// What FILE gives to other clusters, which may be about to open it.
struct Promised {
    QSet<int> ever, since; ///< all; those given since CLUSTER was given its own
};
Promised readPromised(const QString &file, const QString &cluster);

/// --ports auto, by forward: the same for the same cluster as long as they can be had, also where
/// another of our programs holds one for the same service. Two clusters never get the same.
QMap<QString, int> autoPorts(const deploy::Bundle &bundle, const QString &server);
/// The first forward that --port-offset would send beyond the last port; nothing when all fit.
std::optional<core::Fault> beyondPorts(const deploy::Bundle &bundle, int offset);
/// --port-offset
QMap<QString, int> offsetPorts(const deploy::Bundle &bundle, int offset);

/// Where our programs tell each other what they forward.
QString peerFolder();

} // namespace app
