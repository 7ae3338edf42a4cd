// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"
#include "backend/stage/nodes/bell.h"

#include <deque>

namespace stage::nodes {

/// Lets one coroutine at a time do something, in the order in which they came. Single-threaded.
class Turns {
public:
    explicit Turns(boost::asio::any_io_executor executor)
        : m_executor(std::move(executor))
    {
    }
    net::Awaitable<void> acquire()
    {
        while (m_taken) {
            const auto turn = std::make_shared<Bell>(m_executor);
            m_waiting.push_back(turn);
            co_await turn->wait();
        }
        m_taken = true;
    }
    void release()
    {
        m_taken = false;
        if (m_waiting.empty())
            return;
        m_waiting.front()->ring();
        m_waiting.pop_front();
    }

private:
    boost::asio::any_io_executor m_executor;
    std::deque<std::shared_ptr<Bell>> m_waiting;
    bool m_taken = false;
};

} // namespace stage::nodes
