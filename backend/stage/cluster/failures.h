// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/schema/schema.h"

namespace stage::cluster {

/// The API server's Status errors, worded as k8s.io/apimachinery pkg/api/errors words them. Pure.
Failure notFound(const Resource &resource, const std::string &name);
Failure noSuchPath();
Failure alreadyExists(const Resource &resource, const std::string &name);
/// WHY follows "Operation cannot be fulfilled on …: ".
Failure conflict(const Resource &resource, const std::string &name, const std::string &why);
/// The optimistic lock: a stale resourceVersion was sent.
Failure stale(const Resource &resource, const std::string &name);
Failure invalid(const Resource &resource, const std::string &name,
                const std::vector<schema::Problem> &problems);
Failure badRequest(const std::string &message);
Failure forbidden(const Resource &resource, const std::string &name, const std::string &why,
                  Json causes = Json::array());
Failure expired(const std::string &message);
Failure unauthorized();
Failure methodNotAllowed();
Failure unsupportedPatch();
Failure unsupportedMediaType(const std::vector<std::string> &accepted);
Failure notAcceptable(const std::vector<std::string> &accepted);
/// Server-side apply lost against other owners.
Failure applyConflict(const std::vector<schema::Conflict> &conflicts);

/// "deployments.apps", as messages name a resource.
std::string qualified(const Resource &resource);

/// A problem with the wording of k8s.io/apimachinery's field.Error.
schema::Problem required(const std::string &field, const std::string &detail = {});
schema::Problem invalidValue(const std::string &field, const Json &value,
                             const std::string &detail);
schema::Problem forbiddenField(const std::string &field, const std::string &detail);
schema::Problem unsupported(const std::string &field, const Json &value,
                            const std::vector<std::string> &supported);

} // namespace stage::cluster
