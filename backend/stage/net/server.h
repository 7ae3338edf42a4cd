// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <tl/expected.hpp>

namespace boost::asio::ssl {
class context;
}

namespace stage::net {

/// A listener on loopback. Everything runs on the executor's one thread. Destroying it stops
/// accepting and cuts the connections that are open.
class Server {
public:
    /// Who connects from this remote endpoint; asked once a connection.
    using PeerLookup = std::function<Peer(const boost::asio::ip::tcp::endpoint &)>;
    /// For protocols that are not HTTP (SMTP).
    using RawHandler = std::function<Awaitable<void>(boost::asio::ip::tcp::socket)>;

    Server(boost::asio::any_io_executor executor, Handler handler, PeerLookup lookup = {});
    Server(boost::asio::any_io_executor executor, RawHandler handler);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /// Serve TLS; before listen(). CONTEXT outlives the server.
    void useTls(boost::asio::ssl::context &context);
    /// Port 0 takes any. The error names the address and the cause.
    tl::expected<std::uint16_t, std::string> listen(std::uint16_t port = 0,
                                                    const std::string &address = "127.0.0.1");
    std::uint16_t port() const;
    /// Cuts every open connection; the listener stays.
    void dropConnections();
    void close();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace stage::net
