// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/objects.h"
#include "backend/stage/mesh/gateway/rules.h"
#include "backend/stage/net/http.h"

namespace stage::mesh::gateway {

/// One MCP server behind a backend.
struct McpTarget {
    std::string name, host, path = "/mcp";
    std::uint16_t port = 80;
};

/// Where a route's requests go.
struct Destination {
    enum class Kind { None, Service, Mcp };
    Kind kind = Kind::None;
    std::string ns, name;
    std::uint16_t port = 80;        ///< Service
    std::vector<McpTarget> targets; ///< Mcp
    bool stateless = false;         ///< Mcp: sessionRouting
    bool failOpen = false;          ///< Mcp: failureMode
    std::string problem;            ///< None: why
    std::string label() const { return ns + "/" + name; }
};

struct RouteMatch {
    enum class Path { Prefix, Exact };
    Path kind = Path::Prefix;
    std::string path = "/", method;
    std::vector<std::pair<std::string, std::string>> headers, query; ///< exact values
    bool fits(const net::Request &request) const;
};

/// One match of one rule of an HTTPRoute.
struct Route {
    std::string ns, name, rule;
    RouteMatch match;
    std::vector<std::string> hostnames;
    std::vector<Json> filters, backendRefs;
    std::string created, timeout; ///< timeout: of the rule, "1s"
    std::string key() const { return ns + "/" + name; }
};

/// The routes, backends and policies of one Gateway, read from the Store at each question.
class Config {
public:
    Config(cluster::Objects &objects, std::string ns, std::string gateway);

    std::string gateway() const { return m_ns + "/" + m_name; }
    std::string listener() const;
    /// The route that wins: Exact, then the longest prefix, then method and headers, then age.
    std::optional<Route> route(const net::Request &request) const;
    Destination destination(const Route &route) const;
    /// traffic.authorization of the Gateway's and the route's policies, pooled.
    RuleSet httpRules(const Route *route) const;
    /// backend.mcp.authorization of the Gateway's, the route's and the backend's policies, pooled.
    RuleSet mcpRules(const Route &route, const Destination &destination) const;

    struct Limit {
        std::string key; ///< which bucket: changes with the policy's text
        std::int64_t requests = 0, burst = 0;
        std::chrono::seconds unit{1};
    };
    std::vector<Limit> limits(const Route &route) const;
    /// How long an answer may take to begin: the rule's timeouts.request, else the policies'.
    std::optional<std::chrono::milliseconds> timeout(const Route &route) const;
    /// traffic.FIELD: a route's own, else its Gateway's; null without one. ROUTE may be null.
    Json traffic(const std::string &field, const Route *route) const;
    /// frontend.tracing of the Gateway's policies; null without one.
    Json tracing() const;

private:
    std::vector<Json> policiesOn(const std::string &kind, const std::string &ns,
                                 const std::string &name) const;
    std::vector<Json> policiesOn(const Route &route) const;
    bool granted(const std::string &fromKind, const std::string &fromNs, const std::string &kind,
                 const std::string &ns, const std::string &name) const;
    Destination backend(const std::string &ns, const std::string &name) const;

    cluster::Objects &m_objects;
    std::string m_ns, m_name;
};

/// Does PATH lie at or below PREFIX, by whole segments?
bool isBelow(const std::string &path, const std::string &prefix);
/// Is a cross-namespace reference allowed by a ReferenceGrant in the target's namespace?
bool referenceGranted(const cluster::Store &store, const std::string &fromKind,
                      const std::string &fromNs, const std::string &kind, const std::string &ns,
                      const std::string &name);

} // namespace stage::mesh::gateway
