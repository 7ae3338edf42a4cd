// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/stage/platform.h"

#include <set>

namespace stage::app {

/// What a fault needs of the stage beyond the platform.
struct FaultHooks {
    std::function<void(std::chrono::milliseconds)> restartApi; ///< closed for that long
    std::function<void()> renewToken; ///< the one in use is refused from now on
};

/// POST /faults {kind, target, seconds}, GET /faults, DELETE /faults/ID: what a drill breaks.
/// Single-threaded; PLATFORM outlives it.
class Faults {
public:
    Faults(Platform &platform, FaultHooks hooks);
    ~Faults();
    net::Handler handler();

private:
    struct Fault;
    /// Does it, and returns what ends it (empty when it is over at once), or why it cannot be done.
    using Ending = std::function<void()>;
    tl::expected<Ending, std::string> begin(const std::string &kind, const std::string &target,
                                            double seconds);
    tl::expected<Ending, std::string> beginPod(const std::string &kind, const std::string &target);
    tl::expected<Ending, std::string> beginModel(bool fail, double seconds);
    tl::expected<Ending, std::string> beginPull(const std::string &kind, const std::string &target,
                                                double seconds);
    tl::expected<Ending, std::string> fillPort(const std::string &target);
    tl::expected<Ending, std::string> skewClock(const std::string &target);
    std::vector<std::string> podsOf(const std::string &ns, const std::string &name) const;

    net::Awaitable<void> serve(net::Exchange &exchange);
    net::Response answer(const net::Request &request);
    net::Response create(const net::Request &request);
    net::Response list() const;
    net::Response end(const std::string &id);

    Platform &m_platform;
    FaultHooks m_hooks;
    net::SystemDialer m_loopback;
    std::map<int, std::unique_ptr<Fault>> m_faults;
    int m_next = 1;
};

} // namespace stage::app
