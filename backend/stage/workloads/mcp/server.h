// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/mcp/tool.h"

namespace stage::workloads::mcp {

/// An MCP server over streamable HTTP (MCP basic/transports), revisions 2024-11-05 to 2025-11-25.
/// One endpoint: POST takes messages, GET opens the server's stream, DELETE ends a session.
/// A copy shares the tools and the sessions; the handler keeps them alive. Single-threaded.
class Server {
public:
    struct Options {
        std::string name, version = "1.0.0", instructions;
        std::string path = "/mcp";
        bool sse = true; ///< answer requests as an event stream, as the Python SDK does by default
        /// Offers the tools in another order at each tools/list, drawn from this seed: MCP promises
        /// none.
        std::optional<std::uint32_t> orderSeed = {};
    };
    Server(boost::asio::any_io_executor executor, Options options);

    void add(Tool tool);
    net::Handler handler() const;
    std::size_t sessions() const; ///< that are open now

private:
    class Core;
    std::shared_ptr<Core> m_core;
};

/// The revision to speak for the one a client asked for.
std::string negotiate(const std::string &asked);
/// "" when a request with this Host and Origin may come from PEER, else why not: a browser page
/// that was rebound to loopback names a foreign host.
std::string refuseOrigin(const net::Request &request);

} // namespace stage::workloads::mcp
