// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>

namespace stage::nodes {

/// Wakes one waiting coroutine. A ring that nobody waits for is kept for the next wait. Lives as
/// long as its waiter; single-threaded.
class Bell {
public:
    explicit Bell(boost::asio::any_io_executor executor);
    void ring();
    /// Forgets a ring that came too late to matter.
    void clear() { m_rung = false; }
    /// Returns when rung, or after LIMIT.
    net::Awaitable<void> wait(std::optional<std::chrono::milliseconds> limit = {});

private:
    boost::asio::steady_timer m_timer;
    bool m_rung = false;
};

} // namespace stage::nodes
