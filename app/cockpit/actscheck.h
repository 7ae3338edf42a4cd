// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/deploy/bundle.h"
#include "backend/show/script.h"

namespace app {

/// What is wrong with the acts that only the bundle and the probes together tell: a name that
/// stands for nothing, a check that says to its probe what it does not read, an expectation that
/// could never hold. Usage, with its place.
std::optional<core::Fault> faultOfActs(const show::Json &document, const show::Script &script,
                                       const deploy::Bundle &bundle, const show::PlaceOf &placeOf);

} // namespace app
