// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/outcome.h"

#include <QObject>

namespace core {

/// A long operation with one end. start() returns before anything happens; cancel() is a request;
/// finished() comes exactly once, from the event loop, after the work is really gone.
class Task : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Over };
    explicit Task(QObject *parent = nullptr);

    void start();
    void cancel();
    State state() const { return m_state; }
    bool cancelRequested() const { return m_cancelled; }
    const Outcome &outcome() const { return m_outcome; } ///< valid once Over

signals:
    void progress(const QString &line);
    void finished(const core::Outcome &outcome);

protected:
    virtual void run() = 0;  ///< begins the work; called from the event loop
    virtual void halt() = 0; ///< asks the work to stop; it then calls finish()
    void finish(Outcome outcome);

private:
    void begin();
    void deliver();

    State m_state = State::Idle;
    bool m_begun = false;  ///< run() was called
    bool m_ending = false; ///< finish() was called
    bool m_cancelled = false;
    Outcome m_outcome;
};

} // namespace core
