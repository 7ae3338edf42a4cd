// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/options.h"
#include "app/cockpit/resultdocument.h"

namespace app {

/// The window; with --rehearse on a stage of its own. Returns the exit code.
int openWindow(int &argc, char **argv, const Options &options);
/// screenshots: the same window, offscreen where there is no display, played to its end.
void takeScreenshots(int &argc, char **argv, const Options &options, ResultDocument &result);

} // namespace app
