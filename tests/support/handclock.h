// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"

#include <QPointer>
#include <algorithm>
#include <vector>

/// A clock that a test moves by hand.
class HandClock final : public core::Clock {
public:
    QDateTime now() const override
    {
        return QDateTime::fromMSecsSinceEpoch(m_time.count(), Qt::UTC);
    }
    std::chrono::milliseconds elapsed() const override { return m_time; }
    void after(std::chrono::milliseconds delay, QObject *context,
               std::function<void()> callback) override
    {
        m_alarms.push_back({m_time + delay, context, std::move(callback)});
    }
    void advance(std::chrono::milliseconds by)
    {
        const auto until = m_time + by;
        for (;;) {
            const auto next =
                std::min_element(m_alarms.begin(), m_alarms.end(),
                                 [](const Alarm &a, const Alarm &b) { return a.at < b.at; });
            if (next == m_alarms.end() || next->at > until)
                break;
            const Alarm alarm = *next;
            m_alarms.erase(next);
            m_time = std::max(m_time, alarm.at);
            if (alarm.context)
                alarm.callback();
        }
        m_time = until;
    }
    bool waiting() const
    {
        return std::any_of(m_alarms.begin(), m_alarms.end(),
                           [](const Alarm &a) { return !a.context.isNull(); });
    }

private:
    struct Alarm {
        std::chrono::milliseconds at;
        QPointer<QObject> context;
        std::function<void()> callback;
    };
    std::chrono::milliseconds m_time{0};
    std::vector<Alarm> m_alarms;
};
