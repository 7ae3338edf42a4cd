// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/controller/call.h"

#include "backend/stage/workloads/sse.h"
#include "backend/stage/workloads/telemetry.h"

#include <algorithm>

namespace stage::agents {

namespace {

using Refusal = tl::unexpected<net::Response>;

Refusal refuse(int status, const Json &id, int code, const std::string &message,
               const std::string &data)
{
    return Refusal(rpcResponse(rpcError(id, code, message, data), status));
}

/// What the controller calls the operation, and what its client does.
struct Operation {
    const char *ours, *theirs;
};

const Operation *operationOf(const std::string &method)
{
    static const std::map<std::string, Operation> known{
        {"message/send", {"OnSendMessage", "SendMessage"}},
        {"message/stream", {"OnSendMessageStream", "StreamMessage"}},
        {"tasks/get", {"OnGetTask", "GetTasks"}},
        {"tasks/cancel", {"OnCancelTask", "CancelTasks"}},
        {"tasks/resubscribe", {"OnResubscribe", "ResubscribeTask"}},
    };
    const auto found = known.find(method);
    return found == known.end() ? nullptr : &found->second;
}

std::string goParseError(const std::string &body)
{
    try {
        const Json whole = Json::parse(body);
        return whole.is_null() ? "null" : ""; // there was nothing wrong
    } catch (const Json::parse_error &error) {
        if (error.byte <= body.size() && error.byte > 0)
            return "invalid character '" + std::string(1, body[error.byte - 1])
                   + "' looking for beginning of value";
    } catch (const Json::out_of_range &) {
        return "cannot unmarshal number into Go value of type float64";
    }
    return "unexpected end of JSON input";
}

std::string goMismatch(const Json &value, const std::string &field, const std::string &type)
{
    return std::string("json: cannot unmarshal ") + value.type_name() + " into Go struct field "
           + field + " of type " + type;
}

/// "" or what Go's decoder says about the message and its parts.
std::string partsProblem(const Json &message)
{
    if (!message.is_null() && !message.is_object())
        return goMismatch(message, "SendMessageParams.message", "protocol.Message");
    const Json parts = member(message, "parts", Json::array());
    if (!parts.is_null() && !parts.is_array())
        return goMismatch(parts, "Message.parts", "[]json.RawMessage");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string kind = text(parts[i], "kind");
        if (kind != "text" && kind != "data" && kind != "file")
            return "failed to unmarshal part " + std::to_string(i)
                   + ": unsupported part kind: " + kind;
    }
    return {};
}

/// The message as the controller passes it on.
Json completed(Json params)
{
    Json &message = params["message"];
    if (text(message, "messageId").empty())
        message["messageId"] = "msg-" + workloads::newUuid();
    message["kind"] = "message";
    return params;
}

} // namespace

void allowOrigins(net::Headers &headers)
{
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set("Access-Control-Allow-Methods", "POST, GET, OPTIONS");
    headers.set("Access-Control-Allow-Headers", "Content-Type, Authorization");
}

net::Response rpcResponse(const Json &answer, int status)
{
    // The envelope keeps its order; what is in it comes alphabetically, as from Go's maps.
    const auto dumped = [](const Json &value) {
        return value.dump(-1, ' ', false, Json::error_handler_t::replace);
    };
    std::string body = R"({"jsonrpc":"2.0")";
    if (answer.contains("id"))
        body += ",\"id\":" + dumped(answer.at("id"));
    if (answer.contains("result"))
        body += ",\"result\":" + dumped(answer.at("result"));
    if (answer.contains("error")) {
        const Json &error = answer.at("error");
        body += ",\"error\":{\"code\":" + dumped(error.at("code"))
                + ",\"message\":" + dumped(error.at("message"));
        if (error.contains("data"))
            body += ",\"data\":" + dumped(error.at("data"));
        body += "}";
    }
    net::Response response{status,
                           {{"Content-Type", "application/json; charset=utf-8"}},
                           body + "}\n"};
    allowOrigins(response.headers);
    return response;
}

