// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/forward/spec.h"
#include "backend/kube/portforward.h"

#include <QSet>
#include <map>

namespace forward {

/// What the API server says of one namespace, by name.
struct Objects {
    std::map<QString, nlohmann::json> services, slices, pods;
};

struct Choice {
    std::optional<kube::PodPort> target;
    QString missing; ///< what there is to wait for, without a target
};
/// The pod and its port for new connections: a ready one that is not ending. CURRENT stays as long
/// as it is one of them; pods to AVOID are taken only when there is no other; else the newest wins.
/// Source: kubernetes.io "EndpointSlices" (conditions, named ports), "Service" (targetPort).
Choice choose(const Spec &spec, const Objects &objects, const std::optional<kube::PodPort> &current,
              const QSet<QString> &avoid);

} // namespace forward
