// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/show/changes.h"
#include "backend/show/player.h"

namespace show {

/// How far a show had come, read from its log (commands.md, Files).
struct Progress {
    bool open = false;   ///< it began and did not end
    QString cluster;     ///< which one it was played on
    QString act;         ///< the one that stood by or ran
    QString cue;         ///< on standby then; "" when only the act's last checks were open
    QString interrupted; ///< of the cue that ran when the log stopped: it is CUE again
    bool begun = false;  ///< the act's baseline was taken
    bool over = false;   ///< the act has its verdict
    std::vector<CueRecord> records;                    ///< of that act, without their questions
    std::map<QString, Json> settled;                   ///< verdicts of that act by the check's id
    std::map<QString, Json> documents;                 ///< of the acts that are over
    std::map<QString, std::chrono::milliseconds> took; ///< until it was done, by cue
    /// From a cue's GO to the next one, talk included.
    std::map<QString, std::chrono::milliseconds> stood;
    std::map<QString, std::chrono::milliseconds> actTook; ///< by act
    std::map<QString, QDateTime> actBegan;                ///< by act
    Json baseline, reply;                                 ///< of that act; null when there is none
    QDateTime firstGo;
    Changes changes; ///< what can be taken back
};

/// LINES in their order. Pure; a line that it does not understand is passed over.
Progress readProgress(const std::vector<Json> &lines, const Script &script);

/// The middle one of each cue's times in those shows, talk included; cues that were never fired
/// have none.
std::map<QString, std::chrono::milliseconds> medianTimes(const std::vector<Progress> &shows);

} // namespace show
