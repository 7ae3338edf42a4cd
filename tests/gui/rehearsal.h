// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/stageprocess.h"
#include "app/window/window.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <functional>
#include <memory>

/// The real window on a stage of its own, from its opening to the end of what it began.
namespace rehearsal {

/// All but the offscreen platform's own, which it has for every window.
inline void failOnOurWarnings()
{
    using namespace Qt::StringLiterals;
    QTest::failOnWarning(
        QRegularExpression(u"^(?!This plugin does not support (propagateSizeHints|raise)).*"_s));
}

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

/// Breaks something on the window's own stage for so long; false when it would not.
inline bool breaks(app::Window &window, const char *kind, int seconds, const char *target = "")
{
    http::Request request;
    request.method = "POST";
    const auto *stage = static_cast<app::StageProcess *>(window.session()->stage());
    request.url = QString::fromStdString(stage->line().value("faults", ""));
    request.headers = {{"Content-Type", "application/json"}};
    request.body = QByteArray::fromStdString(
        app::Json{{"kind", kind}, {"target", target}, {"seconds", seconds}}.dump());
    int status = 0;
    const auto call =
        window.session()->transport().send(request,
                                           [&status](const core::Result<http::Reply> &reply) {
                                               status = reply ? reply->status : -1;
                                           });
    return QTest::qWaitFor([&status] { return status != 0; }) && status / 100 == 2;
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
