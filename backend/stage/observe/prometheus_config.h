// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/observe/pods.h"

namespace stage::observe {

/// Prometheus' own files, made from the cluster's objects as the Prometheus operator would.
/// JSON is YAML, so they are written as JSON: no quoting of our own can go wrong.
struct PrometheusFiles {
    std::string config;
    std::map<std::string, std::string> rules; ///< file name → content
    bool operator==(const PrometheusFiles &) const = default;
};

/// How often, where a monitor or a rule group does not say itself.
struct PrometheusPace {
    std::string scrape = "30s", evaluation = "30s";
};

/// PodMonitors, ServiceMonitors and PrometheusRules (of every namespace; rules by the chart's label
/// release: kube-prometheus-stack or the Prometheus object's ruleSelector) and the Alertmanagers
/// behind the Services called "…alertmanager". RULEFOLDER is where the rule files will be. Targets
/// are the pods' loopback ports; their labels are what the operator gives them (instance, pod,
/// namespace, job, container, endpoint, service).
PrometheusFiles prometheusFiles(const cluster::Store &store, const nodes::PortMap &ports,
                                const std::string &ruleFolder, const PrometheusPace &pace = {});

} // namespace stage::observe
