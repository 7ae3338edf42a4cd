// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/window.h"

#include <QSignalSpy>
#include <QTest>
#include <memory>

/// The real window on a stage of its own, from its opening to the end of what it began.
namespace rehearsal {

/// Until the first cue stands by; "" or why it never did.
inline QString begin(app::Window &window, const QSize &size = QSize(1366, 768))
{
    using namespace Qt::StringLiterals;
    constexpr int deployTime = 120'000;
    window.resize(size);
    window.show();
    window.activateWindow();
    QSignalSpy playable(&window, &app::Window::playable), failed(&window, &app::Window::failed);
    window.open(true, {});
    const bool told =
        QTest::qWaitFor([&] { return !playable.isEmpty() || !failed.isEmpty(); }, deployTime);
    if (!told)
        return u"the show did not become playable"_s;
    return failed.isEmpty() ? QString() : failed.first().first().toString();
}

/// False: what it began did not end.
inline bool end(app::Window &window)
{
    QSignalSpy gone(&window, &app::Window::gone);
    window.close();
    return QTest::qWaitFor([&gone] { return !gone.isEmpty(); }, 20'000);
}

/// The same for a test's own, which is gone after it; true when there was none.
inline bool end(std::unique_ptr<app::Window> &window)
{
    const bool ended = !window || end(*window);
    window.reset();
    return ended;
}

} // namespace rehearsal
