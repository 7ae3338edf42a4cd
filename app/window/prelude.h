// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QString>
#include <chrono>

namespace app {

/// The cue before the first act, which is no act's: the quick pre-flight. It has the playhead when
/// somebody puts it there, and gives it back to the first act's cue.
struct Prelude {
    enum class Place { Off, Standby, Running };
    enum class Verdict { None, Go, Waived, NoGo, Unknown };
    Place place = Place::Off;
    Verdict verdict = Verdict::None;
    QString total;                      ///< pre-flight's own words, "NO-GO: disk, clock"
    QDateTime at;                       ///< when it was said
    std::chrono::milliseconds began{0}; ///< by the session's clock

    bool isOn() const { return place != Place::Off; } ///< it has the playhead
    bool runs() const { return place == Place::Running; }
};

/// What a total of pre-flight says; "" is one that was broken off. Pure.
Prelude::Verdict preludeVerdict(const QString &total);
/// The log's and the result document's word for a cue that ended so. Pure.
QString preludeOutcome(Prelude::Verdict verdict);

} // namespace app
