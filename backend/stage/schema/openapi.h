// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/schema/builtin.h"
#include "backend/stage/schema/schema.h"

#include <functional>

namespace stage::schema {

// What both OpenAPI versions share: names, references, and the operations on a kind.

/// "io.k8s.api.apps.v1.Deployment", "io.istio.security.v1.AuthorizationPolicy".
std::string definitionName(const Served &served);
/// "api/v1", "apis/apps/v1"
std::string groupVersionPath(const Served &served);
Json groupVersionKind(const Served &served);

/// SCHEMA with "#/definitions/X" turned to PREFIX + "X".
Json withReferences(Json schema, const std::string &prefix);
/// The built-in definitions that NAMES reach, by name, each as MAP makes it.
Json reachable(const std::vector<std::string> &names, const std::function<Json(const Json &)> &map);

/// A custom kind's schema with what every object has, ObjectMeta by reference.
Json customSchema(const Served &served, const std::string &prefix);
extern const std::string objectMetaName;

/// One path with the operations allowed on it.
struct Endpoint {
    std::string path;
    std::vector<std::string> methods;
    bool named = false; ///< has {name}
    bool namespaced = false;
};
std::vector<Endpoint> endpointsOf(const Served &served);
/// The query parameters that METHOD understands.
std::vector<std::string> queryParameters(const std::string &method);

} // namespace stage::schema
