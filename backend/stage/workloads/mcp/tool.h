// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/telemetry.h"

namespace stage::workloads::mcp {

using Ordered = nlohmann::ordered_json;

/// What a tool brought: MCP 2025-06-18 server/tools, shaped as the Python SDK's FastMCP does it
/// (an object is its own structured content, a list is wrapped in {"result": […]}).
struct ToolResult {
    Json content = Json::array();
    Json structured; ///< null: none
    bool isError = false;

    static ToolResult object(const Ordered &value);
    static ToolResult list(const std::vector<Ordered> &values);
    static ToolResult failure(const std::string &text);
    Json json() const;
};

struct ToolCall {
    Json arguments;
    net::Peer peer;
    std::optional<TraceContext> trace; ///< the caller's, from the header or params._meta
};

struct Tool {
    std::string name, description;
    Json inputSchema;
    Json outputSchema; ///< null: none
    std::function<Awaitable<ToolResult>(ToolCall)> handler;
};

/// What is wrong with ARGUMENTS, as the Python SDK words it ("'account_id' is a required
/// property"), or "". Checks type, required, enum, bounds and items; unknown members pass unless
/// additionalProperties is false. Defaults of absent members are written into ARGUMENTS.
std::string checkArguments(const Json &schema, Json &arguments);

} // namespace stage::workloads::mcp
