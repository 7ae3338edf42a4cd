// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"

#include <tl/expected.hpp>

namespace stage::agents {

/// A call that was found to be in order.
struct A2aCall {
    Json id; ///< null when the client gave none
    std::string method;
    Json params; ///< as the agent gets them
    bool streams() const { return method == "message/stream" || method == "tasks/resubscribe"; }
};

/// Checks a request as the controller's A2A server does; the error is the answer, status and all.
tl::expected<A2aCall, net::Response> readCall(const net::Request &request);

/// One JSON line: jsonrpc, id, then result or error.
net::Response rpcResponse(const Json &answer, int status);
/// {"jsonrpc", error: -32603 Internal error, data WHY} with status 500, as failures at the agent
/// are told.
net::Response internalError(const A2aCall &call, const std::string &why);
/// "OnSendMessage failed: a2aClient.SendMessage: "
std::string failurePrefix(const std::string &method);
/// What the answer of an agent's pod becomes at the controller.
net::Response relayed(const A2aCall &call, const net::Response &answer);
/// One server-sent event of a stream for the client's id, from the data of the agent's event.
std::string relayedEvent(const A2aCall &call, const std::string &data);

/// The CORS headers of everything below /api/a2a.
void allowOrigins(net::Headers &headers);

} // namespace stage::agents
