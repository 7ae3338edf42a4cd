// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/accesslog.h"

namespace stage::mesh {

/// The labels of one of ztunnel's TCP series: all 27, in its order (mesh-measured §3).
/// FLAGS is "-", "DENY" or "CONNECT".
std::string seriesLabels(const Facts &facts, Side side, const std::string &flags);

/// The counters of one ztunnel. A series does not exist before its first event.
class TcpMetrics {
public:
    void opened(const Facts &facts, Side side);
    /// FLAGS "-" is a good end; anything else counts as failed too.
    void closed(const Facts &facts, Side side, const std::string &flags, const Ending &ending);

    /// Prometheus text. TAG is the running image's; PODS are those in the mesh on this node.
    std::string exposition(const std::string &tag, std::size_t pods) const;

private:
    struct Family {
        const char *name, *help;
        std::map<std::string, std::uint64_t> series;
    };
    Family m_opened{"istio_tcp_connections_opened",
                    "The total number of TCP connections opened",
                    {}};
    Family m_closed{"istio_tcp_connections_closed",
                    "The total number of TCP connections closed",
                    {}};
    Family m_failed{"istio_tcp_connections_failed",
                    "The total number of TCP connections that failed to establish",
                    {}};
    Family m_received{"istio_tcp_received_bytes",
                      "The size of total bytes received during request in case of a TCP connection",
                      {}};
    Family m_sent{"istio_tcp_sent_bytes",
                  "The size of total bytes sent during response in case of a TCP connection",
                  {}};
    std::map<std::string, std::int64_t> m_socketsOpen; ///< by reporter
};

} // namespace stage::mesh
