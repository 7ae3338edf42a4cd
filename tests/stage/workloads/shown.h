// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

/// JSON for QCOMPARE, which would otherwise try to convert it to Qt's own numbers.
inline std::string shown(const nlohmann::json &value)
{
    return value.dump();
}
