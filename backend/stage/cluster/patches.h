// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"

namespace stage::cluster {

/// LIVE with a patch laid over it; nothing is validated yet. TYPE is null for a Scale. Pure.
Outcome<Json> patchedBy(Objects::Patch kind, const Json &live, const Json &patch, const Type *type,
                        const std::string &name);

} // namespace stage::cluster
