// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/policyfields.h"

#include <set>

namespace stage::mesh::gateway {

namespace {

using nlohmann::json;

/// What the gateway acts upon. A path ends where everything below it is known.
const std::set<std::string> &known()
{
    static const std::set<std::string> paths{"targetRefs",
                                             "traffic.authorization",
                                             "traffic.cors",
                                             "traffic.jwtAuthentication.mode",
                                             "traffic.jwtAuthentication.providers.audiences",
                                             "traffic.jwtAuthentication.providers.issuer",
                                             "traffic.jwtAuthentication.providers.jwks.inline",
                                             "traffic.rateLimit.local.burst",
                                             "traffic.rateLimit.local.requests",
                                             "traffic.rateLimit.local.unit",
                                             "traffic.timeouts.request",
                                             "backend.mcp.authorization",
                                             "frontend.tracing"};
    return paths;
}

bool leadsOn(const std::string &path)
{
    const auto next = known().lower_bound(path + ".");
    return next != known().end() && next->starts_with(path + ".");
}

void look(const json &node, const std::string &path, std::set<std::string> &found)
{
    if (node.is_array()) {
        for (const json &item : node)
            look(item, path, found);
        return;
    }
    if (!node.is_object())
        return;
    for (const auto &[name, value] : node.items()) {
        const std::string below = path.empty() ? name : path + "." + name;
        if (known().contains(below))
            continue;
        if (leadsOn(below))
            look(value, below, found);
        else
            found.insert(below);
    }
}

} // namespace

std::vector<std::string> unsupportedFields(const json &spec)
{
    std::set<std::string> found;
    look(spec, {}, found);
    // The phase that a policy has without saying so.
    if (spec.contains("/traffic/phase"_json_pointer)
        && spec.at("/traffic/phase"_json_pointer) == "PostRouting")
        found.erase("traffic.phase");
    return {found.begin(), found.end()};
}

} // namespace stage::mesh::gateway
