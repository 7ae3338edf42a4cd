// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractEventDispatcher>
#include <QObject>
#include <algorithm>
#include <ctime>
#include <numeric>
#include <vector>

/// CPU time of each turn of the event loop, from one going to sleep to the next: asleep, a thread
/// uses none.
class Turns final : public QObject {
public:
    Turns()
    {
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
                [this] {
                    const double now = threadCpu();
                    m_turns.push_back(now - m_last);
                    m_last = now;
                });
    }
    std::vector<double> sorted() const ///< in milliseconds
    {
        std::vector<double> out = m_turns;
        std::sort(out.begin(), out.end());
        return out;
    }
    double total() const { return std::accumulate(m_turns.begin(), m_turns.end(), 0.0); }
    /// Of the calling thread so far, in milliseconds.
    static double threadCpu()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
    }

private:
    std::vector<double> m_turns;
    double m_last = threadCpu();
};
