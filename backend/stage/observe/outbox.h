// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"
#include "backend/stage/workloads/signal.h"

#include <deque>

namespace stage::observe {

/// What waits to be sent on one WebSocket. Bounded: a client that does not read loses the oldest.
class Outbox {
public:
    explicit Outbox(const boost::asio::any_io_executor &executor)
        : m_news(executor)
    {
    }

    void push(std::string message)
    {
        m_waiting.push_back(std::move(message));
        if (m_waiting.size() > mostWaiting)
            m_waiting.pop_front();
        m_news.notify();
    }

    /// Sends on the exchange's WebSocket until the client goes away.
    static net::Awaitable<void> serve(net::Exchange &exchange, std::shared_ptr<Outbox> outbox);

private:
    static constexpr std::size_t mostWaiting = 10000;
    static net::Awaitable<void> watch(std::shared_ptr<net::WebSocket> socket,
                                      std::shared_ptr<Outbox> outbox);

    std::deque<std::string> m_waiting;
    workloads::Signal m_news;
    bool m_closed = false;
};

} // namespace stage::observe
