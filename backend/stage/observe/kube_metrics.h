// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <optional>

namespace stage::observe {

/// kube-state-metrics' page, for the series that the demo's dashboards read: pods and their
/// containers, Deployments, DaemonSets, StatefulSets and namespaces. Prometheus text format 0.0.4.
std::string kubeMetrics(const cluster::Store &store);
/// Seconds since 1970 of an RFC 3339 time in UTC; nothing when it is none.
std::optional<std::int64_t> unixTime(const std::string &rfc3339);

} // namespace stage::observe
