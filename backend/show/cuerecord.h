// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/stagehand.h"

namespace show {

/// A check on its way to a verdict.
struct Question {
    Check check;
    Verdict verdict = Verdict::NotYet;
    Measured measured;
    std::chrono::milliseconds asked{0}; ///< monotonic
    std::chrono::milliseconds settled{0};
    QDateTime askedAt;
    Json toJson() const; ///< commands.md, checks[]
};

enum class CueState {
    Pending,
    Standby,
    Running,
    Verifying,
    Done,
    DoneUnverified,
    Failed,
    Skipped,
    Recorded
};
QString cueOutcome(CueState state);
/// The other way round; nothing for a word that is none.
std::optional<CueState> cueStateOf(const QString &outcome);

struct CueRecord {
    QString id;
    CueState state = CueState::Pending;
    std::vector<Question> questions;
    int attempts = 0;
    bool solves = false; ///< its retries are used up: GO forces what it needs, then does it again
    QString why;
    Json toJson() const; ///< commands.md, cues[]
};

bool allSettled(const std::vector<Question> &questions);
/// Every must is as expected, or is not expected here.
bool allExpected(const std::vector<Question> &questions);
/// What a cue missed first, for the log: "Balance: \"0\", expected 4287.55".
QString missedBy(const std::vector<Question> &questions);

} // namespace show

Q_DECLARE_METATYPE(show::CueRecord)
Q_DECLARE_METATYPE(show::Question)