tl::expected<A2aCall, net::Response> readCall(const net::Request &request)
{
    if (request.method != "POST")
        return refuse(400, nullptr, -32600, "Invalid Request",
                      "HTTP method " + request.method + " not allowed, use POST");
    const std::string type = request.headers.get("Content-Type");
    if (type.rfind("application/json", 0) != 0)
        return refuse(400, nullptr, -32600, "Invalid Request",
                      "Content-Type header must be application/json, got: " + type);
    const Json body = request.json();
    if (body.is_discarded())
        return refuse(400, nullptr, -32700, "Parse error",
                      "failed to parse JSON request: " + goParseError(request.body));
    A2aCall call;
    call.id = member(body, "id");
    call.method = text(body, "method");
    call.params = member(body, "params");
    if (text(body, "jsonrpc") != "2.0")
        return refuse(400, call.id, -32600, "Invalid Request", "jsonrpc field must be '2.0'");
    if (call.method == "agent/getAuthenticatedExtendedCard")
        return Refusal(
            rpcResponse(rpcError(call.id, -32007, "Authenticated extended card not configured"),
                        500));
    if (call.method.rfind("tasks/pushNotificationConfig/", 0) == 0)
        return Refusal(
            rpcResponse(rpcError(call.id, -32004, "This operation is not supported"), 500));
    if (!operationOf(call.method))
        return refuse(404, call.id, -32601, "Method not found",
                      "method '" + call.method + "' not supported");
    if (!call.params.is_object())
        return refuse(400, call.id, -32602, "Invalid params",
                      "failed to parse params: unexpected end of JSON input");
    if (call.method.rfind("message/", 0) != 0)
        return call;
    const std::string wrong = partsProblem(member(call.params, "message"));
    if (!wrong.empty())
        return refuse(400, call.id, -32602, "Invalid params", "failed to parse params: " + wrong);
    call.params = completed(std::move(call.params));
    return call;
}

std::string failurePrefix(const std::string &method)
{
    const Operation *operation = operationOf(method);
    return operation
               ? std::string(operation->ours) + " failed: a2aClient." + operation->theirs + ": "
               : "";
}

net::Response internalError(const A2aCall &call, const std::string &why)
{
    return rpcResponse(rpcError(call.id, -32603, "Internal error",
                                failurePrefix(call.method) + why),
                       500);
}

net::Response relayed(const A2aCall &call, const net::Response &answer)
{
    if (answer.status < 200 || answer.status >= 300)
        return internalError(call, "a2aClient.doRequest: unexpected http status "
                                       + std::to_string(answer.status) + ": " + answer.body);
    const Json body = Json::parse(answer.body, nullptr, false);
    if (body.is_object() && body.contains("error")) {
        const Json error = member(body, "error", Json::object());
        return internalError(call, "jsonrpc error " + member(error, "code", 0).dump() + ": "
                                       + text(error, "message"));
    }
    if (!body.is_object() || !body.contains("result"))
        return internalError(call, "a2aClient.doRequest: failed to decode response: "
                                       + answer.body.substr(0, 200));
    return rpcResponse(rpcResult(call.id, goNumbers(body.at("result"))), 200);
}

std::string relayedEvent(const A2aCall &call, const std::string &data)
{
    const Json body = Json::parse(data, nullptr, false);
    if (!body.is_object() || (!body.contains("result") && !body.contains("error")))
        return {};
    const Json result = member(body, "result");
    const std::string kind = text(result, "kind");
    const std::string name = kind == "status-update"     ? "task_status_update"
                             : kind == "artifact-update" ? "task_artifact_update"
                             : result.is_null()          ? "error"
                                                         : kind;
    const Json answer = result.is_null()
                            ? Json{{"jsonrpc", "2.0"}, {"id", call.id}, {"error", body.at("error")}}
                            : rpcResult(call.id, goNumbers(result));
    std::string line = rpcResponse(answer, 200).body;
    line.pop_back();
    return workloads::sseText(name, line);
}

} // namespace stage::agents
