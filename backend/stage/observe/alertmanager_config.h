// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/pods.h"

namespace stage::observe {

/// Alertmanager's configuration from every AlertmanagerConfig (v1alpha1), as the Prometheus
/// operator makes it with the OnNamespace matcher: a route of each object hangs below the null
/// receiver, restricted to its own namespace. A smarthost that is a Service becomes its pod's
/// loopback port; one that cannot be resolved yet is left as it stands. SKIPPED gets a line for
/// each thing left out.
std::string alertmanagerConfig(const cluster::Store &store, const nodes::PortMap &ports,
                               std::vector<std::string> &skipped);

} // namespace stage::observe
