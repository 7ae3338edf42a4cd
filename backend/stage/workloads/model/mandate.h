// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/net/http.h"

namespace stage::workloads::model {

using net::Json;

/// Must a caller fill ARGUMENT, by the tool's own words? True when the schema requires it, or when
/// a sentence of the tool's or the argument's description that speaks of the argument calls it
/// mandatory, orders it to be supplied, or threatens with what happens without it. A sentence
/// that calls it optional takes it back. Orders that name no argument make none mandatory.
bool isMandatory(const Json &tool, const std::string &argument);

/// The words in which the tool speaks of ARGUMENT: its name, its description, the sentences that
/// name it. Which other tool can provide it is found by them.
std::string wordsAbout(const Json &tool, const std::string &argument);

} // namespace stage::workloads::model
