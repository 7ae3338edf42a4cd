// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <string>

namespace stage::agents {

using net::Awaitable;
using net::Json;

/// "support-bot" → "support_bot".
std::string underscored(std::string name);
/// "trustusbank_bank_agents__NS__support_bot": kagent's app name, REST id and sub-agent tool name.
std::string appName(const std::string &ns, const std::string &name);

std::string text(const Json &object, const std::string &key, const std::string &otherwise = {});
/// A member, or OTHERWISE when OBJECT is no object or has none (or null) of that name.
Json member(const Json &object, const std::string &key, Json otherwise = nullptr);

Json rpcError(const Json &id, int code, const std::string &message, const Json &data = nullptr);
Json rpcResult(const Json &id, Json result);

/// Numbers as Go writes them again: 1499.0 becomes 1499.
Json goNumbers(Json value);
/// A JSON text as Python's repr() of the parsed value, members in their order: {'type': 'error'}.
std::string pythonRepr(const std::string &json);

/// The texts of A2A parts, joined by line feeds.
std::string partsText(const Json &parts);
/// What a finished or failed task says: its artifacts, else its status message.
std::string taskText(const Json &task);
/// TASK with only its last LENGTH history entries; a null length changes nothing.
Json withHistoryLength(Json task, const Json &length);

} // namespace stage::agents
