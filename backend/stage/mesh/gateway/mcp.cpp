// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/mcp.h"

namespace stage::mesh::gateway {

namespace {

std::string methodOf(const Message &message)
{
    return message.value("method", std::string());
}

// Lists in braces stand in functions of their own: gcc 12 cannot compile them in a coroutine.
bool accepts(const net::Request &request, const char *type)
{
    return request.headers.get("Accept").find(type) != std::string::npos;
}

net::Headers plainType()
{
    return {{"Content-Type", "text/plain"}};
}

net::Headers streamType()
{
    return {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}};
}

} // namespace

net::Awaitable<void> refuse(Passage &passage, int status, std::string text)
{
    passage.note.status = status;
    passage.note.error = "mcp: " + text;
    passage.note.reason = "MCP";
    passage.note.bytes = passage.note.error.size();
    net::Response response;
    response.status = status;
    response.headers = plainType();
    response.body = passage.note.error;
    co_await passage.exchange.reply(std::move(response));
}

McpEndpoint::McpEndpoint(net::Dialer &dialer)
    : m_dialer(dialer)
{
}

net::Awaitable<void> McpEndpoint::serve(Passage passage)
{
    const std::string method = passage.request().method;
    passage.note.protocol = "mcp";
    const bool streams = !passage.destination.stateless;
    if (method == "POST")
        co_await post(passage);
    else if (method == "GET" && streams)
        co_await get(passage);
    else if (method == "DELETE" && streams)
        co_await remove(passage);
    else
        co_await refuse(passage, 405, "method not allowed; must be GET, POST, or DELETE");
}

std::shared_ptr<McpEndpoint::Session> McpEndpoint::fresh(const Destination &destination) const
{
    auto session = std::make_shared<Session>();
    for (const McpTarget &target : destination.targets)
        session->members.push_back({target, {}});
    return session;
}

/// A session this process handed out, or one rebuilt from its id: after a restart the backends'
/// sessions go on, at the servers of the route that is asked.
std::shared_ptr<McpEndpoint::Session>
McpEndpoint::find(const std::string &id, const SessionId &parsed, const Destination &destination)
{
    const auto known = m_sessions.find(id);
    if (known != m_sessions.end())
        return known->second;
    auto session = fresh(destination);
    for (Member &member : session->members) {
        for (const SessionId::Part &part : parsed.parts) {
            if (part.target == member.target.name)
                member.backendSession = part.backendSession;
        }
    }
    m_sessions[id] = session;
    return session;
}

net::Awaitable<void> McpEndpoint::post(Passage &passage)
{
    const net::Request &http = passage.request();
    if (!accepts(http, "application/json") || !accepts(http, "text/event-stream")) {
        co_await refuse(passage, 406,
                        "client must accept both application/json and text/event-stream");
        co_return;
    }
    if (!http.headers.get("Content-Type").starts_with("application/json")) {
        co_await refuse(passage, 415, "client must send application/json");
        co_return;
    }
    tl::expected<Message, std::string> message = readMessage(http.body);
    if (!message) {
        co_await refuse(passage, 400, message.error());
        co_return;
    }
    const std::string method = methodOf(*message);
    if (passage.destination.stateless) {
        co_await stateless(passage, std::move(*message));
        co_return;
    }
    const std::string id = http.headers.get("mcp-session-id");
    if (id.empty()) {
        if (isRequest(*message) && method == "initialize") {
            co_await initialize(passage, std::move(*message), false);
        } else if (isNotification(*message)) {
            passage.note.mcpSession = uuid();
            co_await notify(passage, std::move(*message), fresh(passage.destination));
        } else {
            co_await refuse(passage, 422, "session header is required for non-initialize requests");
        }
        co_return;
    }
    const auto parsed = SessionId::decode(id);
    if (!parsed) {
        co_await refuse(passage, 400, "invalid session ID header");
        co_return;
    }
    passage.note.mcpSession = id;
    const auto session = find(id, *parsed, passage.destination);
    if (isNotification(*message))
        co_await notify(passage, std::move(*message), session);
    else
        co_await request(passage, std::move(*message), session);
}

