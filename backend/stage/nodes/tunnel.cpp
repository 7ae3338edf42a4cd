// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/tunnel.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace stage::nodes {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 64 * 1024;
/// containerd waits so long for the other direction once one has ended.
constexpr auto kLinger = std::chrono::milliseconds(1000);

} // namespace

Tunnel::Tunnel(asio::any_io_executor executor, net::Exchange &exchange,
               std::unique_ptr<net::WebSocket> socket, TunnelQuery query, PortMap &ports,
               std::string podUid)
    : m_executor(std::move(executor))
    , m_exchange(&exchange)
    , m_socket(std::move(socket))
    , m_query(std::move(query))
    , m_ports(ports)
    , m_podUid(std::move(podUid))
    , m_turns(m_executor)
    , m_idle(m_executor)
    , m_linger(m_executor)
{
    for (std::size_t i = 0; i < m_query.ports.size(); ++i)
        m_lines.push_back(std::make_unique<Line>(m_executor));
}

net::Awaitable<void> Tunnel::run(Self self)
{
    const auto count = self->m_lines.size();
    bool alive = true;
    for (std::size_t i = 0; i < count && alive; ++i) {
        const int channel = static_cast<int>(2 * i);
        const std::string first = portBytes(self->m_query.ports[i]);
        alive = co_await send(self, channel, first);
        if (alive)
            alive = co_await send(self, channel + 1, first);
    }
    for (std::size_t i = 0; i < count && alive; ++i)
        co_await open(self, i);
    self->m_running = count;
    for (std::size_t i = 0; i < count; ++i)
        asio::co_spawn(self->m_executor, pump(self, i), asio::detached);
    co_await readClient(self);
    self->m_clientGone = true;
    self->hangUp();
    while (self->m_running > 0)
        co_await self->m_idle.wait();
    self->m_exchange = nullptr;
}

/// Connects one port; says why not on its error channel.
net::Awaitable<void> Tunnel::open(Self self, std::size_t index)
{
    Line &line = *self->m_lines[index];
    const std::uint16_t port = self->m_query.ports[index];
    const auto real = self->m_ports.real(self->m_podUid, port);
    error_code error = asio::error::connection_refused;
    if (real) {
        const tcp::endpoint where(asio::ip::address_v4::loopback(), *real);
        co_await line.socket.async_connect(where, asio::redirect_error(asio::use_awaitable, error));
    }
    if (error) {
        co_await send(self, static_cast<int>(2 * index + 1), refusedText(self->m_podUid, port));
        co_return;
    }
    line.socket.set_option(tcp::no_delay(true), error);
    line.open = true;
}

/// Pod to client. The last one to end closes the WebSocket.
net::Awaitable<void> Tunnel::pump(Self self, std::size_t index)
{
    Line &line = *self->m_lines[index];
    const bool opened = line.open;
    std::string piece(kPiece, '\0');
    while (line.open) {
        error_code error;
        const std::size_t size =
            co_await line.socket.async_read_some(asio::buffer(piece),
                                                 asio::redirect_error(asio::use_awaitable, error));
        if (error)
            break;
        const bool sent = co_await send(self, static_cast<int>(2 * index), piece.substr(0, size));
        if (!sent)
            break;
    }
    if (opened && !self->m_clientGone && self->m_running == 1)
        co_await self->m_linger.wait(kLinger);
    error_code ignored;
    line.open = false;
    line.socket.close(ignored);
    if (--self->m_running == 0 && !self->m_clientGone) {
        co_await self->m_turns.acquire();
        co_await self->m_socket->close();
        self->m_turns.release();
    }
    self->m_idle.ring();
}

/// Client to pod, one message after the other, as the kubelet's own loop.
net::Awaitable<void> Tunnel::readClient(Self self)
{
    for (;;) {
        const std::unique_ptr<net::WebSocket::Message> message = co_await self->m_socket->read();
        if (!message)
            co_return;
        const auto parsed = channelMessage(message->data, self->m_query.base64());
        if (!parsed || parsed->channel % 2 != 0 || parsed->payload.empty())
            continue;
        const auto index = static_cast<std::size_t>(parsed->channel / 2);
        if (index >= self->m_lines.size() || !self->m_lines[index]->open)
            continue;
        Line &line = *self->m_lines[index];
        error_code error;
        co_await asio::async_write(line.socket, asio::buffer(parsed->payload),
                                   asio::redirect_error(asio::use_awaitable, error));
        // A failed write is the pod side's end; what it sent before is still pumped.
        if (error)
            line.open = false;
    }
}

net::Awaitable<bool> Tunnel::send(Self self, int channel, std::string payload)
{
    co_await self->m_turns.acquire();
    std::string frame = channelFrame(channel, payload, self->m_query.base64());
    const bool sent = co_await self->m_socket->write(std::move(frame), !self->m_query.base64());
    self->m_turns.release();
    co_return sent;
}

void Tunnel::hangUp()
{
    error_code ignored;
    for (const auto &line : m_lines) {
        line->open = false;
        line->socket.close(ignored);
    }
    m_linger.ring();
}

void Tunnel::reset()
{
    if (m_exchange)
        m_exchange->abort();
}

} // namespace stage::nodes
