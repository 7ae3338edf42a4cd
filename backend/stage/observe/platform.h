// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/runtime.h"
#include "backend/stage/observe/inbox.h"
#include "backend/stage/observe/trace_store.h"

namespace stage::observe {

/// What the platform's stand-ins share with the stage. Everything outlives every workload.
struct Platform {
    cluster::Objects &objects;
    nodes::LogBook &logs;
    nodes::PortMap &ports;
    TraceStore &traces;
    Inbox &inbox;
    std::string dataFolder; ///< for the children's files; ours alone, made when it is missing
    /// The window of the evidence page's figures where no workload variable EVIDENCE_WINDOW says
    /// it.
    std::string evidenceWindow = "5m";
    std::string prometheusProgram = "prometheus";                ///< looked for in PATH
    std::string alertmanagerProgram = "prometheus-alertmanager"; ///< Debian's name of it
};

/// Makes "prometheus", "alertmanager", "kube-state-metrics", "mailhog", "loki", "tempo", "grafana",
/// "agentregistry", "dex", "oauth2-proxy", "otel-collector", "promtail", "postgres" and "idle";
/// null for any other name. The platform outlives the workload.
std::unique_ptr<workloads::Workload> makeObserveWorkload(const std::string &name,
                                                         workloads::Surroundings surroundings,
                                                         Platform &platform);

} // namespace stage::observe
