// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"

namespace deploy {

/// What a cluster says about itself before the bundle is read.
struct ClusterFacts {
    QString cluster = QStringLiteral("other"); ///< stage | kind | other
    QString kindCluster; ///< of cluster kind: which one; only the bundle's own is ours
    QString licences = QStringLiteral("needed");
    QString model, modelUrl, pace, edition; ///< "" = not said
    QString registryHost;                   ///< "" = not said
    QString deployed;                       ///< the edition that is deployed here, or ""
    QMap<QString, QString> options;         ///< of the bundle that is deployed here
};
/// CHOICE with what the cluster says, where the caller has not decided (edition, pace, model, …).
Choice withFacts(Choice choice, const ClusterFacts &facts);

/// One edition over another would leave half of each: what refuses EDITION on this cluster, or
/// nothing. WHERE is the context's name.
std::optional<core::Fault> otherEdition(const QString &edition, const ClusterFacts &facts,
                                        const QString &where);
/// What refuses to deploy onto a cluster whose nodes pull from nobody knows where, or nothing.
std::optional<core::Fault> noRegistry(const Choice &choice, const QString &where);

using FactsDone = std::function<void(core::Result<ClusterFacts>)>;
/// Reads ConfigMaps kube-public/trustusbank-facts, trustusbank-deployed and local-registry-hosting,
/// else the nodes' providerID. Absent things are no fault; a cluster that does not answer is
/// Missing and named with its server. Calls back unless CONTEXT or CLIENT dies first.
void readClusterFacts(kube::Client &client, QObject *context, FactsDone done);

/// Of ConfigMap trustusbank-facts, local-registry-hosting, a list of nodes, and ConfigMap
/// trustusbank-deployed, where a deployment has left how it was chosen; any may be null.
ClusterFacts judgeFacts(const Json &facts, const Json &hosting, const Json &nodes,
                        const Json &deployed = {});

} // namespace deploy
