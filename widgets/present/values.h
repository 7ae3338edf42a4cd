// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/mark.h"

#include <QDateTime>
#include <QString>
#include <QStringList>
#include <vector>

/// What Present mode shows, as values. Whoever wires the window fills them in.
namespace widgets {

struct CueLine {
    QString id, title, word; ///< word: "2.1 s", "failed", "retried"
    Mark mark = Mark::Idle;
    bool current = false;
};

struct ActLine {
    QString id, title, time; ///< "1:40 / 2:00"
    Mark mark = Mark::Idle;
    bool current = false;
    std::vector<CueLine> cues;
};

struct StandbyValue {
    QString kicker; ///< "NEXT · 3.1 · CHANGES CLUSTER"
    QString title;
    QString word; ///< "ready – 13 forwards verified"
    Mark mark = Mark::Idle;
};

/// One measured value beside what the story expects of it.
struct TileValue {
    QString id, title, value, expectation, verdict;
    QStringList list;       ///< below the value, in the mono face
    QStringList marked;     ///< of LIST: what the story is about
    Mark mark = Mark::Idle; ///< of the value: a breach is magenta even when it is expected
    Mark verdictMark = Mark::Idle;
    QDateTime observedAt; ///< invalid: never
    bool large = false;
};

/// What the last change of the cluster can be taken back with, and what becomes of that.
struct UndoValue {
    enum class State { Offered, Armed, Running, Failed };
    QString text; ///< "Undo 3.1: Mesh policies off"; "" when there is nothing to take back
    QString hint; ///< what it costs, or how far it is
    QString tip;
    State state = State::Offered;
    bool enabled = false;
};

struct StoryValue {
    QString text; ///< "BREACHED – as expected"
    Mark mark = Mark::Idle;
};

} // namespace widgets
