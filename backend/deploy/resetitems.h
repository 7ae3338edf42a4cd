// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/item.h"
#include "backend/deploy/plan.h"

namespace deploy {

/// What a step of an operation brings about, as an item's id: policies, allowlists, digest,
/// attacker, inbox, catalogue, alerts; a step that is none of them keeps its own id.
QString stateItemId(const StepSpec &step);
/// The steps of an operation as items, those of one id together, in the plan's order. Done and
/// already is ok; after a run a failed one is BAD, of a survey what would run is.
Items stateItems(const Plan &plan, const Reports &reports, Level bad);

/// A result document's phases as reports again: outcome, why, and how long as END.
Reports reportsOf(const Plan &plan, const Json &phases);
/// How long the steps of an item took, at most.
milliseconds waitedFor(const Plan &plan, const Reports &reports, const QString &item);

/// How long an alert may go on firing without a new cause: WINDOW from when the last cause was
/// taken away (the steps that the wait for the alerts needs). NOW is the run's time. Nothing: this
/// plan waits for no alert, or its causes are still there.
std::optional<milliseconds> glowLeft(const Plan &plan, const Reports &reports, milliseconds window,
                                     milliseconds now);
/// The pace's window, in which an alert's rule counts.
milliseconds alertWindow(const Bundle &bundle);

} // namespace deploy
