// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/fabric.h"
#include "backend/stage/mesh/netpolicy.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::mesh {

namespace asio = boost::asio;
using boost::system::error_code;
using net::NetError;

namespace {

using Dialed = net::Result<std::unique_ptr<net::Connection>>;

constexpr const char *refused = "Connection refused (os error 111)";
constexpr std::uint16_t tunnelPort = 15008; ///< HBONE: what the network sees of a tunnel

/// What becomes of a connection whose packets nobody passes on: Linux gives its SYN up after 127 s.
constexpr std::chrono::seconds unanswered(127);

/// A connection whose end is reported. Without a flow nothing is.
class MeshConnection final : public net::Connection {
public:
    MeshConnection(std::shared_ptr<Fabric> fabric, std::shared_ptr<Flow> flow, tcp::socket socket)
        : m_fabric(std::move(fabric))
        , m_flow(std::move(flow))
        , m_socket(std::move(socket))
    {
        if (m_flow)
            m_flow->socket = &m_socket;
    }
    ~MeshConnection() override
    {
        if (!m_flow)
            return;
        m_fabric->finish(*m_flow);
        m_flow->socket = nullptr;
    }
    MeshConnection(const MeshConnection &) = delete;
    MeshConnection &operator=(const MeshConnection &) = delete;
    tcp::socket &socket() override { return m_socket; }

private:
    std::shared_ptr<Fabric> m_fabric;
    std::shared_ptr<Flow> m_flow;
    tcp::socket m_socket;
};

class PodDialer final : public net::Dialer {
public:
    PodDialer(std::shared_ptr<Fabric> fabric, PodIdentity self)
        : m_fabric(std::move(fabric))
        , m_self(std::move(self))
    {
    }
    net::Awaitable<Dialed> dial(std::string host, std::uint16_t port) override
    {
        return m_fabric->dial(m_self, std::move(host), port);
    }

private:
    std::shared_ptr<Fabric> m_fabric;
    PodIdentity m_self;
};

std::string place(const std::string &ip, std::uint16_t port)
{
    return ip + ":" + std::to_string(port);
}

} // namespace

std::unique_ptr<net::Dialer> Mesh::dialer(PodIdentity pod)
{
    return std::make_unique<PodDialer>(m_fabric, std::move(pod));
}

net::Awaitable<Dialed> Fabric::dial(PodIdentity self, std::string host, std::uint16_t port)
{
    const auto keep = shared_from_this();
    if (!m_objects)
        co_return tl::unexpected(NetError{NetError::Kind::Refused, "the stage is shutting down"});
    net::Result<Target> target = m_directory.resolve(host, port, self.ns);
    if (!target)
        co_return tl::unexpected(target.error());
    Party source = m_directory.pod(self.ns, self.pod);
    if (target->kind == Target::Kind::Self)
        co_return co_await toSelf(std::move(self), port);
    // Its traffic is redirected to ztunnel's port, and nobody listens there.
    if (source.ambient && !proxyFor(source))
        co_return tl::unexpected(NetError{NetError::Kind::Refused, refused});
    if (target->kind == Target::Kind::Outside)
        co_return co_await toOutside(std::move(source), target->host, port);
    const auto own = source.labels.find("gateway.networking.k8s.io/gateway-name");
    const bool isWaypoint = own != source.labels.end() && own->second == target->waypoint;
    if (!target->waypoint.empty() && !isWaypoint && proxyFor(source))
        target->backends = m_directory.waypointPods(target->service.ns, target->waypoint);
    if (target->backends.empty())
        co_return co_await toNowhere(std::move(source), std::move(*target), port);
    co_return co_await toPods(std::move(source), std::move(*target), port);
}

