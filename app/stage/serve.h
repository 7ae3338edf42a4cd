// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/stage/options.h"

namespace stage::app {

/// Runs the rehearsal cluster until SIGTERM or SIGINT; the ready line goes to stdout. Returns the
/// exit code: 0 after a signal, 3 when it could not start (the ready line then says why).
int serve(const ServeOptions &options);

} // namespace stage::app
