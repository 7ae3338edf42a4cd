// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/forward/heap.h"

#include <cstdlib> // tells which C library this is
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace forward {

namespace {

constexpr int enough = 50;
constexpr std::chrono::seconds pause(20);

} // namespace

void Heap::connectionOver(std::chrono::milliseconds now)
{
    if (++m_over < enough || now - m_trimmed < pause)
        return;
    m_over = 0;
    m_trimmed = now;
    ++m_trims;
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

} // namespace forward
