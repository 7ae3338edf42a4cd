// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/spdytunnel.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>

namespace stage::nodes {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t kPiece = 32 * 1024;
/// What one connection may have waiting for its pod before the client has to wait, too.
constexpr std::size_t kRoom = 1024 * 1024;
/// containerd waits so long for the other direction once one has ended.
constexpr auto kLinger = std::chrono::milliseconds(1000);

std::string header(const spdy::Frame &frame, const std::string &name)
{
    const auto found = frame.headers.find(name);
    return found == frame.headers.end() ? std::string() : found->second;
}

} // namespace

SpdyTunnel::SpdyTunnel(asio::any_io_executor executor, net::Exchange &exchange,
                       std::unique_ptr<net::WebSocket> socket, PortMap &ports, std::string podUid)
    : m_executor(std::move(executor))
    , m_exchange(&exchange)
    , m_socket(std::move(socket))
    , m_ports(ports)
    , m_podUid(std::move(podUid))
    , m_turns(m_executor)
    , m_idle(m_executor)
{
}

net::Awaitable<void> SpdyTunnel::run(Self self)
{
    while (!self->m_reader.broken()) {
        const std::unique_ptr<net::WebSocket::Message> message = co_await self->m_socket->read();
        if (!message)
            break;
        std::vector<spdy::Frame> frames = self->m_reader.feed(message->data);
        for (spdy::Frame &frame : frames)
            co_await take(self, std::move(frame));
    }
    for (const auto &[id, line] : self->m_lines)
        self->end(*line);
    while (self->m_running > 0)
        co_await self->m_idle.wait();
    self->m_exchange = nullptr;
}

net::Awaitable<void> SpdyTunnel::take(Self self, spdy::Frame frame)
{
    if (frame.kind == spdy::Kind::SynStream) {
        co_await begin(self, std::move(frame));
        co_return;
    }
    if (frame.kind == spdy::Kind::Ping) {
        std::string answer = self->m_writer.ping(frame.stream);
        co_await send(self, std::move(answer));
        co_return;
    }
    const std::shared_ptr<Line> line = self->lineOf(frame.stream);
    if (!line || line->over)
        co_return; // the error stream's end, or what came too late
    if (frame.kind == spdy::Kind::RstStream) {
        self->end(*line);
        co_return;
    }
    if (frame.kind != spdy::Kind::Data)
        co_return;
    line->waiting += frame.data;
    line->clientDone = line->clientDone || frame.fin;
    line->news.ring();
    while (line->waiting.size() > kRoom && !line->over)
        co_await line->room.wait();
}

/// A new stream: answered at once, and with its other half there is a connection.
net::Awaitable<void> SpdyTunnel::begin(Self self, spdy::Frame frame)
{
    static const std::map<std::string, std::string> none;
    std::string answer = self->m_writer.synReply(frame.stream, none);
    co_await send(self, std::move(answer));
    std::shared_ptr<Line> &line = self->m_lines[header(frame, "requestid")];
    if (!line)
        line = std::make_shared<Line>(self->m_executor);
    const std::string type = header(frame, "streamtype"), port = header(frame, "port");
    std::from_chars(port.data(), port.data() + port.size(), line->port);
    (type == "error" ? line->errors : line->data) = frame.stream;
    if (line->errors == 0 || line->data == 0)
        co_return;
    ++self->m_running;
    asio::co_spawn(self->m_executor, serve(self, line), asio::detached);
}

net::Awaitable<void> SpdyTunnel::serve(Self self, std::shared_ptr<Line> line)
{
    using namespace asio::experimental::awaitable_operators;
    const auto real = self->m_ports.real(self->m_podUid, line->port);
    error_code error = asio::error::connection_refused;
    if (real) {
        const tcp::endpoint where(asio::ip::address_v4::loopback(), *real);
        co_await line->socket.async_connect(where,
                                            asio::redirect_error(asio::use_awaitable, error));
    }
    std::string why;
    if (error)
        why = refusedText(self->m_podUid, line->port);
    else
        co_await (toClient(self, line) && toPod(self, line));
    self->end(*line);
    std::string last =
        self->m_writer.data(line->data, {}, true) + self->m_writer.data(line->errors, why, true);
    co_await send(self, std::move(last));
    std::erase_if(self->m_lines, [&](const auto &one) { return one.second == line; });
    --self->m_running;
    self->m_idle.ring();
}

/// Until the pod has said its last.
net::Awaitable<void> SpdyTunnel::toClient(Self self, std::shared_ptr<Line> line)
{
    std::string piece(kPiece, '\0');
    bool going = true;
    while (going) {
        error_code error;
        const std::size_t size =
            co_await line->socket.async_read_some(asio::buffer(piece),
                                                  asio::redirect_error(asio::use_awaitable, error));
        if (error)
            break;
        std::string frame =
            self->m_writer.data(line->data, std::string_view(piece).substr(0, size));
        going = co_await send(self, std::move(frame));
    }
    self->end(*line);
}

/// Until the client is done and the pod had a moment for its answer.
net::Awaitable<void> SpdyTunnel::toPod(Self self, std::shared_ptr<Line> line)
{
    error_code error;
    while (!line->over && !error) {
        if (line->waiting.empty() && line->clientDone)
            break;
        if (line->waiting.empty()) {
            co_await line->news.wait();
            continue;
        }
        const std::string now = std::exchange(line->waiting, {});
        line->room.ring();
        co_await asio::async_write(line->socket, asio::buffer(now),
                                   asio::redirect_error(asio::use_awaitable, error));
    }
    error_code ignored;
    line->socket.shutdown(tcp::socket::shutdown_send, ignored);
    line->news.clear(); // an older ring than the end that is waited for
    if (!line->over)
        co_await line->news.wait(kLinger);
    self->end(*line);
}

net::Awaitable<bool> SpdyTunnel::send(Self self, std::string bytes)
{
    co_await self->m_turns.acquire();
    const bool sent = co_await self->m_socket->write(std::move(bytes), true);
    self->m_turns.release();
    co_return sent;
}

std::shared_ptr<SpdyTunnel::Line> SpdyTunnel::lineOf(std::uint32_t dataStream) const
{
    for (const auto &[id, line] : m_lines) {
        if (line->data == dataStream)
            return line;
    }
    return nullptr;
}

void SpdyTunnel::end(Line &line)
{
    error_code ignored;
    line.over = true;
    line.socket.close(ignored);
    line.news.ring();
    line.room.ring();
}

void SpdyTunnel::reset()
{
    if (m_exchange)
        m_exchange->abort();
}

} // namespace stage::nodes
