// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/registry/registry.h"

namespace stage::registry {

/// A request's path below /v2/, taken apart.
struct Registry::Route {
    enum class Kind { None, Tags, Manifest, Blob, StartUpload, Upload, Referrers };
    Kind kind = Kind::None;
    std::string name;      ///< repository
    std::string reference; ///< tag, digest or upload id
    const net::Request &request;

    static Route parse(const net::Request &request);
};

net::Response problemResponse(const Problem &problem);

/// One page of a sorted list by the query's n and last; sets Link when there is more.
std::vector<std::string> page(std::vector<std::string> all, const net::Request &request,
                              net::Headers &headers);

} // namespace stage::registry
