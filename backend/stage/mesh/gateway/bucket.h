// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace stage::mesh::gateway {

/// agentgateway's local rate limit: starts full and is filled in one step on a fixed beat from the
/// moment it was loaded, not gradually.
class Bucket {
public:
    using Time = std::chrono::steady_clock::time_point;

    Bucket(std::int64_t capacity, std::int64_t fill, std::chrono::seconds beat, Time loaded)
        : m_capacity(capacity)
        , m_fill(fill)
        , m_beat(beat)
        , m_loaded(loaded)
        , m_tokens(capacity)
    {
    }

    /// Takes one token; false when there is none.
    bool take(Time now)
    {
        const std::int64_t beats = (now - m_loaded) / m_beat;
        m_tokens = std::min(m_capacity, m_tokens + (beats - m_beats) * m_fill);
        m_beats = beats;
        if (m_tokens == 0)
            return false;
        --m_tokens;
        return true;
    }
    std::int64_t capacity() const { return m_capacity; }
    /// Whole seconds to the next fill.
    std::int64_t reset(Time now) const
    {
        const auto left = m_beat - (now - m_loaded) % m_beat;
        return std::chrono::duration_cast<std::chrono::seconds>(left).count();
    }

private:
    std::int64_t m_capacity, m_fill;
    std::chrono::seconds m_beat;
    Time m_loaded;
    std::int64_t m_tokens;
    std::int64_t m_beats = 0;
};

} // namespace stage::mesh::gateway
