// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"
#include "backend/stage/net/server.h"

#include <chrono>
#include <variant>

namespace stage::workloads {

using net::Awaitable;
using net::Json;

/// A finished piece of work for the trace store, as OTLP knows it. Times are nanoseconds since
/// 1970.
struct Span {
    std::string traceId, spanId, parentSpanId; ///< lower-case hex, 32 / 16 / 16 digits
    std::string service, name, kind = "SERVER";
    std::int64_t startNs = 0, endNs = 0;
    std::map<std::string, std::string> attributes;
};

/// What a container finds around it; the same in a real pod and on the stage.
struct Surroundings {
    boost::asio::any_io_executor executor;
    net::Dialer *dialer = nullptr;        ///< outlives the workload
    std::function<void(std::string)> log; ///< one line of stdout, without the newline
    std::function<void(Span)> trace;      ///< may be empty: then nothing is instrumented
    std::function<std::chrono::system_clock::time_point()> now;
    std::map<std::string, std::string> env;
    std::map<std::string, std::string> files; ///< absolute path → content: image layer, then mounts
    std::vector<std::string> args;
    std::string pod, ns, serviceAccount;

    std::string variable(const std::string &name, std::string otherwise = {}) const
    {
        const auto found = env.find(name);
        return found == env.end() ? otherwise : found->second;
    }
};

struct Port {
    std::string name; ///< as the manifests name it, "http"
    std::uint16_t number = 0;
    std::variant<net::Handler, net::Server::RawHandler> handler;
};

/// One running container. Created when it starts, destroyed when it stops; single-threaded.
class Workload {
public:
    virtual ~Workload() = default;
    /// The ports it listens on; asked once, after construction.
    virtual std::vector<Port> ports() = 0;
    /// Work beside the ports (polling, schedules). Ends by cancellation, or when it returns.
    virtual Awaitable<void> run() { co_return; }
};

/// Makes the workload of a name ("account-mcp", "attacker", …); null when there is none.
using Factory = std::function<std::unique_ptr<Workload>(const std::string &name, Surroundings)>;

} // namespace stage::workloads
