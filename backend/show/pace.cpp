// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/show/pace.h"

#include <QCoreApplication>

namespace show {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::seconds slack(15);

} // namespace

Pace paceOf(const Script &script, const QString &cue, milliseconds total, milliseconds actTime,
            milliseconds cueTime)
{
    Pace out;
    out.total = total;
    out.act = actTime;
    out.cue = cueTime;
    milliseconds start{0}; // of the act, in the plan
    for (const Act &act : script.acts) {
        milliseconds from = start;
        for (const Cue &one : act.cues) {
            const bool last = &one == &act.cues.back();
            const milliseconds until =
                last ? std::max<milliseconds>(from + one.target, start + act.target)
                     : from + one.target;
            if (one.id == cue) {
                out.begun = true;
                out.actTarget = act.target;
                out.cueTarget = one.target;
                // The plan puts this cue between FROM and UNTIL.
                out.behind = total < from    ? total - from
                             : total > until ? total - until
                                             : milliseconds(0);
                return out;
            }
            from = until;
        }
        start = std::max<milliseconds>(from, start + act.target);
    }
    return out;
}

Tempo tempoOf(const Pace &pace)
{
    return pace.behind > slack ? Tempo::Slow : pace.behind < -slack ? Tempo::Fast : Tempo::Fine;
}

QString minutes(milliseconds time)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString paceWords(const Pace &pace)
{
    if (!pace.begun)
        return {};
    switch (tempoOf(pace)) {
    case Tempo::Slow:
        return QCoreApplication::translate("Pace", "+%1 SLOW").arg(minutes(pace.behind));
    case Tempo::Fast:
        return QCoreApplication::translate("Pace", "-%1 FAST").arg(minutes(-pace.behind));
    case Tempo::Fine: break;
    }
    return QCoreApplication::translate("Pace", "on time");
}

} // namespace show
