// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/run.h"
#include "widgets/deploy/values.h"

/// From a run's plan and reports to the rows of the Deploy mode. Pure.
namespace app {

std::vector<widgets::PhaseRow> phaseRows(const deploy::Plan &plan, const deploy::Reports &reports,
                                         std::chrono::milliseconds now, const QString &chosen);
/// WAITING is what a running step waits for, by its id.
std::vector<widgets::StepRow> stepRows(const deploy::Plan &plan, const deploy::Reports &reports,
                                       const QString &phase, const QMap<QString, QString> &waiting,
                                       std::chrono::milliseconds now);

} // namespace app
