// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <nlohmann/json.hpp>

namespace widgets {

/// VALUE as a script's literal; what is no UTF-8 is replaced, and so is never an exception.
inline QString asScript(const nlohmann::json &value)
{
    return QString::fromStdString(
        value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

} // namespace widgets
