// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/net/server.h"

#include "backend/stage/net/session.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::net {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Shared by the accept loop and the sessions, so that a server may go while they unwind.
struct Server::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor anExecutor)
        : executor(std::move(anExecutor))
        , acceptor(executor)
    {
    }

    Awaitable<void> acceptLoop();
    void serve(tcp::socket socket);

    asio::any_io_executor executor;
    tcp::acceptor acceptor;
    Handler handler;
    RawHandler raw;
    PeerLookup lookup;
    asio::ssl::context *tls = nullptr;
    std::shared_ptr<Sessions> sessions = std::make_shared<Sessions>();
};

Awaitable<void> Server::State::acceptLoop()
{
    const auto self = shared_from_this();
    while (acceptor.is_open()) {
        boost::system::error_code error;
        tcp::socket socket =
            co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            serve(std::move(socket));
        } else if (error == asio::error::operation_aborted || !acceptor.is_open()) {
            break;
        } else {
            // Out of descriptors: give others a moment instead of spinning.
            asio::steady_timer pause(executor, std::chrono::milliseconds(20));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
        }
    }
}

void Server::State::serve(tcp::socket socket)
{
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const tcp::endpoint remote = socket.remote_endpoint(ignored);
    if (ignored)
        return;
    if (raw) {
        asio::co_spawn(executor, raw(std::move(socket)), asio::detached);
        return;
    }
    Peer peer = lookup ? lookup(remote) : Peer{};
    if (peer.address.empty())
        peer.address = remote.address().to_string() + ":" + std::to_string(remote.port());
    startSession(executor, std::move(socket), tls, handler, std::move(peer), sessions);
}

Server::Server(asio::any_io_executor executor, Handler handler, PeerLookup lookup)
    : m_state(std::make_shared<State>(std::move(executor)))
{
    m_state->handler = std::move(handler);
    m_state->lookup = std::move(lookup);
}

Server::Server(asio::any_io_executor executor, RawHandler handler)
    : m_state(std::make_shared<State>(std::move(executor)))
{
    m_state->raw = std::move(handler);
}

Server::~Server()
{
    close();
}

void Server::useTls(asio::ssl::context &context)
{
    m_state->tls = &context;
}

tl::expected<std::uint16_t, std::string> Server::listen(std::uint16_t port,
                                                        const std::string &address)
{
    boost::system::error_code error;
    const tcp::endpoint endpoint(asio::ip::make_address(address, error), port);
    if (!error)
        m_state->acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_state->acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        m_state->acceptor.bind(endpoint, error);
    if (!error)
        m_state->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
        boost::system::error_code ignored;
        m_state->acceptor.close(ignored);
        return tl::unexpected("cannot listen on " + address + ":" + std::to_string(port) + ": "
                              + error.message());
    }
    asio::co_spawn(m_state->executor, m_state->acceptLoop(), asio::detached);
    return m_state->acceptor.local_endpoint().port();
}

std::uint16_t Server::port() const
{
    boost::system::error_code ignored;
    return m_state->acceptor.local_endpoint(ignored).port();
}

void Server::dropConnections()
{
    m_state->sessions->abortAll();
}

void Server::close()
{
    boost::system::error_code ignored;
    m_state->acceptor.close(ignored);
    dropConnections();
}

} // namespace stage::net
