// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/plan.h"

namespace deploy {

/// `demo render`: every manifest of the edition's steps as it would be applied,
/// PHASE-STEP-KIND-NAME.yaml, Secrets' values as REDACTED, and charts.json; the operations'
/// manifests under their names. FOLDER is made; an earlier rendering in it is replaced, anything
/// else there is a Usage fault. Answers the files' paths.
core::Result<QStringList> renderBundle(const Bundle &bundle, const QString &folder);
/// `demo export`: a copy of the bundle's folder. A FOLDER that has anything in it is a Usage fault.
core::Result<QStringList> exportBundle(const QString &from, const QString &folder);
/// `demo validate`: loads FOLDER for every edition, pace, model and kind of cluster, and plans
/// every operation. The first fault, or how many combinations were read.
core::Result<int> validateBundle(const QString &folder);

/// An object as YAML, keys sorted, strings quoted where YAML 1.1 or 1.2 would read them otherwise.
std::string toYaml(const Json &object);

} // namespace deploy
