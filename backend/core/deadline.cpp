// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/core/deadline.h"

using namespace Qt::StringLiterals;

namespace core {

Deadline::Deadline(std::unique_ptr<Task> inner, std::chrono::milliseconds limit, Clock &clock,
                   QString what, QObject *parent)
    : Task(parent)
    , m_inner(std::move(inner))
    , m_limit(limit)
    , m_clock(clock)
    , m_what(std::move(what))
{
    connect(m_inner.get(), &Task::finished, this, &Deadline::end);
    connect(m_inner.get(), &Task::progress, this, &Task::progress);
}

void Deadline::run()
{
    m_clock.after(m_limit, this, [this] { expire(); });
    m_inner->start();
}

void Deadline::halt()
{
    m_inner->cancel();
}

void Deadline::expire()
{
    if (m_inner->state() != State::Running || cancelRequested())
        return;
    m_expired = true;
    m_inner->cancel();
}

void Deadline::end(const Outcome &outcome)
{
    if (!m_expired || outcome.ok()) {
        finish(outcome);
        return;
    }
    const double seconds = double(m_limit.count()) / 1000.0;
    finish(Outcome::failed({Fault::Kind::TimedOut,
                            u"%1 took longer than %2 s"_s.arg(m_what).arg(seconds),
                            outcome.fault.detail, outcome.fault.action}));
}

} // namespace core
