// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/stage/options.h"

namespace stage::app {

/// Runs one workload of the bank as a process of its own, as the entry point of its image does:
/// files, variables and the network are this computer's. Ends on SIGTERM. Returns the exit code.
int runWorkload(const WorkloadOptions &options);

} // namespace stage::app
