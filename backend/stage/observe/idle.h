// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/observe/service.h"

namespace stage::observe {

/// kube-state-metrics' stand-in: /metrics, /healthz and /livez.
std::shared_ptr<Service> makeKubeStateMetrics(const cluster::Store &store);
/// The OpenTelemetry collector's stand-in: takes OTLP/HTTP and says 200. The stage's own workloads
/// hand their spans over directly, so nothing is exported from here.
std::shared_ptr<Service> makeCollector();
/// Something that has to be there and ready, and is never spoken to: 200 for every path.
std::shared_ptr<Service> makeIdle(std::string name);

/// A container that does nothing and listens nowhere until it is stopped, as pause does.
std::unique_ptr<workloads::Workload> makePause(boost::asio::any_io_executor executor);

} // namespace stage::observe
