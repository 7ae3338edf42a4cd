// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/client.h"

namespace stage::workloads {

/// Passes a request on to URL and its answer back piece by piece, so that event streams flow.
/// Hop-by-hop fields stay behind; X-Real-IP and X-Forwarded-For are added as nginx does. Answers
/// 502 with the cause when the other side cannot be reached. DEFAULTS are sent where the client
/// sent no field of that name.
net::Awaitable<void> forward(net::Exchange &exchange, net::Dialer &dialer, net::Url url,
                             net::Headers defaults = net::Headers());

} // namespace stage::workloads
