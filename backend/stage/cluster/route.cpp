// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/route.h"

namespace stage::cluster {

std::vector<std::string> pathSegments(std::string_view path)
{
    std::vector<std::string> out;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (slash != 0)
            out.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return out;
}

std::optional<Route> parseRoute(std::string_view path)
{
    const std::vector<std::string> parts = pathSegments(path);
    Route out;
    std::size_t next = 0;
    const auto left = [&] { return parts.size() - next; };
    if (left() > 2 && parts[0] == "api") {
        out.version = parts[1];
        next = 2;
    } else if (left() > 3 && parts[0] == "apis") {
        out.group = parts[1];
        out.version = parts[2];
        next = 3;
    } else {
        return {};
    }
    if (parts[next] == "watch" && left() > 1) {
        out.watchPath = true;
        ++next;
    }
    // "namespaces/a/pods" is in a namespace; "namespaces/a" and "namespaces/a/status" are about
    // one.
    const bool within = parts[next] == "namespaces" && left() > 2 && parts[next + 2] != "status"
                        && parts[next + 2] != "finalize";
    if (within) {
        out.ns = parts[next + 1];
        next += 2;
    }
    out.plural = parts[next++];
    if (left() > 0)
        out.name = parts[next++];
    if (left() > 0)
        out.subresource = parts[next++];
    if (left() > 0)
        return {};
    return out;
}

} // namespace stage::cluster
