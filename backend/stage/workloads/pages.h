// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace stage::workloads {

/// A file of resources/stage/pages, by its path there ("chatbot/index.html"), as it was when the
/// library was built; "" when there is none.
std::string page(const std::string &name);

} // namespace stage::workloads
