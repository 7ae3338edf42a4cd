// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/window/window.h"

#include <QSignalSpy>
#include <QTest>
#include <functional>
#include <memory>

/// The real window on a stage of its own, from its opening to the end of what it began.
namespace rehearsal {

/// From DEED, which says why it cannot be done, until the first cue stands by; "" or why it never
/// did.
inline QString untilPlayable(app::Window &window, const std::function<QString()> &deed)
{
    using namespace Qt::StringLiterals;
    constexpr int deployTime = 120'000;
    QSignalSpy playable(&window, &app::Window::playable), failed(&window, &app::Window::failed);
    if (const QString whyNot = deed(); !whyNot.isEmpty())
        return whyNot;
    const bool told =
        QTest::qWaitFor([&] { return !playable.isEmpty() || !failed.isEmpty(); }, deployTime);
    if (!told)
        return u"the show did not become playable"_s;
    return failed.isEmpty() ? QString() : failed.first().first().toString();
}

/// "" or why no show is playable on a stage of its own.
inline QString begin(app::Window &window, const QSize &size = QSize(1366, 768))
{
    window.resize(size);
    window.show();
    window.activateWindow();
    return untilPlayable(window, [&window] {
        window.open(true, {});
        return QString();
    });
}

/// Reset, held by its pad: the same window on a clean cluster; "" or why it is not.
inline QString reset(app::Window &window, widgets::HoldPad &pad)
{
    return untilPlayable(window, [&window, &pad] {
        QTest::mousePress(&pad, Qt::LeftButton);
        const bool begun = QTest::qWaitFor([&window] { return !window.isPlayable(); }, 4000);
        QTest::mouseRelease(&pad, Qt::LeftButton);
        return begun ? QString() : QStringLiteral("no reset begins while its pad is held");
    });
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
