// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/mcp.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <set>

namespace stage::mesh::gateway {

namespace {

// Lists in braces stand in functions of their own: gcc 12 cannot compile them in a coroutine.
net::Headers streamType()
{
    return {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-cache"}};
}

net::Headers jsonType()
{
    return {{"Content-Type", "application/json"}};
}

Message resultMessage(const Message &id, Message result)
{
    return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}};
}

Message ownInitializeResult()
{
    return {{"protocolVersion", "2025-06-18"},
            {"capabilities", {{"tools", Message::object()}}},
            {"serverInfo", {{"name", "agentgateway"}, {"version", "1.1.0"}}},
            {"instructions",
             "This server is a gateway to a set of mcp servers. It is responsible for "
             "routing requests to the correct server and aggregating the results."}};
}

std::string initializeBody()
{
    const Message parameters{{"protocolVersion", "2025-06-18"},
                             {"capabilities", Message::object()},
                             {"clientInfo", {{"name", "agentgateway"}, {"version", "1.1.0"}}}};
    const Message message{{"jsonrpc", "2.0"},
                          {"id", 0},
                          {"method", "initialize"},
                          {"params", parameters}};
    return message.dump();
}

MessageSink ignoreMessages()
{
    MessageSink sink;
    sink.onMessage = [](Message) -> net::Awaitable<bool> { co_return true; };
    return sink;
}

} // namespace

/// One answer to one request: an event stream once the first message is there, before that an
/// error of the gateway's own or the server's.
class McpEndpoint::Answer {
public:
    Answer(Passage &passage, Message id)
        : m_passage(passage)
        , m_id(std::move(id))
    {
    }

    net::Headers extra; ///< of the answer's head

    net::Awaitable<void> begin()
    {
        if (m_begun)
            co_return;
        m_begun = true;
        net::Headers headers = streamType();
        for (const auto &[name, value] : extra)
            headers.add(name, value);
        m_passage.note.status = 200;
        co_await m_passage.exchange.begin(200, std::move(headers));
    }

    net::Awaitable<bool> send(Message message)
    {
        co_await begin();
        const std::string event = sseEvent(message);
        m_passage.note.bytes += event.size();
        const bool there = co_await m_passage.exchange.write(event);
        m_gone = m_gone || !there;
        co_return there;
    }

    net::Awaitable<void> end()
    {
        co_await begin();
        if (m_gone)
            m_passage.note.status = 0; // the client left
        else
            co_await m_passage.exchange.end();
    }

    /// A whole answer of the gateway's own: {"error": {CODE, TEXT}}; LOGGED goes into the log.
    net::Awaitable<void> error(int status, int code, std::string text, std::string logged)
    {
        m_passage.note.error = std::move(logged);
        m_passage.note.reason = "MCP";
        m_passage.note.status = status;
        net::Response response;
        response.status = status;
        response.headers = jsonType();
        response.body = errorMessage(m_id, code, text).dump();
        m_passage.note.bytes = response.body.size();
        co_await m_passage.exchange.reply(std::move(response));
    }

    net::Awaitable<void> sendError(std::string text)
    {
        co_await error(500, -32603, "failed to send message: send error: " + text,
                       "mcp: send error: " + text);
    }

    /// What the server's answer leaves to do when its messages are through; false when the client
    /// has its answer already.
    net::Awaitable<bool> settle(const UpstreamReply &reply)
    {
        if (!reply.failure.empty() && m_begun) {
            co_await send(errorMessage(m_id, -32603, reply.failure));
        } else if (!reply.failure.empty()) {
            co_await sendError("http upstream error: " + reply.failure);
            co_return false;
        } else if (reply.status >= 400) {
            co_await passThrough(reply);
            co_return false;
        }
        co_return true;
    }

private:
    net::Awaitable<void> passThrough(const UpstreamReply &reply)
    {
        m_passage.note.status = reply.status;
        m_passage.note.error = "mcp: upstream error: " + std::to_string(reply.status) + " "
                               + net::reasonPhrase(reply.status);
        m_passage.note.reason = "MCP";
        net::Response response;
        response.status = reply.status;
        for (const auto &[name, value] : reply.headers) {
            if (!isHopByHop(name))
                response.headers.add(name, value);
        }
        response.body = reply.body;
        co_await m_passage.exchange.reply(std::move(response));
    }

