// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/client.h"

#include "backend/stage/workloads/sse.h"

namespace stage::workloads::mcp {

Json findAnswer(const net::Response &response, const Json &id)
{
    const auto isAnswer = [&](const Json &message) {
        return message.is_object() && message.value("id", Json()) == id
               && (message.contains("result") || message.contains("error"));
    };
    if (response.headers.get("Content-Type").rfind("text/event-stream", 0) != 0) {
        Json whole = Json::parse(response.body, nullptr, false);
        return isAnswer(whole) ? whole : Json(Json::value_t::discarded);
    }
    SseParser parser;
    for (const SseParser::Event &event : parser.feed(response.body + "\n\n")) {
        Json message = Json::parse(event.data, nullptr, false);
        if (isAnswer(message))
            return message;
    }
    return Json(Json::value_t::discarded);
}

Client::Client(net::Dialer &dialer, net::Url url, Identity identity,
               std::chrono::milliseconds timeout)
    : m_dialer(dialer)
    , m_url(std::move(url))
    , m_identity(std::move(identity))
    , m_timeout(timeout)
{
}

net::Headers Client::headers() const
{
    net::Headers out = m_extra;
    out.set("Accept", "application/json, text/event-stream");
    if (!m_identity.userAgent.empty())
        out.set("User-Agent", m_identity.userAgent);
    if (!m_session.empty())
        out.set("mcp-session-id", m_session);
    if (!m_revision.empty())
        out.set("mcp-protocol-version", m_revision);
    if (m_trace)
        out.set("traceparent", m_trace->traceparent());
    return out;
}

Awaitable<ClientResult<net::Response>> Client::send(Json message, std::chrono::milliseconds timeout)
{
    net::Request request;
    request.method = "POST";
    request.headers = headers();
    request.headers.set("Content-Type", "application/json");
    request.body = message.dump(-1, ' ', false, Json::error_handler_t::replace);
    net::Result<net::Response> response =
        co_await net::fetch(m_dialer, m_url, std::move(request), timeout);
    if (!response)
        co_return tl::unexpected(ClientError{ClientError::Kind::Lost, 0, response.error().text});
    if (response->status == 404 && !m_session.empty())
        co_return tl::unexpected(ClientError{ClientError::Kind::Lost, 404, "session not found"});
    if (response->status >= 300) {
        co_return tl::unexpected(ClientError{ClientError::Kind::Refused, response->status,
                                             "HTTP " + std::to_string(response->status) + " "
                                                 + response->body.substr(0, 300)});
    }
    co_return std::move(*response);
}

Awaitable<ClientResult<Json>> Client::request(std::string method, Json params,
                                              std::chrono::milliseconds timeout)
{
    const Json id = m_nextId++;
    if (m_trace)
        params["_meta"]["traceparent"] = m_trace->traceparent();
    Json message = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
    if (!params.is_null())
        message["params"] = std::move(params);
    ClientResult<net::Response> response = co_await send(std::move(message), timeout);
    if (!response)
        co_return tl::unexpected(response.error());
    const Json answer = findAnswer(*response, id);
    if (answer.is_discarded()) {
        co_return tl::unexpected(ClientError{ClientError::Kind::Lost, response->status,
                                             method + ": no answer in what the server sent"});
    }
    if (answer.contains("error")) {
        const Json &error = answer.at("error");
        co_return tl::unexpected(
            ClientError{ClientError::Kind::Refused, response->status,
                        error.is_object() ? error.value("message", error.dump()) : error.dump()});
    }
    if (method == "initialize")
        m_session = response->headers.get("Mcp-Session-Id");
    co_return answer.at("result");
}

Awaitable<ClientResult<Json>> Client::initialize()
{
    m_session.clear();
    m_revision.clear();
    Json params = {{"protocolVersion", m_identity.revision},
                   {"capabilities", m_identity.capabilities},
                   {"clientInfo", {{"name", m_identity.name}, {"version", m_identity.version}}}};
    ClientResult<Json> result = co_await request("initialize", std::move(params), m_timeout);
    if (!result)
        co_return result;
    m_revision = result->value("protocolVersion", "2025-03-26");
    const Json note = {{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}};
    ClientResult<net::Response> noted = co_await send(note, m_timeout);
    if (!noted)
        co_return tl::unexpected(noted.error());
    co_return result;
}

Awaitable<ClientResult<Json>> Client::listTools()
{
    Json all = Json::array();
    std::string cursor;
    do {
        Json params = Json::object();
        if (!cursor.empty())
            params["cursor"] = cursor;
        ClientResult<Json> page = co_await request("tools/list", std::move(params), m_timeout);
        if (!page)
            co_return page;
        for (const Json &tool : page->value("tools", Json::array()))
            all.push_back(tool);
        cursor = page->value("nextCursor", "");
    } while (!cursor.empty() && all.size() < 1000);
    co_return all;
}

Awaitable<ClientResult<Json>> Client::callTool(std::string name, Json arguments,
                                               std::chrono::milliseconds timeout)
{
    Json params = {{"name", std::move(name)}, {"arguments", std::move(arguments)}};
    co_return co_await request("tools/call", std::move(params), timeout);
}

Awaitable<void> Client::close()
{
    if (m_session.empty())
        co_return;
    net::Request request;
    request.method = "DELETE";
    request.headers = headers();
    // Whether the server still knows the session makes no difference to us.
    co_await net::fetch(m_dialer, m_url, std::move(request), m_timeout);
    m_session.clear();
}

} // namespace stage::workloads::mcp
