// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/net/http.h"

namespace stage::cluster {

/// The shape in which a client wants objects, by its Accept header.
struct Form {
    enum class Kind { Whole, Table, Metadata };
    Kind kind = Kind::Whole;
    std::string version = "v1"; ///< of meta.k8s.io, for Table and Metadata
};
/// The first offer that can be served; protobuf is passed over for the JSON that clients offer
/// beside it. A 406 when JSON is not among them.
Outcome<Form> negotiate(const std::string &accept);
/// The group version of aggregated discovery that the client prefers: "v2", "v2beta1" or "".
std::string aggregatedVersion(const std::string &accept);
/// A request's body by its Content-Type: JSON, YAML, or protobuf, which Go's typed clients send
/// (kubectl create, drain, auth). A 400 or 415 otherwise. REPEATS takes what it names twice.
Outcome<Json> bodyOf(const net::Request &request, Repeats *repeats = nullptr);
/// "application/json" of "application/json; charset=utf-8".
std::string mediaType(const std::string &contentType);
/// The parameter of a media type: "Table" for "as" in "application/json;as=Table".
std::string parameter(const std::string &mediaRange, const std::string &name);

} // namespace stage::cluster
