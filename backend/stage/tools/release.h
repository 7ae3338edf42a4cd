// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/tools/chart.h"
#include "backend/stage/tools/kubeapi.h"

namespace stage::tools {

/// Helm's own record of a release: Secret sh.helm.release.v1.NAME.vN of type helm.sh/release.v1,
/// whose data.release is base64 of base64 of gzip of a JSON document (helm pkg/storage/driver).
Json releaseSecret(const Json &record);
tl::expected<Json, std::string> releaseOf(const Json &secret);

/// A release's manifest: the texts of the CRDs, then the objects.
std::string manifestText(const Chart &chart, const std::vector<std::string> &crds,
                         const std::vector<Json> &manifests);

/// The JSON document of one revision.
Json releaseRecord(const Chart &chart, const Release &release, const std::string &manifest,
                   int revision, const std::string &status, const std::string &firstDeployed);

/// Every revision's record of a namespace ("" = all), oldest first; undecodable ones are left out.
tl::expected<std::vector<Json>, std::string> releases(KubeApi &api, const std::string &ns);
/// The newest revision of each release.
std::vector<Json> newest(const std::vector<Json> &records);

} // namespace stage::tools
