// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/holds.h"

/// One pod's part of holds.h.
namespace deploy {

struct WeighedHold {
    int weight = 0; ///< the higher, the more it stands in the way
    Hold hold;
};

/// Why a pod is not ready, or nothing when it is or has ended well. EVENTS are its own.
std::optional<WeighedHold> podHold(const Json &pod, const std::vector<const Json *> &events,
                                   const Scene &scene);

} // namespace deploy
