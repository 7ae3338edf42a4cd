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
    std::chrono::milliseconds lookUntil{0}; ///< before that nobody says that it cannot be seen
    QDateTime askedAt, settledAt;
    bool unseen = false; ///< its time is over, and nobody could look
    Json toJson() const; ///< commands.md, checks[]
};

/// When a question is judged: in the background of an act, at the act's end, or with its cue.
enum class Judging { Meanwhile, AtEnd, WithCue };
struct Moment {
    std::chrono::milliseconds elapsed; ///< monotonic
    QDateTime time;
};
/// Gives it its verdict from what was measured, if one can be given NOW. With a cue and at the
/// act's end, what was last seen before the question was asked is not seen, unless it happened.
void settle(Question &question, Judging judging, const Moment &now);
/// A verdict that fell in the background goes with what its probe says LATEST: seen again, or open
/// again when it does not hold any more.
void renew(Question &question, const Measured &latest);
/// It still says how it is, after the world was changed at CHANGED.
bool stands(const Question &question, const Measured &latest, const QDateTime &changed);

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
/// What a cue is by its checks once its work is done: Done, Failed when a must is not as expected,
/// DoneUnverified when nothing is wrong but nobody could look at a must.
CueState outcomeOf(const std::vector<Question> &questions);
/// What kept a cue from being done first, for the log: "Balance: \"0\", expected 4287.55".
QString missedBy(const std::vector<Question> &questions);

} // namespace show

Q_DECLARE_METATYPE(show::CueRecord)
Q_DECLARE_METATYPE(show::Question)