net::Awaitable<net::Result<tcp::socket>> Fabric::connect(std::uint16_t realPort, Flow *flow)
{
    const auto loopback = asio::ip::address_v4::loopback();
    tcp::socket socket(m_executor);
    error_code error;
    socket.open(tcp::v4(), error);
    if (!error)
        socket.bind(tcp::endpoint(loopback, 0), error);
    // The server asks who connects as soon as it accepts, so the answer must be there before.
    if (!error && flow) {
        flow->localPort = socket.local_endpoint(error).port();
        flow->facts.sourceAddress = place(flow->facts.source.ip, flow->localPort);
        net::Peer peer;
        peer.address = flow->facts.sourceAddress;
        if (flow->facts.tunnelled) {
            peer.ns = flow->facts.source.ns;
            peer.serviceAccount = flow->facts.source.serviceAccount;
            peer.pod = flow->facts.source.pod;
        }
        remember(flow->localPort, std::move(peer));
    }
    if (!error) {
        co_await socket.async_connect(tcp::endpoint(loopback, realPort),
                                      asio::redirect_error(asio::use_awaitable, error));
    }
    if (error == asio::error::connection_refused)
        co_return tl::unexpected(NetError{NetError::Kind::Refused, refused});
    if (error) {
        co_return tl::unexpected(NetError{NetError::Kind::Garbled, "connecting on loopback to port "
                                                                       + std::to_string(realPort)
                                                                       + ": " + error.message()});
    }
    socket.set_option(tcp::no_delay(true), error);
    co_return std::move(socket);
}

net::Awaitable<Dialed> Fabric::toSelf(PodIdentity self, std::uint16_t port)
{
    const auto real = m_ports->real(self.uid, port);
    if (!real)
        co_return tl::unexpected(NetError{NetError::Kind::Refused, refused});
    net::Result<tcp::socket> socket = co_await connect(*real, nullptr);
    if (!socket)
        co_return tl::unexpected(socket.error());
    co_return std::make_unique<MeshConnection>(shared_from_this(), nullptr, std::move(*socket));
}

net::Awaitable<Dialed> Fabric::toOutside(Party source, std::string host, std::uint16_t port)
{
    const Party nobody;
    const Way way{source, nobody, host, port};
    if (m_objects && !networkAllows(m_objects->store(), way))
        co_return co_await lost();
    net::SystemDialer system;
    Dialed connection = co_await system.dial(host, port);
    const auto proxy = m_objects ? proxyFor(source) : nullptr;
    if (!connection || !proxy)
        co_return connection;
    tcp::socket socket = std::move((*connection)->socket());
    auto flow = std::make_shared<Flow>();
    flow->facts.trustDomain = m_directory.trustDomain();
    error_code ignored;
    flow->facts.sourceAddress = place(source.ip, socket.local_endpoint(ignored).port());
    flow->facts.destinationIp = socket.remote_endpoint(ignored).address().to_string();
    flow->facts.port = port;
    flow->facts.source = std::move(source);
    flow->outbound = proxy;
    opened(*flow);
    m_flows.push_back(flow);
    co_return std::make_unique<MeshConnection>(shared_from_this(), flow, std::move(socket));
}

net::Awaitable<Dialed> Fabric::toNowhere(Party source, Target target, std::uint16_t port)
{
    const auto proxy = proxyFor(source);
    if (!proxy)
        co_return tl::unexpected(NetError{NetError::Kind::NoEndpoints, refused});
    auto flow = std::make_shared<Flow>();
    flow->facts.source = std::move(source);
    const std::string vip = place(target.vip, port);
    const auto cut = [flow, proxy, vip] {
        proxy->write(noEndpointsLine(flow->facts.sourceAddress, vip));
    };
    co_return co_await trap(flow, cut);
}

std::shared_ptr<Flow> Fabric::plan(Party source, const Target &target, const Backend &backend)
{
    auto flow = std::make_shared<Flow>();
    Facts &facts = flow->facts;
    facts.trustDomain = m_directory.trustDomain();
    facts.source = std::move(source);
    facts.destination = m_directory.pod(backend.podNs, backend.podName);
    facts.destinationIp = backend.ip;
    facts.port = backend.port;
    facts.serviceAddressed = target.service.known();
    facts.service = facts.serviceAddressed ? target.service
                                           : m_directory.serviceOf(facts.destination, backend.port);
    flow->outbound = proxyFor(facts.source);
    flow->inbound = proxyFor(facts.destination);
    facts.tunnelled = flow->outbound && flow->inbound;
    if (facts.tunnelled)
        facts.tunnelAddress = tunnelAddress(facts.source, facts.destination);
    if (flow->inbound)
        flow->frozen = m_view.selectorsFor(facts.destination.ns, facts.destination.labels);
    return flow;
}