    Passage &m_passage;
    Message m_id;
    bool m_begun = false;
    bool m_gone = false;
};

namespace {

const std::string streamEnded = "http request failed: upstream stream ended unexpectedly";

bool isAnswerTo(const Message &message, const Message &id)
{
    return message.contains("id") && message["id"] == id && !message.contains("method");
}

/// Where an error of the server's is followed by one of the gateway's (measured).
bool repeatsErrors(const std::string &method)
{
    static const std::set<std::string> methods{"ping",
                                               "tools/list",
                                               "prompts/list",
                                               "initialize",
                                               "resources/list",
                                               "logging/setLevel",
                                               "resources/templates/list"};
    return methods.count(method) > 0;
}

void dropRoots(Message &initialize)
{
    if (initialize.contains("params") && initialize["params"].contains("capabilities"))
        initialize["params"]["capabilities"].erase("roots");
}

} // namespace

net::Awaitable<void> McpEndpoint::initialize(Passage &passage, Message message, bool again)
{
    RequestNote &note = passage.note;
    note.mcpMethod = "initialize";
    note.mcpCounted = true;
    note.mcpSpans.push_back("initialize");
    if (!again)
        note.mcpSession = uuid();
    dropRoots(message);
    const auto session = fresh(passage.destination);
    if (session->members.size() != 1) {
        co_await initializeMany(passage, std::move(message), session);
        co_return;
    }
    // The head of the answer carries the session, which is known with the server's head: the
    // server's messages wait until then.
    Answer answer(passage, message["id"]);
    std::vector<Message> messages;
    MessageSink sink;
    sink.onMessage = [&messages](Message received) -> net::Awaitable<bool> {
        messages.push_back(std::move(received));
        co_return true;
    };
    Member &member = session->members.front();
    const UpstreamReply reply =
        co_await callTarget(m_dialer, member.target, "POST", passage.headers, {}, message.dump(),
                            std::move(sink));
    member.backendSession = reply.session;
    if (!messages.empty() && !messages.back().contains("error")) {
        SessionId id;
        id.parts.push_back({member.target.name, reply.session});
        if (reply.session.empty())
            id.nonce = uuid();
        m_sessions[id.encode()] = session;
        answer.extra.set("mcp-session-id", id.encode());
    }
    bool failed = false;
    for (Message &received : messages) {
        failed = failed || (isAnswerTo(received, message["id"]) && received.contains("error"));
        co_await answer.send(std::move(received));
    }
    const bool open = co_await answer.settle(reply);
    if (!open)
        co_return;
    if (failed)
        co_await answer.send(errorMessage(message["id"], -32603, streamEnded));
    co_await answer.end();
}

net::Awaitable<void> McpEndpoint::initializeMany(Passage &passage, Message message,
                                                 std::shared_ptr<Session> session)
{
    Answer answer(passage, message["id"]);
    SessionId id;
    std::vector<Member> healthy;
    for (Member &member : session->members) {
        const UpstreamReply reply =
            co_await callTarget(m_dialer, member.target, "POST", passage.headers, {},
                                message.dump(), ignoreMessages());
        if (!reply.failure.empty() || reply.status >= 400) {
            if (passage.destination.failOpen)
                continue;
            (void)co_await answer.settle(reply);
            co_return;
        }
        member.backendSession = reply.session;
        id.parts.push_back({member.target.name, reply.session});
        healthy.push_back(member);
    }
    session->members = std::move(healthy);
    id.nonce = uuid();
    m_sessions[id.encode()] = session;
    answer.extra.set("mcp-session-id", id.encode());
    co_await answer.send(resultMessage(message["id"], ownInitializeResult()));
    co_await answer.end();
}

