// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/call.h"

#include <set>

namespace stage::agents {

namespace {

std::string faultInPart(const Json &part, std::size_t index)
{
    const std::string where = "message.parts." + std::to_string(index);
    const std::string kind = text(part, "kind");
    if (kind == "text")
        return member(part, "text").is_string() ? "" : where + ".text: Field required";
    if (kind == "data")
        return member(part, "data").is_object() ? "" : where + ".data: Field required";
    if (kind == "file")
        return member(part, "file").is_object() ? "" : where + ".file: Field required";
    return where + ".kind: Input should be 'text', 'file' or 'data'";
}

} // namespace

tl::expected<Call, Json> readCall(const std::string &body)
{
    const Json request = Json::parse(body, nullptr, false);
    if (request.is_discarded())
        return tl::unexpected(errorParse("the body is no JSON"));
    Call call;
    call.id = member(request, "id");
    const bool idFits = call.id.is_null() || call.id.is_string() || call.id.is_number_integer();
    if (!idFits)
        call.id = nullptr;
    call.method = text(request, "method");
    if (!idFits || text(request, "jsonrpc") != "2.0" || call.method.empty())
        return tl::unexpected(rpcError(call.id, -32600, "Request payload validation error"));
    static const std::set<std::string> known{"message/send",
                                             "message/stream",
                                             "tasks/get",
                                             "tasks/cancel",
                                             "tasks/resubscribe",
                                             "agent/getAuthenticatedExtendedCard",
                                             "tasks/pushNotificationConfig/set",
                                             "tasks/pushNotificationConfig/get",
                                             "tasks/pushNotificationConfig/list",
                                             "tasks/pushNotificationConfig/delete"};
    if (!known.contains(call.method))
        return tl::unexpected(rpcError(call.id, -32601, "Method not found"));
    call.params = member(request, "params", Json::object());
    if (!call.params.is_object())
        return tl::unexpected(errorParams(call.id, "params: Input should be an object"));
    return call;
}

std::string faultIn(const Json &params)
{
    const Json message = member(params, "message");
    if (!message.is_object())
        return "message: Field required";
    const std::string role = text(message, "role");
    if (role != "user" && role != "agent")
        return "message.role: Input should be 'agent' or 'user'";
    if (text(message, "messageId").empty())
        return "message.messageId: Field required";
    for (const char *key : {"contextId", "taskId"}) {
        if (!member(message, key, "").is_string())
            return std::string("message.") + key + ": Input should be a valid string";
    }
    const Json parts = member(message, "parts", Json::array());
    if (!parts.is_array())
        return "message.parts: Input should be a valid list";
    for (std::size_t i = 0; i < parts.size(); ++i) {
        std::string fault = faultInPart(parts[i], i);
        if (!fault.empty())
            return fault;
    }
    return {};
}

Json errorParse(const std::string &why)
{
    return rpcError(nullptr, -32700, "Invalid JSON payload", why);
}

Json errorParams(const Json &id, const std::string &why)
{
    return rpcError(id, -32602, "Invalid parameters", why);
}

Json errorNoTask(const Json &id, const std::string &why)
{
    return rpcError(id, -32001, why);
}

} // namespace stage::agents
