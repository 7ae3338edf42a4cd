// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stage::agents {

/// A NetError's text in the words of Go's net package:
/// "dial tcp host:8080: connect: connection refused".
std::string goNetError(const std::string &text, const std::string &url);

} // namespace stage::agents
