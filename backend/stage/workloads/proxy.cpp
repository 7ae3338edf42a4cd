// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/proxy.h"

#include <algorithm>
#include <array>

namespace stage::workloads {

namespace {

bool isHopByHop(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    static const std::array<std::string_view, 8> names{"connection", "keep-alive",        "te",
                                                       "trailer",    "transfer-encoding", "upgrade",
                                                       "host",       "content-length"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

net::Headers passed(const net::Headers &all)
{
    net::Headers out;
    for (const auto &[name, value] : all) {
        if (!isHopByHop(name))
            out.add(name, value);
    }
    return out;
}

/// Where the pieces of an answer go. Lives in forward()'s frame, which outlives the sink.
struct Relay {
    net::Exchange &exchange;
    bool begun = false;

    net::Awaitable<bool> head(const net::Response &response)
    {
        begun = true;
        net::Headers headers = passed(response.headers);
        headers.remove("Date");
        if (response.status == 204 || response.status == 304) {
            net::Response whole{response.status, std::move(headers), {}};
            co_await exchange.reply(std::move(whole));
            co_return false;
        }
        co_await exchange.begin(response.status, std::move(headers));
        co_return true;
    }
    net::Awaitable<bool> chunk(std::string_view piece) { co_return co_await exchange.write(piece); }
};

} // namespace

net::Awaitable<void> forward(net::Exchange &exchange, net::Dialer &dialer, net::Url url,
                             net::Headers defaults)
{
    const net::Request &incoming = exchange.request();
    net::Request request;
    request.method = incoming.method;
    request.headers = passed(incoming.headers);
    request.body = incoming.body;
    for (const auto &[name, value] : defaults) {
        if (!request.headers.has(name))
            request.headers.set(name, value);
    }
    const std::string &address = incoming.peer.address;
    const std::string ip = address.substr(0, address.rfind(':'));
    request.headers.set("X-Real-IP", ip);
    const std::string before = incoming.headers.get("X-Forwarded-For");
    request.headers.set("X-Forwarded-For", before.empty() ? ip : before + ", " + ip);

    Relay relay{exchange};
    net::StreamSink sink;
    sink.onHead = [&relay](const net::Response &head) { return relay.head(head); };
    sink.onChunk = [&relay](std::string_view piece) { return relay.chunk(piece); };
    const std::string target = url.authority();
    net::Result<void> result =
        co_await net::fetchStream(dialer, std::move(url), std::move(request), std::move(sink));
    if (!result && !relay.begun) {
        net::Response failed =
            net::Response::json({{"error", "cannot reach " + target + ": " + result.error().text}},
                                502);
        co_await exchange.reply(std::move(failed));
    } else if (!result) {
        // The head is out already: only a cut connection can say that the answer is not whole.
        exchange.abort();
    } else {
        co_await exchange.end();
    }
}

} // namespace stage::workloads
