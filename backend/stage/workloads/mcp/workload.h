// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/bank.h"
#include "backend/stage/workloads/mcp/server.h"

namespace stage::workloads::mcp {

/// A container that is one MCP server on one port.
class ServerWorkload final : public Workload {
public:
    ServerWorkload(Server server, std::uint16_t port)
        : m_server(std::move(server))
        , m_port(port)
    {
    }
    std::vector<Port> ports() override
    {
        std::vector<Port> out;
        out.push_back(Port{"http", m_port, m_server.handler()});
        return out;
    }

private:
    Server m_server;
    std::uint16_t m_port;
};

/// TOOL_ORDER_SEED around the container; nothing when it is not a number.
std::optional<std::uint32_t> orderSeed(const Surroundings &around);

/// An input schema as FastMCP writes it: properties with titles, those without default required.
struct Argument {
    std::string name, type;
    Json otherwise = nullptr; ///< the default; null: the argument is required
    Json allowed = nullptr;   ///< enum
};
Json inputSchema(const std::string &tool, const std::vector<Argument> &arguments);

} // namespace stage::workloads::mcp
