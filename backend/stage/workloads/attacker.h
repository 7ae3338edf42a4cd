// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/workloads/workload.h"

namespace stage::workloads {

/// What arrived at the attacker. A ring of the last fifty; only a restart empties it.
class Loot {
public:
    struct Arrival {
        std::chrono::system_clock::time_point at;
        std::string from;   ///< SPIFFE id in the mesh, else the address
        std::string source; ///< X-Forwarded-For or the peer's address, without the port
        std::string bytes;  ///< the body as it came
    };
    void add(Arrival arrival);
    std::size_t count() const { return m_arrivals.size(); }
    Json json() const; ///< {count, events}, newest last

private:
    std::deque<Arrival> m_arrivals;
};

/// "spiffe://cluster.local/ns/NS/sa/SA" in the mesh, else the address without its port.
std::string identityOf(const net::Peer &peer);

} // namespace stage::workloads
