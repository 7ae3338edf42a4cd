// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/task.h"

#include <memory>
#include <vector>

namespace core {

/// Several tasks side by side, at most LIMIT at once, in the order they were added. The first
/// fault cancels the rest and becomes the group's outcome; the group ends after its last task.
/// Lives on its thread's event loop like every task; owns its tasks.
class TaskGroup final : public Task {
    Q_OBJECT
public:
    explicit TaskGroup(int limit, QObject *parent = nullptr);

    /// Only before start().
    void add(std::unique_ptr<Task> task);
    int size() const { return int(m_tasks.size()); }
    int over() const { return m_over; }

protected:
    void run() override;
    void halt() override;

private:
    void fill();
    void note(const Outcome &outcome);

    int m_limit;
    int m_next = 0;
    int m_running = 0;
    int m_over = 0;
    bool m_stopping = false;
    Outcome m_result;
    std::vector<std::unique_ptr<Task>> m_tasks;
};

} // namespace core
