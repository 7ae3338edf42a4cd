// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stage::net {

/// Whether a JSON text has more levels than anybody means: whoever walks it would run out of stack.
bool nestsTooDeeply(std::string_view json);

} // namespace stage::net
