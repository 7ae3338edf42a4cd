// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stage::nodes {

std::string base64Encode(std::string_view bytes);
/// Nothing when TEXT is not base64; line breaks are skipped.
std::optional<std::string> base64Decode(std::string_view text);

} // namespace stage::nodes
