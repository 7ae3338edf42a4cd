// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/theme/mark.h"

#include <QString>
#include <vector>

namespace widgets {

/// What Deploy mode shows, as values.
struct PhaseRow {
    QString id, title, count, word, time; ///< "7/12", "running", "0:23 of ~0:40"
    Mark mark = Mark::Idle;
    double part = 0; ///< 0 to 1, for the bar of a running phase
    bool current = false;
    friend bool operator==(const PhaseRow &, const PhaseRow &) = default;
};

struct StepRow {
    QString id, title, word, time; ///< word: the outcome, or what it waits for
    Mark mark = Mark::Idle;
    bool current = false;
    friend bool operator==(const StepRow &, const StepRow &) = default;
};

} // namespace widgets
