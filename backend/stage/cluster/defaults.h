// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"

namespace stage::cluster {

/// Fills in what the API server fills in for built-in kinds beyond what their schemas say: pod
/// fields, strategies, selectors, stringData. Idempotent; custom resources are left alone. Pure.
void applyBuiltinDefaults(const Resource &resource, Json &object);
/// The status that a new object of a built-in kind starts with; null for none.
Json initialStatus(const Resource &resource, const Json &object);
/// BestEffort, Burstable or Guaranteed, by the containers' requests and limits.
std::string qosClass(const Json &podSpec);

} // namespace stage::cluster
