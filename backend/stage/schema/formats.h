// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stage::schema {

/// True when TEXT is of a string format that the API server checks (date-time, ipv4 …); a format
/// that it does not know is always met.
bool fitsFormat(const std::string &format, const std::string &text);

/// Unicode code points of UTF-8 text, which is what minLength counts.
std::size_t codePoints(const std::string &text);

} // namespace stage::schema