net::Awaitable<void> McpEndpoint::get(Passage &passage)
{
    const net::Request &http = passage.request();
    const std::string id = http.headers.get("mcp-session-id");
    if (!accepts(http, "text/event-stream")) {
        co_await refuse(passage, 406, "client must accept text/event-stream");
        co_return;
    }
    if (id.empty()) {
        co_await refuse(passage, 422, "session ID is required");
        co_return;
    }
    if (!m_sessions.count(id)) {
        co_await refuse(passage, 404, "session not found");
        co_return;
    }
    passage.note.mcpSession = id;
    passage.note.mcpSpans.push_back("get_stream");
    passage.note.status = 200;
    co_await passage.exchange.begin(200, streamType());
    co_await passage.exchange.gone();
}

net::Awaitable<void> McpEndpoint::remove(Passage &passage)
{
    const std::string id = passage.request().headers.get("mcp-session-id");
    if (id.empty()) {
        co_await refuse(passage, 422, "session ID is required");
        co_return;
    }
    passage.note.mcpSession = id;
    passage.note.mcpSpans.push_back("delete_session");
    passage.note.status = 202;
    const auto known = m_sessions.find(id);
    if (known != m_sessions.end()) {
        const std::shared_ptr<Session> session = known->second;
        m_sessions.erase(known);
        for (const Member &member : session->members) {
            MessageSink sink;
            sink.onMessage = [](Message) -> net::Awaitable<bool> { co_return true; };
            // A backend that is down changes nothing: the client gets 202 all the same.
            (void)co_await callTarget(m_dialer, member.target, "DELETE", passage.headers,
                                      member.backendSession, {}, std::move(sink));
        }
    }
    net::Response response;
    response.status = 202;
    co_await passage.exchange.reply(std::move(response));
}

net::Awaitable<void> McpEndpoint::notify(Passage &passage, Message message,
                                         std::shared_ptr<Session> session)
{
    passage.note.mcpMethod = methodOf(message);
    passage.note.mcpCounted = true;
    passage.note.mcpSpans.push_back(passage.note.mcpMethod);
    for (const Member &member : session->members) {
        MessageSink sink;
        sink.onMessage = [](Message) -> net::Awaitable<bool> { co_return true; };
        UpstreamReply reply =
            co_await callTarget(m_dialer, member.target, "POST", passage.headers,
                                member.backendSession, message.dump(), std::move(sink));
        net::Response response;
        if (!reply.failure.empty()) {
            const std::string text = "send error: http upstream error: " + reply.failure;
            response.status = 500;
            response.headers = plainType();
            response.body = "failed to send message: " + text;
            passage.note.error = "mcp: " + text;
        } else if (reply.status >= 400) {
            response.status = reply.status;
            for (const auto &[name, value] : reply.headers) {
                if (!isHopByHop(name))
                    response.headers.add(name, value);
            }
            response.body = reply.body;
            passage.note.error = "mcp: upstream error: " + std::to_string(reply.status) + " "
                                 + net::reasonPhrase(reply.status);
        } else {
            continue;
        }
        passage.note.reason = "MCP";
        passage.note.status = response.status;
        co_await passage.exchange.reply(std::move(response));
        co_return;
    }
    passage.note.status = 202;
    net::Response accepted;
    accepted.status = 202;
    // Of no use to the client, which opened no session, but the gateway sends it.
    if (!passage.request().headers.has("mcp-session-id") && !passage.destination.stateless)
        accepted.headers.set("mcp-session-id", passage.note.mcpSession);
    co_await passage.exchange.reply(std::move(accepted));
}

bool McpEndpoint::permits(const Passage &passage, const std::string &type, const std::string &name,
                          const std::string &target)
{
    if (passage.rules.empty())
        return true;
    Json variables = passage.variables;
    variables["mcp"] = {{type, {{"name", name}, {"target", target}}}};
    return passage.rules.permits(variables);
}

void McpEndpoint::filter(const Passage &passage, const std::string &method,
                         const std::string &target, bool prefixed, Message &message) const
{
    struct List {
        const char *method, *member, *type, *key;
    };
    static constexpr List lists[] = {{"tools/list", "tools", "tool", "name"},
                                     {"prompts/list", "prompts", "prompt", "name"},
                                     {"resources/list", "resources", "resource", "uri"}};
    for (const List &list : lists) {
        if (method != list.method || !message.contains("result")
            || !message["result"].contains(list.member))
            continue;
        Message kept = Message::array();
        for (Message &item : message["result"][list.member]) {
            const std::string name = item.value(list.key, std::string());
            if (!permits(passage, list.type, name, target))
                continue;
            if (prefixed)
                item[list.key] = target + "_" + name;
            kept.push_back(std::move(item));
        }
        message["result"][list.member] = std::move(kept);
    }
}

} // namespace stage::mesh::gateway
