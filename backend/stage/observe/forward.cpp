// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/forward.h"

namespace stage::observe {

namespace {

/// Fields that belong to one connection, not to the message (RFC 9110 §7.6.1), and those that the
/// next sender writes itself.
constexpr const char *hopFields[] = {"Connection", "Keep-Alive",    "Proxy-Connection",
                                     "TE",         "Trailer",       "Transfer-Encoding",
                                     "Upgrade",    "Content-Length"};

void withoutHopFields(net::Headers &headers)
{
    for (const char *name : hopFields)
        headers.remove(name);
}

bool hasNoBody(const std::string &method, int status)
{
    return method == "HEAD" || status == 204 || status == 304;
}

/// Writes an answer from elsewhere into the exchange.
class Relay {
public:
    explicit Relay(net::Exchange &exchange)
        : m_exchange(exchange)
    {
    }

    bool started() const { return m_started; }
    bool streaming() const { return m_streaming; }

    net::Awaitable<bool> head(net::Response head)
    {
        m_started = true;
        withoutHopFields(head.headers);
        if (hasNoBody(m_exchange.request().method, head.status)) {
            co_await m_exchange.reply(std::move(head));
            co_return false;
        }
        m_streaming = true;
        co_await m_exchange.begin(head.status, head.headers);
        co_return true;
    }

    net::Awaitable<bool> chunk(std::string_view piece)
    {
        const bool there = co_await m_exchange.write(piece);
        co_return there;
    }

private:
    net::Exchange &m_exchange;
    bool m_started = false, m_streaming = false;
};

} // namespace

net::Awaitable<void> forward(net::Exchange &exchange, net::Dialer &dialer, net::Url base,
                             net::Headers extra, int badStatus)
{
    net::Request request = exchange.request();
    base.target = request.target;
    withoutHopFields(request.headers);
    request.headers.remove("Host");
    for (const auto &[name, value] : extra)
        request.headers.set(name, value);
    Relay relay(exchange);
    net::StreamSink sink;
    sink.onHead = [&relay](const net::Response &head) { return relay.head(head); };
    sink.onChunk = [&relay](std::string_view piece) { return relay.chunk(piece); };
    const auto authority = base.authority();
    const auto outcome =
        co_await net::fetchStream(dialer, std::move(base), std::move(request), std::move(sink));
    if (relay.streaming()) {
        if (!outcome)
            exchange.abort(); // half an answer must not look whole
        else
            co_await exchange.end();
    } else if (!relay.started()) {
        const auto why = outcome ? std::string("no answer") : outcome.error().text;
        co_await exchange.reply(
            net::Response::text("upstream " + authority + ": " + why + "\n", badStatus));
    }
}

} // namespace stage::observe
