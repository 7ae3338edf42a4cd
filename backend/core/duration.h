// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <chrono>
#include <optional>

namespace core {

/// A duration as the bundle writes it: "500ms", "30s", "5m" or "2h"; nothing for any other text.
std::optional<std::chrono::milliseconds> parseDuration(const QString &text);

} // namespace core
