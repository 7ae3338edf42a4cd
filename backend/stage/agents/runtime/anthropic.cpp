// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/agents/runtime/anthropic.h"

#include "backend/stage/workloads/signal.h"
#include "backend/stage/workloads/sse.h"

namespace stage::agents {

namespace {

constexpr int tries = 3;

bool retries(int status)
{
    return status == 408 || status == 409 || status == 429 || status >= 500;
}

std::chrono::milliseconds pauseBefore(int attempt, const net::Response &response)
{
    const std::string after = response.headers.get("retry-after");
    if (!after.empty() && after.size() < 4
        && after.find_first_not_of("0123456789") == std::string::npos)
        return std::min(std::chrono::milliseconds(std::chrono::seconds(std::stol(after))),
                        std::chrono::milliseconds(60000));
    return std::chrono::milliseconds(attempt == 1 ? 400 : 800);
}

Json property(const Json &original)
{
    if (!original.is_object())
        return original;
    if (original.contains("anyOf")) {
        for (const Json &one : original.at("anyOf")) {
            if (text(one, "type") == "null")
                return {{"nullable", true}, {"type", "object"}};
        }
    }
    static const std::set<std::string> kept{"title",    "description", "default",    "enum",
                                            "items",    "minLength",   "maxLength",  "minimum",
                                            "maximum",  "type",        "properties", "required",
                                            "nullable", "anyOf",       "format"};
    Json out = Json::object();
    for (const auto &[key, value] : original.items()) {
        if (kept.contains(key))
            out[key] = value;
    }
    if (out.contains("properties")) {
        for (Json &one : out["properties"])
            one = property(one);
    }
    if (out.contains("items"))
        out["items"] = property(out["items"]);
    return out;
}

} // namespace

Json modelSchema(const Json &inputSchema)
{
    Json out = {{"type", "object"}, {"properties", Json::object()}};
    const Json properties = member(inputSchema, "properties", Json::object());
    for (const auto &[name, one] : properties.items())
        out["properties"][name] = property(one);
    const Json required = member(inputSchema, "required", Json::array());
    if (!required.empty())
        out["required"] = required;
    return out;
}

std::string MessageAssembler::take(const Json &event)
{
    const std::string type = text(event, "type");
    const auto index = member(event, "index", 0).get<std::size_t>();
    const Json delta = member(event, "delta", Json::object());
    if (type == "message_start")
        m_message = member(event, "message", Json::object());
    if (type == "error")
        m_error = event.dump();
    if (m_message.is_null() || !m_message.contains("content"))
        return {};
    Json &content = m_message["content"];
    if (type == "content_block_start") {
        content.push_back(member(event, "content_block", Json::object()));
    } else if (type == "content_block_delta" && index < content.size()) {
        const std::string piece = text(delta, "text");
        m_partial[index] += text(delta, "partial_json");
        if (!piece.empty())
            content[index]["text"] = text(content[index], "text") + piece;
        return piece;
    } else if (type == "content_block_stop" && index < content.size()
               && !m_partial[index].empty()) {
        Json input = Json::parse(m_partial[index], nullptr, false);
        content[index]["input"] = input.is_discarded() ? Json::object() : std::move(input);
    } else if (type == "message_delta") {
        m_message["stop_reason"] = member(delta, "stop_reason");
        const Json usage = member(event, "usage", Json::object());
        m_message["usage"].update(usage);
    }
    return {};
}

Anthropic::Anthropic(const workloads::Surroundings &around, Settings settings)
    : m_around(around)
    , m_settings(std::move(settings))
{
    if (m_settings.baseUrl.empty())
        m_settings.baseUrl = "https://api.anthropic.com";
    while (m_settings.baseUrl.back() == '/' && m_settings.baseUrl.size() > 1)
        m_settings.baseUrl.pop_back();
}

net::Request Anthropic::request(const Json &body, int attempt,
                                const std::optional<workloads::TraceContext> &trace) const
{
    net::Request out;
    out.method = "POST";
    out.headers = {
        {"x-stainless-timeout", "600"},       {"Accept", "application/json"},
        {"Content-Type", "application/json"}, {"User-Agent", "AsyncAnthropic/Python 0.61.0"},
        {"X-Stainless-Lang", "python"},       {"X-Stainless-Package-Version", "0.61.0"},
        {"X-Stainless-OS", "Linux"},          {"X-Stainless-Arch", "x64"},
        {"X-Stainless-Runtime", "CPython"},   {"X-Stainless-Runtime-Version", "3.11.7"},
        {"X-Api-Key", m_settings.key},        {"X-Stainless-Async", "async:asyncio"},
        {"anthropic-version", "2023-06-01"},  {"x-stainless-retry-count", std::to_string(attempt)},
        {"x-stainless-read-timeout", "600"}};
    if (trace)
        out.headers.set("traceparent", trace->traceparent());
    out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return out;
}

Awaitable<Anthropic::Answer> Anthropic::once(net::Url url, net::Request request, bool streamed,
                                             OnText onText)
{
    Answer answer;
    if (!streamed) {
        net::Result<net::Response> response =
            co_await net::fetch(*m_around.dialer, std::move(url), std::move(request),
                                std::chrono::seconds(600));
        if (response)
            answer.response = std::move(*response);
        else
            answer.lost = response.error().text;
        co_return answer;
    }
    MessageAssembler assembler;
    workloads::SseParser parser;
    net::StreamSink sink;
    sink.onHead = [&answer](const net::Response &head) -> Awaitable<bool> {
        answer.response = head;
        co_return true;
    };
    sink.onChunk = [&answer, &assembler, &parser,
                    &onText](std::string_view chunk) -> Awaitable<bool> {
        if (answer.response.status != 200) {
            answer.response.body.append(chunk);
            co_return true;
        }
        for (const workloads::SseParser::Event &event : parser.feed(chunk)) {
            const Json body = Json::parse(event.data, nullptr, false);
            const std::string piece = body.is_object() ? assembler.take(body) : std::string();
            if (!piece.empty() && onText)
                co_await onText(piece);
        }
        co_return true;
    };
    net::Result<void> result = co_await net::fetchStream(*m_around.dialer, std::move(url),
                                                         std::move(request), std::move(sink));
    if (!result)
        answer.lost = result.error().text;
    answer.message = assembler.message();
    if (!assembler.error().empty()) {
        answer.response.status = 500;
        answer.response.body = assembler.error();
    }
    co_return answer;
}

Awaitable<tl::expected<Json, std::string>>
Anthropic::send(Json body, std::optional<workloads::TraceContext> trace, OnText onText)
{
    const tl::expected<net::Url, std::string> url =
        net::Url::parse(m_settings.baseUrl + "/v1/messages");
    if (!url)
        co_return tl::unexpected(url.error());
    if (m_settings.key.empty())
        co_return tl::unexpected(
            std::string("Could not resolve authentication method: no ANTHROPIC_API_KEY is set"));
    const bool streamed = static_cast<bool>(onText);
    if (streamed)
        body["stream"] = true;
    Answer answer;
    for (int attempt = 0; attempt < tries; ++attempt) {
        if (attempt > 0)
            co_await workloads::pause(m_around.executor, pauseBefore(attempt, answer.response));
        net::Request one = request(body, attempt, trace);
        answer = co_await once(*url, std::move(one), streamed, onText);
        if (answer.lost.empty() && !retries(answer.response.status))
            break;
    }
    if (!answer.lost.empty())
        co_return tl::unexpected("Connection error: " + m_settings.baseUrl + ": " + answer.lost);
    if (answer.response.status != 200) {
        co_return tl::unexpected("Error code: " + std::to_string(answer.response.status) + " - "
                                 + pythonRepr(answer.response.body));
    }
    Json message = streamed ? answer.message
                   : answer.response.body.empty()
                       ? Json()
                       : Json::parse(answer.response.body, nullptr, false);
    if (!message.is_object() || !message.contains("content"))
        co_return tl::unexpected("the model's answer is no message: "
                                 + answer.response.body.substr(0, 200));
    co_return message;
}

} // namespace stage::agents
