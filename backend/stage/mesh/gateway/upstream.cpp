// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/upstream.h"

#include <algorithm>

namespace stage::mesh::gateway {

namespace {

/// Turns a server's answer into messages, piece by piece.
class Receiver {
public:
    Receiver(UpstreamReply &reply, MessageSink &sink)
        : m_reply(reply)
        , m_sink(sink)
    {
    }

    net::Awaitable<bool> head(const net::Response &head)
    {
        m_reply.status = head.status;
        m_reply.headers = head.headers;
        m_reply.session = head.headers.get("mcp-session-id");
        m_reply.streaming =
            head.status < 400 && head.headers.get("Content-Type").starts_with("text/event-stream");
        if (m_reply.streaming && m_sink.onStream)
            co_await m_sink.onStream();
        co_return true;
    }

    net::Awaitable<bool> chunk(std::string_view piece)
    {
        if (!m_reply.streaming) {
            m_reply.body.append(piece);
            co_return true;
        }
        for (const std::string &event : m_events.feed(piece)) {
            Message message = Message::parse(event, nullptr, false);
            if (message.is_discarded())
                continue;
            const bool more = co_await m_sink.onMessage(std::move(message));
            if (!more)
                co_return false;
        }
        co_return true;
    }

    /// A JSON body is complete only now.
    net::Awaitable<void> finish()
    {
        if (m_reply.streaming || m_reply.status >= 400 || m_reply.body.empty())
            co_return;
        Message message = Message::parse(m_reply.body, nullptr, false);
        if (message.is_discarded()) {
            m_reply.failure = "http request failed: the upstream's body is no JSON";
            co_return;
        }
        co_await m_sink.onMessage(std::move(message));
    }

private:
    UpstreamReply &m_reply;
    MessageSink &m_sink;
    SseReader m_events;
};

net::Headers headersFor(const net::Headers &client, const std::string &session)
{
    net::Headers headers;
    for (const auto &[name, value] : client) {
        if (!isHopByHop(name))
            headers.add(name, value);
    }
    headers.remove("Host");
    headers.remove("Content-Length");
    headers.remove("mcp-session-id");
    headers.set("accept", "text/event-stream, application/json");
    if (!session.empty())
        headers.set("mcp-session-id", session);
    return headers;
}

} // namespace

bool isHopByHop(const std::string &name)
{
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    static const std::initializer_list<const char *> names = {
        "connection", "keep-alive",        "proxy-connection", "te",
        "trailer",    "transfer-encoding", "upgrade",          "expect"};
    return std::find(names.begin(), names.end(), lower) != names.end();
}

std::string upstreamFailure(const net::NetError &error)
{
    using Kind = net::NetError::Kind;
    switch (error.kind) {
    case Kind::Refused:
    case Kind::NoEndpoints: return "upstream call failed: Connect: " + error.text;
    case Kind::Reset: return "upstream call failed: SendRequest: connection error: " + error.text;
    case Kind::Closed:
        return "upstream call failed: SendRequest: connection closed before message completed";
    case Kind::NoSuchHost: return "backends required DNS resolution which failed";
    case Kind::Timeout:
    case Kind::Garbled: break;
    }
    return "upstream call failed: SendRequest: " + error.text;
}

net::Awaitable<UpstreamReply> callTarget(net::Dialer &dialer, const McpTarget &target,
                                         std::string method, net::Headers client,
                                         std::string session, std::string body, MessageSink sink)
{
    net::Url url;
    url.scheme = "http";
    url.host = target.host;
    url.port = target.port;
    url.target = target.path;
    net::Request request;
    request.method = std::move(method);
    request.headers = headersFor(client, session);
    request.body = std::move(body);
    UpstreamReply reply;
    Receiver receiver(reply, sink);
    net::StreamSink stream;
    stream.onHead = [&receiver](const net::Response &head) { return receiver.head(head); };
    stream.onChunk = [&receiver](std::string_view piece) { return receiver.chunk(piece); };
    const net::Result<void> result =
        co_await net::fetchStream(dialer, std::move(url), std::move(request), std::move(stream));
    if (result) {
        co_await receiver.finish();
    } else if (reply.status != 0) {
        reply.failure = "http request failed: body error: error reading a body from connection";
    } else {
        reply.failure = "http request failed: " + upstreamFailure(result.error());
    }
    co_return reply;
}

} // namespace stage::mesh::gateway
