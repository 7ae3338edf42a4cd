// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/core/clock.h"

namespace forward {

/// Bytes one way: all of them, and those of the last whole second.
class Meter {
public:
    void add(qint64 bytes, std::chrono::milliseconds now)
    {
        turn(now);
        m_total += bytes;
        m_current += bytes;
    }
    qint64 total() const { return m_total; }
    qint64 perSecond(std::chrono::milliseconds now) const
    {
        const qint64 gone = now.count() / 1000 - m_second;
        return gone == 0 ? m_last : gone == 1 ? m_current : 0;
    }

private:
    void turn(std::chrono::milliseconds now)
    {
        const qint64 second = now.count() / 1000;
        if (second == m_second)
            return;
        m_last = second == m_second + 1 ? m_current : 0;
        m_current = 0;
        m_second = second;
    }
    qint64 m_total = 0, m_current = 0, m_last = 0, m_second = 0;
};

/// What passed through one forward, seen from the client.
struct Traffic {
    Meter up, down;
};

} // namespace forward
