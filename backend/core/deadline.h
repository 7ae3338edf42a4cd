// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"
#include "backend/core/task.h"

#include <memory>

namespace core {

/// A task with a time limit: when it passes, the inner task is cancelled, and the fault is
/// TimedOut once that is really gone. Owns the inner task; the clock outlives it.
class Deadline final : public Task {
    Q_OBJECT
public:
    /// WHAT begins the fault's sentence: "WHAT took longer than 60 s".
    Deadline(std::unique_ptr<Task> inner, std::chrono::milliseconds limit, Clock &clock,
             QString what, QObject *parent = nullptr);
    Task &inner() { return *m_inner; }

protected:
    void run() override;
    void halt() override;

private:
    void expire();
    void end(const Outcome &outcome);

    std::unique_ptr<Task> m_inner;
    std::chrono::milliseconds m_limit;
    Clock &m_clock;
    QString m_what;
    bool m_expired = false;
};

} // namespace core
