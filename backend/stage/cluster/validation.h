// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"
#include "backend/stage/cluster/failures.h"

namespace stage::cluster {

/// What the API server refuses in a built-in kind, beyond its schema: missing containers, selectors
/// that do not match, fields that may not change. BEFORE is null for a create. Pure.
std::vector<schema::Problem> builtinProblems(const Resource &resource, const Json &object,
                                             const Json *before);
/// Does a change from BEFORE to AFTER count in metadata.generation?
bool bumpsGeneration(const Resource &resource, const Json &before, const Json &after);
/// Kinds that carry a generation at all.
bool hasGeneration(const Resource &resource);
/// The rule for an object's name.
std::string (*nameRule(const Resource &resource))(std::string_view);

} // namespace stage::cluster
