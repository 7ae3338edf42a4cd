// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/workqueue.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <set>

namespace stage::nodes {

namespace asio = boost::asio;

struct WorkQueue::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor runOn, Work doWork)
        : executor(std::move(runOn))
        , work(std::move(doWork))
    {
    }

    void add(const cluster::Key &key)
    {
        if (!work || !waiting.insert(key).second)
            return;
        order.push_back(key);
        if (order.size() == 1)
            schedule();
    }

    void schedule()
    {
        asio::post(executor, [self = shared_from_this()] { self->step(); });
    }

    void step()
    {
        if (!work || order.empty())
            return;
        const cluster::Key key = order.front();
        order.pop_front();
        waiting.erase(key);
        const bool more = !order.empty();
        // Scheduled first: the work may add the first key again, or end this queue.
        if (more)
            schedule();
        const Work run = work; // the work may end this queue
        run(key);
    }

    void addAfter(const cluster::Key &key, std::chrono::milliseconds delay)
    {
        if (!work)
            return;
        const auto at = asio::steady_timer::clock_type::now() + delay;
        const auto found = timers.find(key);
        if (found != timers.end() && found->second->expiry() <= at)
            return;
        auto timer = std::make_shared<asio::steady_timer>(executor, at);
        timers[key] = timer;
        timer->async_wait([self = shared_from_this(), key, timer](boost::system::error_code error) {
            if (error)
                return;
            const auto mine = self->timers.find(key);
            if (mine != self->timers.end() && mine->second == timer)
                self->timers.erase(mine);
            self->add(key);
        });
    }

    asio::any_io_executor executor;
    Work work;
    std::deque<cluster::Key> order;
    std::set<cluster::Key> waiting;
    std::map<cluster::Key, std::shared_ptr<asio::steady_timer>> timers;
};

WorkQueue::WorkQueue(asio::any_io_executor executor, Work work)
    : m_state(std::make_shared<State>(std::move(executor), std::move(work)))
{
}

WorkQueue::~WorkQueue()
{
    m_state->work = nullptr;
    for (auto &[key, timer] : m_state->timers)
        timer->cancel();
    m_state->timers.clear();
}

void WorkQueue::add(const cluster::Key &key)
{
    m_state->add(key);
}

void WorkQueue::addAfter(const cluster::Key &key, std::chrono::milliseconds delay)
{
    m_state->addAfter(key, delay);
}

} // namespace stage::nodes