std::optional<McpEndpoint::Named> McpEndpoint::namedBy(const std::string &method)
{
    if (method == "tools/call")
        return Named{"tool", "name"};
    if (method == "prompts/get")
        return Named{"prompt", "name"};
    if (method == "resources/read")
        return Named{"resource", "uri"};
    return std::nullopt;
}

net::Awaitable<void> McpEndpoint::request(Passage &passage, Message message,
                                          std::shared_ptr<Session> session)
{
    RequestNote &note = passage.note;
    const std::string method = message.value("method", std::string());
    if (method.empty()) {
        // A client's answer to a server's request: the gateway has none open.
        const std::string text = "send error: invalid request: unsupported message type";
        note.error = "mcp: " + text;
        note.reason = "MCP";
        note.status = 500;
        net::Response response;
        response.status = 500;
        response.headers = jsonType();
        response.body = "failed to send message: " + text;
        co_await passage.exchange.reply(std::move(response));
        co_return;
    }
    note.mcpMethod = method;
    note.mcpCounted = true;
    Answer answer(passage, message["id"]);
    if (!isKnownMethod(method)) {
        note.mcpSpans.push_back(method);
        co_await answer.sendError("unsupported method: " + method);
        co_return;
    }
    if (const auto addressed = namedBy(method)) {
        co_await call(passage, std::move(message), session, *addressed);
    } else {
        note.mcpSpans.push_back(method);
        if (session->members.size() == 1)
            co_await forward(passage, std::move(message), session->members.front(), false);
        else
            co_await gather(passage, std::move(message), session);
    }
}

net::Awaitable<void> McpEndpoint::call(Passage &passage, Message message,
                                       std::shared_ptr<Session> session, Named named)
{
    RequestNote &note = passage.note;
    Answer answer(passage, message["id"]);
    const Message parameters = message.value("params", Message::object());
    const std::string asked = parameters.value(named.key, std::string());
    std::string name = asked;
    Member *member = session->members.empty() ? nullptr : &session->members.front();
    const bool many = session->members.size() > 1;
    if (many) {
        const auto bar = asked.find('_');
        if (bar == std::string::npos) {
            co_await answer.sendError("invalid request: invalid resource name");
            co_return;
        }
        member = nullptr;
        for (Member &candidate : session->members) {
            if (candidate.target.name == asked.substr(0, bar))
                member = &candidate;
        }
        name = asked.substr(bar + 1);
        message["params"][named.key] = name;
    }
    if (!member) {
        co_await answer.sendError("invalid request: unknown service "
                                  + asked.substr(0, asked.find('_')));
        co_return;
    }
    note.mcpTarget = member->target.name;
    note.mcpResourceType = named.type;
    note.mcpResource = asked;
    note.mcpSpans.push_back(note.mcpMethod + " " + note.mcpTarget);
    if (!permits(passage, named.type, name, member->target.name)) {
        const std::string text = "Unknown " + named.type + ": " + asked;
        co_await answer.error(400, -32602, text, "mcp: " + text);
        co_return;
    }
    co_await forward(passage, std::move(message), *member, many);
}

net::Awaitable<void> McpEndpoint::forward(Passage &passage, Message message, Member &member,
                                          bool prefixed)
{
    if (message["method"] == "initialize")
        dropRoots(message);
    const std::string method = message["method"];
    const Message id = message["id"];
    Answer answer(passage, id);
    // Measured: without sessions the gateway loses what a server streams, its initialize apart.
    const bool loses = passage.destination.stateless && method != "initialize";
    bool answered = false, failed = false, lost = false;
    MessageSink sink;
    sink.onStream = [&answer, &lost, loses] {
        lost = loses;
        return answer.begin();
    };
    sink.onMessage = [&](Message received) -> net::Awaitable<bool> {
        if (lost)
            co_return true;
        if (isAnswerTo(received, id)) {
            answered = true;
            failed = received.contains("error");
            filter(passage, method, member.target.name, prefixed, received);
        }
        const bool more = co_await answer.send(std::move(received));
        co_return more;
    };
    const UpstreamReply reply =
        co_await callTarget(m_dialer, member.target, "POST", passage.headers, member.backendSession,
                            message.dump(), std::move(sink));
    const bool open = co_await answer.settle(reply);
    if (!open)
        co_return;
    if (reply.failure.empty() && repeatsErrors(method) && (failed || !answered))
        co_await answer.send(errorMessage(id, -32603, streamEnded));
    co_await answer.end();
}

