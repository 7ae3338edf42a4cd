// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace stage::cluster {

/// The values that a JSONPath of a printer column selects: members, ['members'], [0], [-1], [*] and
/// filters such as [?(@.type=="Ready")]. Nothing for anything else. Pure.
std::vector<nlohmann::json> jsonPath(const nlohmann::json &object, const std::string &path);

} // namespace stage::cluster
