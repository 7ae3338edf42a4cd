// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/workload.h"

#include <charconv>

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

std::optional<std::uint32_t> orderSeed(const Surroundings &around)
{
    const std::string text = around.variable("TOOL_ORDER_SEED");
    std::uint32_t seed = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), seed);
    const bool whole = bad == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(seed) : std::nullopt;
}

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