/// Asks every server and joins what they say; with several servers names carry the target's.
net::Awaitable<void> McpEndpoint::gather(Passage &passage, Message message,
                                         std::shared_ptr<Session> session)
{
    const std::string method = message["method"];
    const Message id = message["id"];
    Answer answer(passage, id);
    if (method.starts_with("resources/")) {
        co_await answer.sendError("invalid request: method " + method
                                  + " is unsupported with multiplexing");
        co_return;
    }
    Message joined = Message::object();
    for (Member &member : session->members) {
        MessageSink sink;
        sink.onMessage = [&](Message received) -> net::Awaitable<bool> {
            if (!isAnswerTo(received, id) || !received.contains("result"))
                co_return true;
            filter(passage, method, member.target.name, true, received);
            for (auto &[name, value] : received["result"].items()) {
                if (!value.is_array() || !joined.contains(name)) {
                    joined[name] = value;
                    continue;
                }
                for (Message &item : value)
                    joined[name].push_back(std::move(item));
            }
            co_return true;
        };
        const UpstreamReply reply =
            co_await callTarget(m_dialer, member.target, "POST", passage.headers,
                                member.backendSession, message.dump(), std::move(sink));
        if (reply.failure.empty() && reply.status < 400)
            continue;
        if (passage.destination.failOpen)
            continue;
        (void)co_await answer.settle(reply);
        co_return;
    }
    co_await answer.send(resultMessage(id, std::move(joined)));
    co_await answer.end();
}

net::Awaitable<void> McpEndpoint::openBackend(Passage &passage, Member &member)
{
    const UpstreamReply reply =
        co_await callTarget(m_dialer, member.target, "POST", passage.headers, {}, initializeBody(),
                            ignoreMessages());
    member.backendSession = reply.session;
    // A failure shows in the call that follows.
    (void)co_await callTarget(m_dialer, member.target, "POST", passage.headers,
                              member.backendSession,
                              R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
                              ignoreMessages());
}

namespace {

net::Awaitable<void> closeBackend(net::Dialer &dialer, McpTarget target, net::Headers headers,
                                  std::string session)
{
    MessageSink sink = ignoreMessages();
    (void)co_await callTarget(dialer, target, "DELETE", std::move(headers), std::move(session), {},
                              std::move(sink));
}

} // namespace

/// sessionRouting Stateless: a backend session for each request, none for the client.
net::Awaitable<void> McpEndpoint::stateless(Passage &passage, Message message)
{
    const auto session = fresh(passage.destination);
    const std::string method = message.value("method", std::string());
    if (isRequest(message) && method == "initialize") {
        passage.note.mcpMethod = method;
        passage.note.mcpCounted = true;
        passage.note.mcpSpans.push_back(method);
        if (!session->members.empty())
            co_await forward(passage, std::move(message), session->members.front(), false);
        co_return;
    }
    for (Member &member : session->members)
        co_await openBackend(passage, member);
    if (isNotification(message))
        co_await notify(passage, std::move(message), session);
    else
        co_await request(passage, std::move(message), session);
    // Apart from the request, which ends when the client leaves with its answer.
    const auto executor = co_await boost::asio::this_coro::executor;
    for (const Member &member : session->members) {
        boost::asio::co_spawn(executor,
                              closeBackend(m_dialer, member.target, passage.headers,
                                           member.backendSession),
                              boost::asio::detached);
    }
}

} // namespace stage::mesh::gateway
