// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/spdy.h"
#include "backend/stage/nodes/tunnel.h"

#include <set>

namespace stage::nodes {

/// A port-forward by SPDY/3.1, inside a WebSocket as kubectl has it since 1.31 (KEP-4006) or on the
/// connection itself as before: one session for many connections, each of an error stream and a
/// data stream. Single-threaded.
class SpdyTunnel final : public PortTunnel, public std::enable_shared_from_this<SpdyTunnel> {
public:
    static constexpr const char *protocol = "SPDY/3.1+portforward.k8s.io"; ///< of a WebSocket
    static constexpr const char *plain = "SPDY/3.1"; ///< what an Upgrade header asks for
    static constexpr const char *streams = "portforward.k8s.io"; ///< X-Stream-Protocol-Version

    SpdyTunnel(boost::asio::any_io_executor executor, net::Exchange &exchange,
               std::unique_ptr<net::WebSocket> socket, PortMap &ports, std::string podUid);

    /// Ends when the client has gone.
    static net::Awaitable<void> run(std::shared_ptr<SpdyTunnel> self);
    void reset() override;

private:
    using Self = std::shared_ptr<SpdyTunnel>;
    /// One forwarded connection.
    struct Line {
        explicit Line(const boost::asio::any_io_executor &executor)
            : socket(executor)
            , news(executor)
            , room(executor)
        {
        }
        std::uint32_t errors = 0, data = 0; ///< stream ids, 0 while it is not there
        std::uint16_t port = 0;
        boost::asio::ip::tcp::socket socket;
        std::string waiting; ///< for the pod
        Bell news, room;
        bool clientDone = false, over = false;
    };

    static net::Awaitable<void> take(Self self, spdy::Frame frame);
    static net::Awaitable<void> begin(Self self, spdy::Frame frame);
    static net::Awaitable<void> serve(Self self, std::shared_ptr<Line> line);
    static net::Awaitable<void> toClient(Self self, std::shared_ptr<Line> line);
    static net::Awaitable<void> toPod(Self self, std::shared_ptr<Line> line);
    static net::Awaitable<bool> send(Self self, std::string bytes);
    std::shared_ptr<Line> lineOf(std::uint32_t dataStream) const;
    void end(Line &line);

    boost::asio::any_io_executor m_executor;
    net::Exchange *m_exchange;
    std::unique_ptr<net::WebSocket> m_socket;
    PortMap &m_ports;
    std::string m_podUid;
    spdy::Reader m_reader;
    spdy::Writer m_writer;
    Turns m_turns;
    std::map<std::string, std::shared_ptr<Line>> m_lines; ///< by the client's requestID
    std::size_t m_running = 0;
    Bell m_idle;
};

} // namespace stage::nodes
