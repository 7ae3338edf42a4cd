// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stage::cluster {

/// What a path under /api or /apis names. "/apis/apps/v1/namespaces/a/deployments/b/scale".
struct Route {
    std::string group, version, ns, plural, name, subresource;
    bool watchPath = false; ///< the old "/api/v1/watch/…" form
    bool collection() const { return name.empty(); }
};

/// Nothing when the path is no resource's (discovery paths are not). Pure.
std::optional<Route> parseRoute(std::string_view path);
std::vector<std::string> pathSegments(std::string_view path);

} // namespace stage::cluster
