// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/workload.h"

namespace stage::workloads::mcp {

namespace {

/// "account_id" → "Account Id".
std::string titleOf(const std::string &name)
{
    std::string out;
    bool start = true;
    for (const char c : name) {
        if (c == '_') {
            out += ' ';
        } else {
            out += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        start = c == '_';
    }
    return out;
}

} // namespace

Json inputSchema(const std::string &tool, const std::vector<Argument> &arguments)
{
    Json properties = Json::object(), required = Json::array();
    for (const Argument &argument : arguments) {
        Json property = {{"title", titleOf(argument.name)}, {"type", argument.type}};
        if (argument.otherwise.is_null())
            required.push_back(argument.name);
        else
            property["default"] = argument.otherwise;
        if (!argument.allowed.is_null())
            property["enum"] = argument.allowed;
        properties[argument.name] = std::move(property);
    }
    return {{"type", "object"},
            {"title", tool + "Arguments"},
            {"properties", properties},
            {"required", required}};
}

} // namespace stage::workloads::mcp
