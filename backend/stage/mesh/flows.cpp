// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/fabric.h"
#include "backend/stage/mesh/tcpinfo.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::mesh {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using boost::system::error_code;

namespace {

// Measured: ztunnel cuts a refused client 1–4 ms after its connect.
constexpr auto patience = 3ms;
constexpr std::size_t stalePeersKept = 512;

std::chrono::milliseconds since(Flow::Clock::time_point start)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(Flow::Clock::now() - start);
}

/// A refused client's connection, waiting for its first byte or for the end of patience. Closing
/// with the byte unread is an RST, without one a FIN; both were measured.
struct Held {
    Held(tcp::socket aSocket)
        : socket(std::move(aSocket))
        , timer(socket.get_executor(), patience)
    {
    }
    tcp::socket socket;
    asio::steady_timer timer;
};

/// A client's socket that is connected but carries nothing to anybody.
class CutConnection final : public net::Connection {
public:
    explicit CutConnection(tcp::socket socket)
        : m_socket(std::move(socket))
    {
    }
    tcp::socket &socket() override { return m_socket; }

private:
    tcp::socket m_socket;
};

} // namespace

Mesh::Mesh(asio::any_io_executor executor, cluster::Objects &objects, const nodes::PortMap &ports)
    : m_fabric(std::make_shared<Fabric>(std::move(executor), objects, ports))
{
    m_fabric->start();
}

Mesh::~Mesh()
{
    m_fabric->close();
}

net::Peer Mesh::peerOf(const tcp::endpoint &remote) const
{
    return m_fabric->peerOf(remote);
}

bool Mesh::controlPlaneRuns() const
{
    return m_fabric->istiodRuns();
}

net::Peer Fabric::peerOf(const tcp::endpoint &remote) const
{
    const auto found = m_peers.find(remote.port());
    return found == m_peers.end() ? net::Peer{} : found->second;
}

void Fabric::remember(std::uint16_t localPort, net::Peer peer)
{
    m_peers[localPort] = std::move(peer);
}

std::string Fabric::tunnelAddress(const Party &source, const Party &destination)
{
    std::uint16_t &port = m_tunnels[{source.uid, destination.uid}];
    if (port == 0) {
        port = m_nextTunnel;
        m_nextTunnel = m_nextTunnel >= 60000 ? 32768 : static_cast<std::uint16_t>(m_nextTunnel + 2);
    }
    return source.ip + ":" + std::to_string(port);
}

void Fabric::opened(const Flow &flow)
{
    if (flow.outbound) {
        flow.outbound->metrics.opened(flow.facts, Side::Outbound);
        flow.outbound->write(openingLine(flow.facts, Side::Outbound));
    }
    if (flow.inbound) {
        flow.inbound->metrics.opened(flow.facts, Side::Inbound);
        flow.inbound->write(openingLine(flow.facts, Side::Inbound));
    }
}

void Fabric::report(Flow &flow, Side side, const std::string &flags, const Ending &ending)
{
    const std::shared_ptr<Proxy> &proxy = side == Side::Inbound ? flow.inbound : flow.outbound;
    if (!proxy)
        return;
    proxy->metrics.closed(flow.facts, side, flags, ending);
    proxy->write(closingLine(flow.facts, side, ending));
}

void Fabric::finish(Flow &flow)
{
    m_stalePeers.push_back(flow.localPort);
    if (m_stalePeers.size() > stalePeersKept) {
        // Its server has asked long ago; a newer flow on the same port is still open, and keeps.
        const std::uint16_t port = m_stalePeers.front();
        m_stalePeers.pop_front();
        bool inUse = false;
        for (const auto &weak : m_flows) {
            const auto other = weak.lock();
            inUse = inUse || (other && other->socket && other->localPort == port);
        }
        if (!inUse)
            m_peers.erase(port);
    }
    std::erase_if(m_flows, [](const std::weak_ptr<Flow> &weak) { return weak.expired(); });
    if (flow.over || !m_objects || !flow.socket)
        return;
    flow.over = true;
    const TcpCounts counts =
        tcpCounts(flow.socket->is_open() ? static_cast<int>(flow.socket->native_handle()) : -1);
    Ending outbound{counts.sent, counts.received, since(flow.began), {}};
    Ending inbound{counts.received, counts.sent, since(flow.accepted), {}};
    if (counts.unread > 0 && flow.inbound)
        inbound.error = "while closing connection: receive: io error: broken pipe";
    report(flow, Side::Outbound, "-", outbound);
    report(flow, Side::Inbound, inbound.error.empty() ? "-" : "CONNECT", inbound);
}

void Fabric::cut(Flow &flow)
{
    flow.over = true;
    const TcpCounts counts = tcpCounts(static_cast<int>(flow.socket->native_handle()));
    error_code ignored;
    flow.socket->shutdown(tcp::socket::shutdown_both, ignored);
    report(flow, Side::Inbound, "CONNECT",
           {counts.received, counts.sent, since(flow.accepted),
            "connection closed due to policy change"});
    report(flow, Side::Outbound, "CONNECT",
           {counts.sent, counts.received, since(flow.began),
            "while closing connection: send: io error: broken pipe"});
    flow.inbound->write(cutLine(flow.facts));
}

net::Awaitable<net::Result<std::unique_ptr<net::Connection>>>
Fabric::trap(std::shared_ptr<Flow> flow, std::function<void()> whenCut)
{
    error_code error;
    const std::uint16_t port = m_trap.local_endpoint(error).port();
    // The refused client is on record nowhere: no server will ask for it.
    const auto loopback = asio::ip::address_v4::loopback();
    tcp::socket socket(m_executor);
    if (!error)
        socket.open(tcp::v4(), error);
    if (!error)
        socket.bind(tcp::endpoint(loopback, 0), error);
    if (!error) {
        flow->localPort = socket.local_endpoint(error).port();
        flow->facts.sourceAddress = flow->facts.source.ip + ":" + std::to_string(flow->localPort);
        m_trapped[flow->localPort] = std::move(whenCut);
        co_await socket.async_connect(tcp::endpoint(loopback, port),
                                      asio::redirect_error(asio::use_awaitable, error));
    }
    if (error) {
        m_trapped.erase(flow->localPort);
        co_return tl::unexpected(net::NetError{net::NetError::Kind::Refused,
                                               "connecting to ztunnel: " + error.message()});
    }
    co_return std::make_unique<CutConnection>(std::move(socket));
}

net::Awaitable<void> Fabric::acceptTrapped()
{
    const auto self = shared_from_this();
    while (m_trap.is_open()) {
        error_code error;
        tcp::socket socket =
            co_await m_trap.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (!error)
            release(std::move(socket));
        else if (error == asio::error::operation_aborted)
            co_return;
    }
}

void Fabric::release(tcp::socket socket)
{
    error_code error;
    const std::uint16_t port = socket.remote_endpoint(error).port();
    auto held = std::make_shared<Held>(std::move(socket));
    held->socket.async_wait(tcp::socket::wait_read, [held](error_code) { held->timer.cancel(); });
    held->timer.async_wait([held, port, weak = weak_from_this()](error_code) {
        error_code ignored;
        held->socket.close(ignored);
        const auto self = weak.lock();
        if (!self)
            return;
        const auto found = self->m_trapped.find(port);
        if (found == self->m_trapped.end())
            return;
        const std::function<void()> whenCut = std::move(found->second);
        self->m_trapped.erase(found);
        whenCut();
    });
}

} // namespace stage::mesh
