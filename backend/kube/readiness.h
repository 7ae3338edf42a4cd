// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <nlohmann/json.hpp>
#include <vector>

namespace kube {

/// How far a workload is, by the rules of `kubectl rollout status`
/// (kubectl pkg/polymorphichelpers/rollout_status.go); pure functions over API objects.
struct Readiness {
    bool done = false;
    bool failed = false; ///< it will not come by waiting
    QString waitingFor;  ///< one sentence; empty when done
    friend bool operator==(const Readiness &, const Readiness &) = default;
};

/// Deployment, DaemonSet, StatefulSet, ReplicaSet, Job, Pod and Namespace; any other kind is done
/// when its condition Ready, if it has one, is True.
Readiness readinessOf(const nlohmann::json &object);

/// Running, condition Ready, and not going away.
bool podReady(const nlohmann::json &pod);

/// What keeps a pod from being ready, in words: "container api: ImagePullBackOff: Back-off pulling
/// image …" from its containers' waiting reasons, else the unfulfilled condition, else the last
/// warning among EVENTS (core/v1 or events.k8s.io). "" for a ready pod.
QString podHold(const nlohmann::json &pod, const std::vector<nlohmann::json> &events = {});

} // namespace kube
