// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

#include <optional>

namespace stage::workloads {

/// Where a request for /api/a2a/NS/AGENT/REST goes: straight to the agent, or (ROUTE is
/// "controller") through kagent's own front. Nothing for any other path.
std::optional<std::string> a2aTarget(const std::string &target, const std::string &route);

} // namespace stage::workloads
