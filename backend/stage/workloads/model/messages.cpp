// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/messages.h"

#include "backend/stage/workloads/model/planner.h"
#include "backend/stage/workloads/telemetry.h"

#include <array>

namespace stage::workloads::model {

namespace {

std::size_t tokens(const Json &value)
{
    // Nobody pays for these; a token is about four letters.
    return value.is_null()
               ? 0
               : value.dump(-1, ' ', false, Json::error_handler_t::replace).size() / 4 + 1;
}

std::string typeOf(int status)
{
    static const std::map<int, std::string> types{
        {400, "invalid_request_error"}, {401, "authentication_error"},  {403, "permission_error"},
        {404, "not_found_error"},       {405, "invalid_request_error"}, {413, "request_too_large"},
        {429, "rate_limit_error"},      {504, "timeout_error"},         {529, "overloaded_error"}};
    const auto found = types.find(status);
    return found == types.end() ? "api_error" : found->second;
}

/// Text is sent in pieces of about this size, cut between characters.
std::vector<std::string> pieces(const std::string &text, std::size_t size)
{
    std::vector<std::string> out;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t to = std::min(from + size, text.size());
        while (to < text.size() && (static_cast<unsigned char>(text[to]) & 0xC0) == 0x80)
            ++to;
        out.push_back(text.substr(from, to - from));
        from = to;
    }
    return out;
}

} // namespace

net::Response errorResponse(int status, const std::string &text)
{
    const std::string id = "req_" + randomHex(24);
    net::Response response =
        net::Response::json({{"type", "error"},
                             {"error", {{"type", typeOf(status)}, {"message", text}}},
                             {"request_id", id}},
                            status);
    response.headers.set("request-id", id);
    return response;
}

std::optional<net::Response> refuse(const net::Request &request)
{
    if (request.headers.get("anthropic-version").empty())
        return errorResponse(400, "anthropic-version: header is required");
    const Json body = request.json();
    if (!body.is_object())
        return errorResponse(400, "The request body is not valid JSON");
    for (const char *key : {"model", "max_tokens", "messages"}) {
        if (!body.contains(key))
            return errorResponse(400, std::string(key) + ": Field required");
    }
    if (!body.at("model").is_string())
        return errorResponse(400, "model: Input should be a valid string");
    if (!body.at("max_tokens").is_number_integer() || body.at("max_tokens").get<std::int64_t>() < 1)
        return errorResponse(400, "max_tokens: Input should be greater than or equal to 1");
    const Json &messages = body.at("messages");
    if (!messages.is_array() || messages.empty())
        return errorResponse(400, "messages: at least one message is required");
    for (std::size_t i = 0; i < messages.size(); ++i) {
        const Json &one = messages.at(i);
        const Json role = one.is_object() ? one.value("role", Json()) : Json();
        if (role != "user" && role != "assistant")
            return errorResponse(400, "messages." + std::to_string(i)
                                          + ".role: Input should be 'user' or 'assistant'");
        if (!one.contains("content")
            || (!one.at("content").is_string() && !one.at("content").is_array()))
            return errorResponse(400, "messages." + std::to_string(i) + ".content: Field required");
    }
    return {};
}

Json message(const Json &request)
{
    const Decision decision = decide(request);
    Json content = Json::array();
    if (decision.call) {
        content.push_back({{"type", "tool_use"},
                           {"id", "toolu_01" + randomHex(22)},
                           {"name", decision.call->tool},
                           {"input", decision.call->input}});
    } else {
        content.push_back({{"type", "text"}, {"text", decision.text}});
    }
    const std::size_t in = tokens(request.value("messages", Json()))
                           + tokens(request.value("tools", Json()))
                           + tokens(request.value("system", Json()));
    return {{"id", "msg_01" + randomHex(22)},
            {"type", "message"},
            {"role", "assistant"},
            {"model", request.at("model")},
            {"stop_reason", decision.call ? "tool_use" : "end_turn"},
            {"stop_sequence", nullptr},
            {"usage",
             {{"input_tokens", in},
              {"cache_creation_input_tokens", 0},
              {"cache_read_input_tokens", 0},
              {"output_tokens", tokens(content)},
              {"service_tier", "standard"}}},
            {"content", std::move(content)}};
}

std::vector<std::pair<std::string, Json>> streamEvents(const Json &whole)
{
    std::vector<std::pair<std::string, Json>> out;
    const auto add = [&](const std::string &type, Json body) {
        body["type"] = type;
        out.emplace_back(type, std::move(body));
    };
    Json start = whole;
    start["content"] = Json::array();
    start["stop_reason"] = nullptr;
    start["usage"]["output_tokens"] = 1;
    add("message_start", {{"message", start}});
    add("ping", Json::object());
    int index = 0;
    for (const Json &block : whole.at("content")) {
        const bool isText = block.at("type") == "text";
        Json empty = block;
        empty[isText ? "text" : "input"] = isText ? Json("") : Json::object();
        add("content_block_start", {{"index", index}, {"content_block", empty}});
        const std::string content =
            isText ? block.at("text").get<std::string>() : block.at("input").dump();
        for (const std::string &piece : pieces(content, 24)) {
            const Json delta = isText ? Json{{"type", "text_delta"}, {"text", piece}}
                                      : Json{{"type", "input_json_delta"}, {"partial_json", piece}};
            add("content_block_delta", {{"index", index}, {"delta", delta}});
        }
        add("content_block_stop", {{"index", index}});
        ++index;
    }
    add("message_delta",
        {{"delta", {{"stop_reason", whole.at("stop_reason")}, {"stop_sequence", nullptr}}},
         {"usage", {{"output_tokens", whole.at("usage").at("output_tokens")}}}});
    add("message_stop", Json::object());
    return out;
}

} // namespace stage::workloads::model
