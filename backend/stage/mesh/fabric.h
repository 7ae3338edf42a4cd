// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/mesh.h"
#include "backend/stage/mesh/policyview.h"
#include "backend/stage/mesh/proxy.h"

#include <boost/asio/steady_timer.hpp>

namespace stage::mesh {

using boost::asio::ip::tcp;

/// One connection from its dial to its last line.
struct Flow {
    using Clock = std::chrono::steady_clock;
    Facts facts;
    std::shared_ptr<Proxy> outbound, inbound; ///< null where no ztunnel takes part
    std::set<std::string> frozen;             ///< selector policies that bound it at its start
    Clock::time_point began = Clock::now();
    Clock::time_point accepted = began;
    tcp::socket *socket = nullptr; ///< the client's, while it is open
    std::uint16_t localPort = 0;
    bool over = false; ///< its lines are written

    Attempt attempt() const;
};

/// What a side reports when a connection failed.
struct Failing {
    std::string inboundError, inboundFlags, outboundError;
};

/// The mesh's shared state. Connections and dialers hold it; close() takes the cluster away from
/// it. Single-threaded.
class Fabric : public std::enable_shared_from_this<Fabric> {
public:
    Fabric(boost::asio::any_io_executor executor, cluster::Objects &objects,
           const nodes::PortMap &ports);
    void start();
    void close();

    net::Awaitable<net::Result<std::unique_ptr<net::Connection>>>
    dial(PodIdentity self, std::string host, std::uint16_t port);
    net::Peer peerOf(const tcp::endpoint &remote) const;

    /// A running ztunnel, for as long as the result lives.
    std::shared_ptr<Proxy> attachProxy(const workloads::Surroundings &surroundings);
    std::string exposition(const Proxy &proxy) const;
    /// A running istiod or istio-cni, for as long as the result lives.
    std::shared_ptr<void> attachIstiod();
    std::shared_ptr<void> attachCni();
    bool istiodRuns() const { return !m_istiod.expired(); }

    /// The connection's client is done with it.
    void finish(Flow &flow);

private:
    using Dialed = net::Result<std::unique_ptr<net::Connection>>;
    net::Awaitable<Dialed> toPods(Party source, Target target, std::uint16_t port);
    net::Awaitable<Dialed> toSelf(PodIdentity self, std::uint16_t port);
    net::Awaitable<Dialed> toOutside(Party source, std::string host, std::uint16_t port);
    net::Awaitable<Dialed> toNowhere(Party source, Target target, std::uint16_t port);
    net::Awaitable<Dialed> lost();
    net::Awaitable<Dialed> pass(std::shared_ptr<Flow> flow, std::uint16_t realPort);
    net::Awaitable<Dialed> fail(std::shared_ptr<Flow> flow, Failing failing);
    std::shared_ptr<Flow> plan(Party source, const Target &target, const Backend &backend);
    net::Awaitable<net::Result<tcp::socket>> connect(std::uint16_t realPort, Flow *flow);
    net::Awaitable<Dialed> trap(std::shared_ptr<Flow> flow, std::function<void()> cut);

    net::Awaitable<void> acceptTrapped();
    void release(tcp::socket socket);

    void opened(const Flow &flow);
    void report(Flow &flow, Side side, const std::string &flags, const Ending &ending);
    /// The ztunnel of a pod's traffic; null outside the mesh, and while none runs on its node.
    std::shared_ptr<Proxy> proxyFor(const Party &party) const;
    std::shared_ptr<Proxy> proxyOn(const std::string &node) const;
    std::string tunnelAddress(const Party &source, const Party &destination);
    void remember(std::uint16_t localPort, net::Peer peer);

    void policiesChanged();
    void propagate();
    void writeStatuses();
    void cutForbidden();
    void cut(Flow &flow);
    void enrolLater(std::chrono::milliseconds delay);
    void enrol();
    void after(std::chrono::milliseconds delay, void (Fabric::*what)());

    boost::asio::any_io_executor m_executor;
    cluster::Objects *m_objects; ///< null once closed
    const nodes::PortMap *m_ports;
    Directory m_directory;
    PolicyView m_view;
    std::vector<cluster::Store::Subscription> m_watches;
    std::vector<std::weak_ptr<Proxy>> m_proxies;
    std::weak_ptr<void> m_istiod, m_cni;
    std::vector<std::weak_ptr<Flow>> m_flows;
    std::map<std::uint16_t, net::Peer> m_peers; ///< by the client's port on loopback
    std::deque<std::uint16_t> m_stalePeers;
    std::map<std::pair<std::string, std::string>, std::uint16_t> m_tunnels; ///< by pod uids
    std::map<std::string, std::size_t> m_turns; ///< round robin by Service
    tcp::acceptor m_trap;
    std::map<std::uint16_t, std::function<void()>> m_trapped; ///< by the client's port
    std::uint16_t m_nextTunnel = 32768;
};

} // namespace stage::mesh
