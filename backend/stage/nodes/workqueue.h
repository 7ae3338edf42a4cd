// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace stage::nodes {

/// Keys waiting for work, each at most once, worked off one a turn of the executor's loop so that
/// nothing recurses from inside a store's callback. Single-threaded. Destroying it drops the rest.
class WorkQueue {
public:
    using Work = std::function<void(const cluster::Key &)>;

    WorkQueue(boost::asio::any_io_executor executor, Work work);
    ~WorkQueue();
    WorkQueue(const WorkQueue &) = delete;
    WorkQueue &operator=(const WorkQueue &) = delete;

    void add(const cluster::Key &key);
    /// The earliest of several delays for one key wins.
    void addAfter(const cluster::Key &key, std::chrono::milliseconds delay);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace stage::nodes
