// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"

namespace stage::cluster {

/// The discovery documents, old and aggregated. Pure.
using Types = std::vector<std::shared_ptr<const Type>>;

Json versionDocument();
Json apiVersions();                                          ///< GET /api
Json apiGroups(const Types &types);                          ///< GET /apis
Json apiGroup(const Types &types, const std::string &group); ///< GET /apis/G; null when not served
/// GET /api/v1 and /apis/G/V; null when not served.
Json apiResources(const Types &types, const std::string &group, const std::string &version);
/// GET /api (CORE) or /apis as APIGroupDiscoveryList of apidiscovery.k8s.io/VERSION.
Json aggregated(const Types &types, bool core, const std::string &version);
/// Versions of one group, the preferred one first: v2 before v1 before v1beta1.
bool isServed(const Types &types, const std::string &group, const std::string &version);
std::vector<std::string> versionsOf(const Types &types, const std::string &group);

} // namespace stage::cluster
