// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace forward {

/// Many tunnels at once leave a heap full of holes, which the C library keeps: a program that
/// supervises for hours would hold its worst moment's memory for ever. It is given back now and
/// then, when connections have ended.
class Heap {
public:
    void connectionOver(std::chrono::milliseconds now);
    int trims() const { return m_trims; }

private:
    std::chrono::milliseconds m_trimmed{0};
    int m_over = 0; ///< connections since then
    int m_trims = 0;
};

} // namespace forward
