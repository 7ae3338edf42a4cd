// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cockpit/options.h"

namespace app {

/// The window; with --rehearse on a stage of its own. Returns the exit code.
int openWindow(int &argc, char **argv, const Options &options);

} // namespace app
