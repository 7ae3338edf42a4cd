// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/outbox.h"

#include <boost/asio.hpp>

namespace stage::observe {

net::Awaitable<void> Outbox::watch(std::shared_ptr<net::WebSocket> socket,
                                   std::shared_ptr<Outbox> outbox)
{
    // Clients of these streams say nothing; reading is how their going away is seen.
    while (true) {
        const auto message = co_await socket->read();
        if (!message)
            break;
    }
    outbox->m_closed = true;
    outbox->m_news.notify();
}

net::Awaitable<void> Outbox::serve(net::Exchange &exchange, std::shared_ptr<Outbox> outbox)
{
    auto accepted = co_await exchange.upgrade("");
    if (!accepted)
        co_return;
    const std::shared_ptr<net::WebSocket> socket = std::move(accepted);
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::co_spawn(executor, watch(socket, outbox), boost::asio::detached);
    while (!outbox->m_closed) {
        if (outbox->m_waiting.empty()) {
            co_await outbox->m_news.wait();
            continue;
        }
        auto message = std::move(outbox->m_waiting.front());
        outbox->m_waiting.pop_front();
        const bool there = co_await socket->write(std::move(message), false);
        if (!there)
            co_return;
    }
}

} // namespace stage::observe
