// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/taskgroup.h"

#include <algorithm>

namespace core {

TaskGroup::TaskGroup(int limit, QObject *parent)
    : Task(parent)
    , m_limit(std::max(1, limit))
{
}

void TaskGroup::add(std::unique_ptr<Task> task)
{
    Q_ASSERT(state() == State::Idle);
    connect(task.get(), &Task::finished, this, &TaskGroup::note);
    connect(task.get(), &Task::progress, this, &Task::progress);
    m_tasks.push_back(std::move(task));
}

void TaskGroup::run()
{
    fill();
}

void TaskGroup::halt()
{
    if (!m_stopping)
        m_result = Outcome::cancelled();
    m_stopping = true;
    for (int i = 0; i < m_next; ++i)
        m_tasks[size_t(i)]->cancel();
    fill();
}

void TaskGroup::fill()
{
    while (!m_stopping && m_running < m_limit && m_next < size()) {
        ++m_running;
        m_tasks[size_t(m_next++)]->start();
    }
    if (m_running == 0)
        finish(m_result);
}

void TaskGroup::note(const Outcome &outcome)
{
    --m_running;
    ++m_over;
    if (!outcome.ok() && !m_stopping) {
        m_result = outcome;
        m_stopping = true;
        for (int i = 0; i < m_next; ++i)
            m_tasks[size_t(i)]->cancel();
    }
    fill();
}

} // namespace core
