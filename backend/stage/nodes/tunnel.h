// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"
#include "backend/stage/nodes/pods.h"
#include "backend/stage/nodes/runtime.h"
#include "backend/stage/nodes/turns.h"

#include <boost/asio/ip/tcp.hpp>

namespace stage::nodes {

/// What a client asks of a port-forward, checked against the pod.
struct TunnelQuery {
    std::vector<std::uint16_t> ports; ///< in the order of their channels
    /// v4.channel.k8s.io, v4.base64.channel.k8s.io, or one of SpdyTunnel's: whose ports come with
    /// each connection.
    std::string protocol;
    bool base64() const { return protocol.find("base64") != std::string::npos; }
};
struct TunnelRefusal {
    int code = 400;
    std::string reason, message;
};
tl::expected<TunnelQuery, TunnelRefusal> tunnelQuery(const net::Request &request, const Json &pod,
                                                     bool wantsUpgrade);

/// A message for CHANNEL, and back: nothing for an empty or garbled message.
std::string channelFrame(int channel, std::string_view payload, bool base64);
struct ChannelMessage {
    int channel = 0;
    std::string payload;
};
std::optional<ChannelMessage> channelMessage(std::string_view message, bool base64);
/// The two bytes that follow the channel in the first message of each channel.
std::string portBytes(std::uint16_t port);
/// What containerd says on the error channel when nothing listens.
std::string refusedText(const std::string &podUid, std::uint16_t port);

/// A client's way to a pod's ports.
class PortTunnel {
public:
    virtual ~PortTunnel() = default;
    /// Cuts the WebSocket without a close.
    virtual void reset() = 0;
};

/// One port-forward WebSocket: for the i-th port the data channel 2i and the error channel 2i+1,
/// a TCP connection each, pumped both ways; a slow side holds the other back. Kept alive by its
/// coroutines.
class Tunnel final : public PortTunnel, public std::enable_shared_from_this<Tunnel> {
public:
    Tunnel(boost::asio::any_io_executor executor, net::Exchange &exchange,
           std::unique_ptr<net::WebSocket> socket, TunnelQuery query, PortMap &ports,
           std::string podUid);

    /// Ends when the client has gone, or a second after the last port's pod side has ended.
    static net::Awaitable<void> run(std::shared_ptr<Tunnel> self);
    void reset() override;

private:
    using Self = std::shared_ptr<Tunnel>;
    struct Line {
        explicit Line(const boost::asio::any_io_executor &executor)
            : socket(executor)
        {
        }
        boost::asio::ip::tcp::socket socket;
        bool open = false;
    };

    static net::Awaitable<void> open(Self self, std::size_t index);
    static net::Awaitable<void> pump(Self self, std::size_t index);
    static net::Awaitable<void> readClient(Self self);
    static net::Awaitable<bool> send(Self self, int channel, std::string payload);
    void hangUp();

    boost::asio::any_io_executor m_executor;
    net::Exchange *m_exchange;
    std::unique_ptr<net::WebSocket> m_socket;
    TunnelQuery m_query;
    PortMap &m_ports;
    std::string m_podUid;
    std::vector<std::unique_ptr<Line>> m_lines;
    Turns m_turns;
    std::size_t m_running = 0; ///< pumps
    bool m_clientGone = false;
    Bell m_idle, m_linger;
};

} // namespace stage::nodes
