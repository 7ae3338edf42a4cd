// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/mesh/directory.h"

#include <chrono>
#include <variant>

namespace stage::mesh {

/// What ztunnel knows about one connection when it reports it.
struct Facts {
    Party source, destination;
    ServiceName service; ///< that the client addressed, or that covers the pod's port
    bool serviceAddressed = false;
    std::string trustDomain = "cluster.local";
    bool tunnelled = false;    ///< both ends are in the mesh (HBONE)
    std::string sourceAddress; ///< the client's own "ip:port"
    std::string tunnelAddress; ///< the source of the pooled HBONE connection
    std::string destinationIp;
    std::uint16_t port = 0; ///< of the pod

    std::string sourceIdentity() const; ///< spiffe://…, "" when it has none
    std::string destinationIdentity() const;
};

/// How a connection ended for one side.
struct Ending {
    std::uint64_t sent = 0, received = 0;
    std::chrono::milliseconds duration{};
    std::string error; ///< "" when all was well
};

/// One line of ztunnel's log before it is written down.
struct LogLine {
    struct Field {
        std::string name;
        std::variant<std::string, std::uint64_t> value;
        bool bare = false; ///< addresses stand without quotes
    };
    std::string level = "info", target = "access", message = "connection complete";
    std::vector<Field> fields;

    using Time = std::chrono::system_clock::time_point;
    std::string plain(Time at) const; ///< tab separated
    std::string json(Time at) const;
};

enum class Side { Inbound, Outbound };

/// The line that closes a connection; the words and their order are those of mesh-measured §1.
LogLine closingLine(const Facts &facts, Side side, const Ending &ending);
/// At debug only: "connection opened".
LogLine openingLine(const Facts &facts, Side side);
/// A Service without endpoints.
LogLine noEndpointsLine(const std::string &sourceAddress, const std::string &vip);
/// The extra line when a policy cuts a connection.
LogLine cutLine(const Facts &facts);
/// "handling RBAC update NAME" and "handling RBAC delete NS/NAME".
LogLine policyLine(const std::string &what, const std::string &name);

/// Does RUST_LOG let a line through? ("info,access=debug", "warn", "")
bool shows(const std::string &rustLog, const std::string &target, const std::string &level);

/// "2026-11-23T20:03:16.444809Z"
std::string microTime(std::chrono::system_clock::time_point at);

} // namespace stage::mesh
