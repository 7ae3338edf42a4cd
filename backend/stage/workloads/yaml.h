// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <tl/expected.hpp>

namespace stage::workloads {

/// A YAML document as JSON: quoted scalars stay text, plain ones become numbers, booleans or null
/// by YAML 1.2's core schema. The error names line and column.
tl::expected<net::Json, std::string> yamlToJson(const std::string &text);

/// "3s", "500ms", "2m"; OTHERWISE when it is none of these.
std::chrono::milliseconds duration(const std::string &text, std::chrono::milliseconds otherwise);

} // namespace stage::workloads
