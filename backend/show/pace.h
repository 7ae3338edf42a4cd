// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/script.h"

namespace show {

/// Where a show stands against its plan. Times are the presenter's, talk included.
struct Pace {
    std::chrono::milliseconds total{0}, act{0}, cue{0};
    std::chrono::milliseconds actTarget{0}, cueTarget{0};
    std::chrono::milliseconds behind{0}; ///< negative: ahead
    bool begun = false;
};

/// TOTAL since the first GO, ACTTIME since the act's first, CUETIME since CUE (the last one that
/// was fired, "" for none) began. What a cue has left of its target is no delay yet.
Pace paceOf(const Script &script, const QString &cue, std::chrono::milliseconds total,
            std::chrono::milliseconds actTime, std::chrono::milliseconds cueTime);

enum class Tempo { Fine, Slow, Fast };
/// More than SLACK beside the plan is worth a word.
Tempo tempoOf(const Pace &pace);
/// "+0:40 SLOW", "-0:20 FAST", "on time"; "" before the first GO.
QString paceWords(const Pace &pace);
/// "3:41"
QString minutes(std::chrono::milliseconds time);

} // namespace show
