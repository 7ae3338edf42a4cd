// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace stage::workloads {

/// Wakes every coroutine that waits. Single-threaded; a notify that nobody waits for is lost, so
/// waiters look at what they wait for first.
class Signal {
public:
    explicit Signal(const boost::asio::any_io_executor &executor)
        : m_timer(executor, boost::asio::steady_timer::time_point::max())
    {
    }
    void notify() { m_timer.cancel(); }
    net::Awaitable<void> wait()
    {
        boost::system::error_code cancelled;
        co_await m_timer.async_wait(
            boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }

private:
    boost::asio::steady_timer m_timer;
};

/// Sleeps; false when the coroutine was cancelled meanwhile.
inline net::Awaitable<bool> pause(boost::asio::any_io_executor executor,
                                  std::chrono::milliseconds time)
{
    boost::asio::steady_timer timer(executor, time);
    boost::system::error_code error;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
    co_return !error;
}

} // namespace stage::workloads
