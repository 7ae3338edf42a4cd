// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/gateway/config.h"
#include "backend/stage/mesh/gateway/jsonrpc.h"
#include "backend/stage/net/client.h"

namespace stage::mesh::gateway {

/// What an MCP server answered beside its messages.
struct UpstreamReply {
    std::string failure;    ///< as the gateway words it; "" when the server answered whole
    bool streaming = false; ///< an event stream had begun
    int status = 0;
    net::Headers headers;
    std::string body;    ///< of an error status
    std::string session; ///< mcp-session-id
};

/// Gets a server's messages in order, from an event stream or a JSON body alike.
struct MessageSink {
    std::function<net::Awaitable<void>()> onStream; ///< an event stream begins; may be empty
    std::function<net::Awaitable<bool>(Message)> onMessage;
};

/// One call to one MCP server over streamable HTTP.
/// CLIENT are the client's own headers, which travel along.
net::Awaitable<UpstreamReply> callTarget(net::Dialer &dialer, const McpTarget &target,
                                         std::string method, net::Headers client,
                                         std::string session, std::string body, MessageSink sink);

/// "upstream call failed: Connect: Connection refused (os error 111)"
std::string upstreamFailure(const net::NetError &error);
/// The headers that a proxy must not pass on.
bool isHopByHop(const std::string &name);

} // namespace stage::mesh::gateway
