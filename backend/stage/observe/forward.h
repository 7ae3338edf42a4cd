// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"

namespace stage::observe {

/// Passes the exchange's request on to BASE (its target is replaced by the request's) and the
/// answer back piece by piece, so that event streams stay streams. EXTRA replaces header fields.
/// When the other side cannot be reached the client gets BADSTATUS with the reason as text.
net::Awaitable<void> forward(net::Exchange &exchange, net::Dialer &dialer, net::Url base,
                             net::Headers extra = {}, int badStatus = 502);

} // namespace stage::observe
