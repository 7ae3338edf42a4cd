// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/task.h"

namespace core {

Task::Task(QObject *parent)
    : QObject(parent)
{
}

void Task::start()
{
    if (m_state != State::Idle)
        return;
    m_state = State::Running;
    QMetaObject::invokeMethod(this, &Task::begin, Qt::QueuedConnection);
}

void Task::cancel()
{
    if (m_cancelled || m_ending)
        return;
    m_cancelled = true;
    if (m_begun)
        halt();
}

void Task::begin()
{
    if (m_cancelled) {
        finish(Outcome::cancelled());
        return;
    }
    m_begun = true;
    run();
}

void Task::finish(Outcome outcome)
{
    if (m_ending)
        return;
    m_ending = true;
    m_outcome = std::move(outcome);
    // Never from inside run(), halt() or the caller's cancel().
    QMetaObject::invokeMethod(this, &Task::deliver, Qt::QueuedConnection);
}

void Task::deliver()
{
    m_state = State::Over;
    emit finished(m_outcome);
}

} // namespace core
