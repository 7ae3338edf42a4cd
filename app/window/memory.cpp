// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/memory.h"

#include <QThreadPool>
#include <QTimer>
#include <malloc.h>

namespace app {

void giveBackMemory(QObject &context)
{
    // Pages load, and records are written, first.
    constexpr std::chrono::seconds calm(3);
    QTimer::singleShot(calm, &context, [] {
#ifdef __GLIBC__
        QThreadPool::globalInstance()->start([] { malloc_trim(0); });
#endif
    });
}

} // namespace app
