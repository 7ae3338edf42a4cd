// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace stage::tools {

std::string base64Encode(std::string_view bytes);
/// Anything that is not base64 is passed over.
std::string base64Decode(std::string_view text);
std::string gzip(std::string_view bytes);
tl::expected<std::string, std::string> gunzip(std::string_view bytes);
/// "sha256:" and 64 hex digits.
std::string sha256Digest(std::string_view bytes);

} // namespace stage::tools
