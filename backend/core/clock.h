// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QObject>
#include <chrono>
#include <functional>

namespace core {

/// The seam to time. Tests move it by hand.
class Clock {
public:
    virtual ~Clock() = default;
    virtual QDateTime now() const = 0;                     ///< wall clock, UTC
    virtual std::chrono::milliseconds elapsed() const = 0; ///< monotonic
    /// Calls back once after DELAY, unless CONTEXT dies first.
    virtual void after(std::chrono::milliseconds delay, QObject *context,
                       std::function<void()> callback) = 0;
};

class SystemClock final : public Clock {
public:
    QDateTime now() const override;
    std::chrono::milliseconds elapsed() const override;
    void after(std::chrono::milliseconds delay, QObject *context,
               std::function<void()> callback) override;
};

} // namespace core
