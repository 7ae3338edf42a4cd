// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

namespace stage::cluster {

/// A YAML document (or JSON, which is YAML) as JSON, scalars resolved by the YAML 1.2 core schema.
/// The error names line and column. REPEATS takes each key that a map has twice; the last one
/// counts. Pure.
tl::expected<nlohmann::json, std::string> jsonFromYaml(const std::string &text,
                                                       std::vector<std::string> *repeats = nullptr);

} // namespace stage::cluster
