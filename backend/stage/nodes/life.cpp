// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/life.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::nodes {

namespace asio = boost::asio;

Bell::Bell(asio::any_io_executor executor)
    : m_timer(std::move(executor))
{
}

void Bell::ring()
{
    m_rung = true;
    m_timer.cancel();
}

net::Awaitable<void> Bell::wait(std::optional<std::chrono::milliseconds> limit)
{
    if (!m_rung) {
        if (limit)
            m_timer.expires_after(*limit);
        else
            m_timer.expires_at(asio::steady_timer::time_point::max());
        boost::system::error_code error;
        co_await m_timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
    m_rung = false;
}

Life::Life(asio::any_io_executor executor, std::unique_ptr<workloads::Workload> workload,
           net::Server::PeerLookup lookup)
    : m_executor(std::move(executor))
    , m_workload(std::move(workload))
    , m_lookup(std::move(lookup))
{
}

Life::~Life() = default;

tl::expected<void, std::string> Life::start(PortMap &ports, const std::string &podUid, OnEnd onEnd)
{
    m_onEnd = std::move(onEnd);
    if (!m_workload)
        return {};
    for (workloads::Port &port : m_workload->ports())
        if (auto listening = listen(port, ports, podUid); !listening) {
            stop();
            return listening;
        }
    asio::co_spawn(m_executor, work(shared_from_this()),
                   asio::bind_cancellation_slot(m_cancel.slot(), asio::detached));
    return {};
}

tl::expected<void, std::string> Life::listen(workloads::Port &port, PortMap &ports,
                                             const std::string &podUid)
{
    std::unique_ptr<net::Server> server;
    // The server's handler holds this life; stop() breaks the circle.
    if (auto *handler = std::get_if<net::Handler>(&port.handler))
        server = std::make_unique<net::Server>(
            m_executor,
            [self = shared_from_this(), call = *handler](net::Exchange &exchange) {
                return serve(self, call, exchange);
            },
            m_lookup);
    else
        server = std::make_unique<net::Server>(
            m_executor, net::Server::RawHandler([self = shared_from_this(),
                                                 call = std::get<net::Server::RawHandler>(
                                                     port.handler)](asio::ip::tcp::socket socket) {
                return serveRaw(self, call, std::move(socket));
            }));
    const auto real = server->listen(0);
    if (!real)
        return tl::unexpected("listen for container port " + std::to_string(port.number) + ": "
                              + real.error());
    ports.add(podUid, port.number, *real);
    m_forget.push_back([&ports, podUid, number = port.number] { ports.remove(podUid, number); });
    m_servers.push_back(std::move(server));
    return {};
}

net::Awaitable<void> Life::serve(Self self, net::Handler handler, net::Exchange &exchange)
{
    ++self->m_busy;
    try {
        co_await handler(exchange);
    } catch (...) {
        --self->m_busy;
        throw;
    }
    --self->m_busy;
}

net::Awaitable<void> Life::serveRaw(Self self, net::Server::RawHandler handler,
                                    asio::ip::tcp::socket socket)
{
    ++self->m_busy;
    try {
        co_await handler(std::move(socket));
    } catch (...) {
        --self->m_busy;
        throw;
    }
    --self->m_busy;
}

net::Awaitable<void> Life::work(Self self)
{
    End end{0, "Completed", {}};
    try {
        co_await self->m_workload->run();
        if (!self->m_servers.empty())
            co_return; // it goes on serving
    } catch (const std::exception &problem) {
        end = {1, "Error", problem.what()};
    }
    self->ended(std::move(end));
}

void Life::ended(End end)
{
    if (m_over)
        return;
    const OnEnd onEnd = std::move(m_onEnd);
    stop();
    if (onEnd)
        onEnd(std::move(end));
}

void Life::stop()
{
    if (std::exchange(m_over, true))
        return;
    m_onEnd = nullptr;
    for (const auto &forget : std::exchange(m_forget, {}))
        forget();
    for (const auto &bell : m_bells)
        bell->ring();
    // Later: this may be called from inside the very coroutines that are to end.
    asio::post(m_executor, [self = shared_from_this()] {
        self->m_cancel.emit(asio::cancellation_type::terminal);
    });
    for (auto &server : m_servers)
        server->close();
    asio::post(m_executor, [servers = std::make_shared<decltype(m_servers)>(
                                std::exchange(m_servers, {}))]() mutable { servers.reset(); });
}

std::shared_ptr<Bell> Life::bell()
{
    auto bell = std::make_shared<Bell>(m_executor);
    if (m_over)
        bell->ring();
    m_bells.push_back(bell);
    return bell;
}

} // namespace stage::nodes
