// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"

#include <tl/expected.hpp>

/// What an agent's pod accepts as A2A 0.3 JSON-RPC. Pure.
namespace stage::agents {

struct Call {
    Json id; ///< null when the caller gave none
    std::string method;
    Json params = Json::object();
};

/// The call in BODY, or the answer that refuses it.
tl::expected<Call, Json> readCall(const std::string &body);
/// Why PARAMS are none of message/send's; "" when they are.
std::string faultIn(const Json &params);

Json errorParse(const std::string &why);
Json errorParams(const Json &id, const std::string &why);
Json errorNoTask(const Json &id, const std::string &why);

} // namespace stage::agents
