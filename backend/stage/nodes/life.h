// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/nodes/bell.h"
#include "backend/stage/nodes/runtime.h"
#include "backend/stage/workloads/workload.h"

#include <boost/asio/cancellation_signal.hpp>

namespace stage::nodes {

/// One container's process: a workload, its listeners on loopback and its work beside them. Kept
/// alive by its owner and by what still runs in it, so that a handler never outlives its workload.
/// Single-threaded.
class Life : public std::enable_shared_from_this<Life> {
public:
    struct End {
        int exitCode = 0;
        std::string reason; ///< Completed, Error
        std::string message;
    };
    using OnEnd = std::function<void(End)>;

    /// WORKLOAD may be null: an image with nothing to run here, which only exists.
    Life(boost::asio::any_io_executor executor, std::unique_ptr<workloads::Workload> workload,
         net::Server::PeerLookup lookup);
    ~Life();

    /// Listens on a loopback port for each port, records them, starts the work. ONEND is called
    /// once, later, when the work ends by itself with nothing left to listen on, or fails.
    tl::expected<void, std::string> start(PortMap &ports, const std::string &podUid, OnEnd onEnd);
    /// Ends everything at once; ONEND is not called.
    void stop();

    bool over() const { return m_over; }
    bool hasProgram() const { return m_workload != nullptr; }
    /// Requests in hand.
    int busy() const { return m_busy; }
    /// A bell that stop() rings, for loops that follow this life.
    std::shared_ptr<Bell> bell();

private:
    using Self = std::shared_ptr<Life>;
    static net::Awaitable<void> work(Self self);
    static net::Awaitable<void> serve(Self self, net::Handler handler, net::Exchange &exchange);
    static net::Awaitable<void> serveRaw(Self self, net::Server::RawHandler handler,
                                         boost::asio::ip::tcp::socket socket);
    tl::expected<void, std::string> listen(workloads::Port &port, PortMap &ports,
                                           const std::string &podUid);
    void ended(End end);

    boost::asio::any_io_executor m_executor;
    std::unique_ptr<workloads::Workload> m_workload;
    net::Server::PeerLookup m_lookup;
    std::vector<std::unique_ptr<net::Server>> m_servers;
    std::vector<std::function<void()>> m_forget; ///< takes the ports out of the map again
    std::vector<std::shared_ptr<Bell>> m_bells;
    boost::asio::cancellation_signal m_cancel;
    OnEnd m_onEnd;
    int m_busy = 0;
    bool m_over = false;
};

} // namespace stage::nodes