/// The network drops it: no answer comes, neither good nor bad.
net::Awaitable<Dialed> Fabric::lost()
{
    asio::steady_timer timer(m_executor, unanswered);
    error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    co_return tl::unexpected(
        NetError{NetError::Kind::Timeout, "Connection timed out (os error 110)"});
}

namespace {

// Functions of their own: gcc 12 miscompiles lists in braces among a coroutine's arguments.
Failing denied(const std::string &reason)
{
    return {"connection closed due to policy rejection: " + reason, "DENY",
            "http status: 401 Unauthorized"};
}

Failing unconnected(const std::string &outboundError)
{
    return {std::string("connection failed: ") + refused, "CONNECT", outboundError};
}

} // namespace

net::Awaitable<Dialed> Fabric::toPods(Party source, Target target, std::uint16_t port)
{
    const std::string turn = target.service.host() + ":" + std::to_string(port);
    const Backend backend = target.backends[m_turns[turn]++ % target.backends.size()];
    const auto flow = plan(std::move(source), target, backend);
    const Way way{flow->facts.source, flow->facts.destination, backend.ip,
                  flow->facts.tunnelled ? tunnelPort : backend.port};
    if (!networkAllows(m_objects->store(), way))
        co_return co_await lost();
    if (flow->facts.destination.ambient && !flow->inbound) {
        if (!flow->outbound)
            co_return tl::unexpected(NetError{NetError::Kind::Refused, refused});
        Failing failing = unconnected(std::string("io error: ") + refused);
        co_return co_await fail(flow, std::move(failing));
    }
    if (flow->inbound) {
        const Party &to = flow->facts.destination;
        const Verdict verdict = m_view.judge(flow->attempt(), to.ns, to.labels);
        if (!verdict.allowed) {
            Failing failing = denied(verdict.reason);
            co_return co_await fail(flow, std::move(failing));
        }
    }
    std::optional<std::uint16_t> real = m_ports->real(backend.podUid, backend.port);
    if (backend.podUid.empty()) // a hand-made EndpointSlice names an address of this machine
        real = backend.port;
    if (real) {
        Dialed passed = co_await pass(flow, *real);
        if (passed || passed.error().kind != NetError::Kind::Refused)
            co_return passed;
    }
    if (!flow->inbound && !flow->outbound)
        co_return tl::unexpected(NetError{NetError::Kind::Refused, refused});
    const std::string outbound = flow->inbound ? std::string("http status: 503 Service Unavailable")
                                               : std::string("io error: ") + refused;
    Failing failing = unconnected(outbound);
    co_return co_await fail(flow, std::move(failing));
}

net::Awaitable<Dialed> Fabric::pass(std::shared_ptr<Flow> flow, std::uint16_t realPort)
{
    net::Result<tcp::socket> socket = co_await connect(realPort, flow.get());
    if (!socket)
        co_return tl::unexpected(socket.error());
    flow->accepted = Flow::Clock::now();
    opened(*flow);
    m_flows.push_back(flow);
    co_return std::make_unique<MeshConnection>(shared_from_this(), flow, std::move(*socket));
}

/// The client's connect succeeds at its own ztunnel; then the connection is cut.
net::Awaitable<Dialed> Fabric::fail(std::shared_ptr<Flow> flow, Failing failing)
{
    const auto self = shared_from_this();
    flow->accepted = Flow::Clock::now();
    const auto cut = [self, flow, failing] {
        if (!self->m_objects)
            return;
        self->opened(*flow);
        const auto since = [](Flow::Clock::time_point start) {
            return std::chrono::duration_cast<std::chrono::milliseconds>(Flow::Clock::now()
                                                                         - start);
        };
        // The destination judges at once; the client's side ends when its socket is cut.
        self->report(*flow, Side::Inbound, failing.inboundFlags, {0, 0, {}, failing.inboundError});
        self->report(*flow, Side::Outbound, "CONNECT",
                     {0, 0, since(flow->began), failing.outboundError});
    };
    return trap(flow, cut);
}

} // namespace stage::mesh
