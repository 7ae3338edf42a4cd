// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"

namespace stage::cluster {

/// Why a pod may not be evicted now, by the PodDisruptionBudgets of its namespace: 429 when one
/// refuses, 500 when several apply. Nothing when it may go. Pure.
std::optional<Failure> evictionRefusal(const Json &pod, const std::vector<Object> &pods,
                                       const std::vector<Object> &budgets);
/// An integer or percentage of TOTAL, percentages rounded up.
int shareOf(const Json &intOrPercent, int total);

} // namespace stage::cluster
