// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/catalogue.h"

namespace stage::cluster {

/// What a CustomResourceDefinition asks for. Pure.
struct Definition {
    std::vector<Type> types;               ///< one for each served version
    std::vector<schema::Problem> problems; ///< why it is refused
};
Definition readDefinition(const Json &crd);
/// spec.names and spec.conversion filled in as the API server fills them.
void defaultDefinition(Json &crd);
/// The status of a definition that is served: accepted names, Established, stored versions.
Json establishedStatus(const Json &crd, const std::string &now);

} // namespace stage::cluster
