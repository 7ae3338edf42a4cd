// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/agents/shapes.h"
#include "backend/stage/workloads/mcp/client.h"

namespace stage::agents {

/// The tools of one turn: listed anew from the MCP servers, then the sub-agents, then ask_user. A
/// server that cannot be reached is silently absent; the log says so.
class Toolbox {
public:
    /// Who calls, for the sub-agents.
    struct Caller {
        std::string user;
        std::optional<workloads::TraceContext> trace;
    };
    Toolbox(const workloads::Surroundings &around, const Json &config, Caller caller);

    Awaitable<void> open();
    Awaitable<void> close(); ///< ends the MCP sessions

    const Json &forModel() const { return m_offered; } ///< the Messages API's tools
    bool has(const std::string &name) const { return m_tools.contains(name); }
    bool isSubAgent(const std::string &name) const;
    std::string names() const; ///< "get_balance, …" in the order offered
    /// The response object of a function_response part. SESSION is the sub-agent's context id.
    Awaitable<Json> call(std::string name, Json arguments, std::string session,
                         std::optional<workloads::TraceContext> trace);
    /// The same response as the text of a Messages API tool_result.
    static std::string forResult(const Json &response);

private:
    struct Tool {
        workloads::mcp::Client *client = nullptr; ///< null: a sub-agent, or ask_user
        std::string url;                          ///< of a sub-agent
    };
    Awaitable<void> openServer(Json entry);
    Awaitable<Json> callServer(workloads::mcp::Client &client, std::string name, Json arguments);
    Awaitable<Json> callAgent(std::string url, std::string request, std::string session,
                              std::optional<workloads::TraceContext> trace);
    void offer(const std::string &name, const std::string &description, Json schema, Tool tool);

    const workloads::Surroundings &m_around;
    const Json &m_config;
    Caller m_caller;
    std::vector<std::unique_ptr<workloads::mcp::Client>> m_clients;
    std::map<std::string, Tool> m_tools;
    Json m_offered = Json::array();
};

} // namespace stage::agents
