// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stage::mesh::gateway {

/// The fields of an AgentgatewayPolicy's spec that this gateway does not act upon, by their paths
/// ("traffic.extAuth"). Pure.
std::vector<std::string> unsupportedFields(const nlohmann::json &spec);

} // namespace stage::mesh::gateway
