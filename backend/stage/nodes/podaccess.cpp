// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/podaccess.h"

#include "backend/stage/cluster/objects.h"
#include "backend/stage/nodes/bell.h"
#include "backend/stage/nodes/logquery.h"
#include "backend/stage/nodes/spdytunnel.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>

namespace stage::nodes {

namespace asio = boost::asio;
using cluster::text;

namespace {

net::Response statusResponse(int code, const std::string &reason, const std::string &message)
{
    return net::Response::json(cluster::failure(code, reason, message).status, code);
}

/// What a follower of one container's log waits for: lines, and the container's end.
struct Following {
    explicit Following(const asio::any_io_executor &executor)
        : bell(executor)
    {
    }
    std::deque<LogBook::Line> lines;
    bool over = false;
    Bell bell;
    cluster::Store::Subscription onLine, onPod;
};

/// A follower that cannot keep up loses nothing, but it may not hold the memory for ever.
constexpr std::size_t kPending = 100000;

/// Writes what is there and what comes, until the container ends or the limit is reached.
net::Awaitable<void> writeLog(net::Exchange &exchange, std::shared_ptr<Following> following,
                              LogQuery query, std::string body)
{
    long long left = query.limitBytes.value_or(-1);
    bool alive = true;
    while (alive) {
        if (left >= 0 && static_cast<long long>(body.size()) > left)
            body.resize(static_cast<std::size_t>(left));
        if (!body.empty())
            alive = co_await exchange.write(body);
        if (left >= 0)
            left -= static_cast<long long>(body.size());
        body.clear();
        if (left == 0 || (following->over && following->lines.empty()))
            break;
        if (following->lines.empty())
            co_await following->bell.wait();
        while (!following->lines.empty() && body.size() < 64 * 1024) {
            body += logLine(following->lines.front(), query.timestamps);
            following->lines.pop_front();
        }
    }
    if (alive)
        co_await exchange.end();
}

} // namespace

struct PodAccess::Inner {
    asio::any_io_executor executor;
    cluster::Store &store;
    LogBook &logs;
    PortMap &ports;
    bool refusing = false;
    std::vector<std::weak_ptr<PortTunnel>> tunnels = {};

    std::shared_ptr<Following> follow(const cluster::Object &pod, const LogQuery &query);
};

std::shared_ptr<Following> PodAccess::Inner::follow(const cluster::Object &pod,
                                                    const LogQuery &query)
{
    auto following = std::make_shared<Following>(executor);
    const std::string uid = text(*pod, "/metadata/uid"), name = query.container;
    const std::weak_ptr<Following> weak = following;
    following->onLine =
        logs.follow([weak, uid, name](const LogBook::Source &source, const LogBook::Line &line) {
            const auto self = weak.lock();
            if (!self || source.podUid != uid || source.container != name)
                return;
            self->lines.push_back(line);
            if (self->lines.size() > kPending)
                self->over = true;
            self->bell.ring();
        });
    following->onPod = store.watch("pods", [weak, uid, name](const cluster::Event &event) {
        const auto self = weak.lock();
        if (!self || text(*event.now, "/metadata/uid") != uid)
            return;
        if (event.change == cluster::Change::Deleted || !mayLogMore(*event.now, name)) {
            self->over = true;
            self->bell.ring();
        }
    });
    return following;
}

PodAccess::PodAccess(asio::any_io_executor executor, cluster::Store &store, LogBook &logs,
                     PortMap &ports)
    : m_inner(std::make_shared<Inner>(Inner{std::move(executor), store, logs, ports}))
{
}

PodAccess::~PodAccess() = default;

net::Awaitable<void> PodAccess::serveLog(net::Exchange &exchange, const cluster::Object &pod)
{
    const auto inner = m_inner;
    const auto asked = logQuery(exchange.request(), *pod, std::chrono::system_clock::now());
    if (!asked) {
        const LogRefusal &why = asked.error();
        co_await exchange.reply(statusResponse(why.code, why.reason, why.message));
        co_return;
    }
    const LogQuery query = *asked;
    const bool follow = query.follow && !query.previous && mayLogMore(*pod, query.container);
    const auto lines =
        inner->logs.life(text(*pod, "/metadata/uid"), query.container, lifeToRead(*pod, query));
    std::string body = logText(lines, query);
    if (!follow) {
        net::Response whole = net::Response::text(std::move(body));
        whole.headers.set("Content-Type", "text/plain");
        co_await exchange.reply(std::move(whole));
        co_return;
    }
    const auto following = inner->follow(pod, query);
    net::Headers headers;
    headers.set("Content-Type", "text/plain");
    co_await exchange.begin(200, std::move(headers));
    using namespace asio::experimental::awaitable_operators;
    // Whichever ends first ends the other, before this handler returns.
    co_await (writeLog(exchange, following, query, std::move(body)) || exchange.gone());
}

net::Awaitable<void> PodAccess::servePortForward(net::Exchange &exchange,
                                                 const cluster::Object &pod)
{
    const auto inner = m_inner;
    const auto asked = tunnelQuery(exchange.request(), *pod, exchange.wantsUpgrade());
    if (!asked) {
        const TunnelRefusal &why = asked.error();
        co_await exchange.reply(statusResponse(why.code, why.reason, why.message));
        co_return;
    }
    if (inner->refusing) {
        co_await exchange.reply(statusResponse(500, "InternalError",
                                               "error dialing backend: dial tcp "
                                                   + text(*pod, "/status/hostIP")
                                                   + ":10250: connect: connection refused"));
        co_return;
    }
    const TunnelQuery query = *asked;
    const bool plain = query.protocol == SpdyTunnel::plain;
    std::unique_ptr<net::WebSocket> socket;
    if (plain) {
        net::Headers headers{{"X-Stream-Protocol-Version", SpdyTunnel::streams}};
        socket = co_await exchange.switchTo(query.protocol, std::move(headers));
    } else {
        socket = co_await exchange.upgrade(query.protocol);
    }
    if (!socket)
        co_return;
    std::erase_if(inner->tunnels, [](const auto &one) { return one.expired(); });
    if (plain || query.protocol == SpdyTunnel::protocol) {
        const auto session =
            std::make_shared<SpdyTunnel>(inner->executor, exchange, std::move(socket), inner->ports,
                                         text(*pod, "/metadata/uid"));
        inner->tunnels.push_back(session);
        co_await SpdyTunnel::run(session);
        co_return;
    }
    const auto tunnel = std::make_shared<Tunnel>(inner->executor, exchange, std::move(socket),
                                                 query, inner->ports, text(*pod, "/metadata/uid"));
    inner->tunnels.push_back(tunnel);
    co_await Tunnel::run(tunnel);
}

void PodAccess::resetTunnels()
{
    for (const auto &one : m_inner->tunnels)
        if (const auto tunnel = one.lock())
            tunnel->reset();
    m_inner->tunnels.clear();
}

void PodAccess::refuseTunnels(bool on)
{
    m_inner->refusing = on;
}

std::size_t PodAccess::tunnels() const
{
    return static_cast<std::size_t>(std::count_if(m_inner->tunnels.begin(), m_inner->tunnels.end(),
                                                  [](const auto &one) { return !one.expired(); }));
}

} // namespace stage::nodes
