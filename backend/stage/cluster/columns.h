// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"

#include <ctime>

namespace stage::cluster {

/// One of the columns that kubectl prints for a built-in kind.
struct BuiltinColumn {
    const char *name;
    const char *type;
    int priority; ///< 1: only with -o wide
    std::function<Json(const Json &object, std::time_t now)> cell;
};
/// By the Store's name of a resource; Name and Age for a kind without columns of its own.
const std::vector<BuiltinColumn> &builtinColumns(const std::string &storeName);
/// How long ago an RFC 3339 time is, as kubectl says it; "<unknown>" for none.
std::string age(const std::string &timestamp, std::time_t now);
/// The STATUS of a pod as kubectl sums it up: a waiting reason, Terminating, Completed, …
std::string podStatus(const Json &pod);

} // namespace stage::cluster
