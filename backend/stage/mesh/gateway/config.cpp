// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/config.h"

#include "backend/stage/workloads/yaml.h"

#include <algorithm>

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

std::vector<Json> items(const Json &object, const std::string &pointer)
{
    const Json &list = at(object, pointer);
    return list.is_array() ? list.get<std::vector<Json>>() : std::vector<Json>();
}

RouteMatch toMatch(const Json &json)
{
    RouteMatch match;
    if (text(json, "/path/type") == "Exact")
        match.kind = RouteMatch::Path::Exact;
    match.path = text(json, "/path/value", "/");
    match.method = text(json, "/method");
    for (const Json &header : items(json, "/headers"))
        match.headers.emplace_back(text(header, "/name"), text(header, "/value"));
    for (const Json &query : items(json, "/queryParams"))
        match.query.emplace_back(text(query, "/name"), text(query, "/value"));
    return match;
}

bool hasParent(const Json &route, const std::string &ns, const std::string &gateway)
{
    const std::string own = text(route, "/metadata/namespace");
    for (const Json &parent : items(route, "/spec/parentRefs")) {
        if (text(parent, "/kind", "Gateway") == "Gateway" && text(parent, "/name") == gateway
            && text(parent, "/namespace", own) == ns)
            return true;
    }
    return false;
}

bool hostFits(const Route &route, const std::string &host)
{
    if (route.hostnames.empty())
        return true;
    const std::string bare = host.substr(0, host.find(':'));
    return std::any_of(route.hostnames.begin(), route.hostnames.end(),
                       [&](const std::string &name) {
                           return name == bare
                                  || (name.starts_with("*.") && bare.ends_with(name.substr(1)));
                       });
}

/// Gateway API's order of precedence.
bool wins(const Route &left, const Route &right)
{
    const auto rank = [](const Route &route) {
        return std::tuple(route.match.kind == RouteMatch::Path::Exact, route.match.path.size(),
                          !route.match.method.empty(), route.match.headers.size(),
                          route.match.query.size());
    };
    if (rank(left) != rank(right))
        return rank(left) > rank(right);
    return std::tie(left.created, left.ns, left.name)
           < std::tie(right.created, right.ns, right.name);
}

std::chrono::seconds unitOf(const std::string &unit)
{
    if (unit == "Hours")
        return std::chrono::hours(1);
    return unit == "Minutes" ? std::chrono::seconds(60) : std::chrono::seconds(1);
}

} // namespace

bool isBelow(const std::string &path, const std::string &asked)
{
    std::string prefix = asked;
    while (prefix.ends_with('/'))
        prefix.pop_back();
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

bool RouteMatch::fits(const net::Request &request) const
{
    const std::string full = request.target.substr(0, request.target.find('?'));
    if (kind == Path::Exact ? full != path : !isBelow(full, path))
        return false;
    if (!method.empty() && method != request.method)
        return false;
    const bool headersFit = std::all_of(headers.begin(), headers.end(), [&](const auto &wanted) {
        return request.headers.has(wanted.first)
               && request.headers.get(wanted.first) == wanted.second;
    });
    return headersFit && std::all_of(query.begin(), query.end(), [&](const auto &wanted) {
               return request.query(wanted.first) == wanted.second;
           });
}

bool referenceGranted(const cluster::Store &store, const std::string &fromKind,
                      const std::string &fromNs, const std::string &kind, const std::string &ns,
                      const std::string &name)
{
    for (const cluster::Object &grant :
         store.list("referencegrants.gateway.networking.k8s.io", ns)) {
        bool from = false, to = false;
        for (const Json &item : items(*grant, "/spec/from"))
            from = from || (text(item, "/kind") == fromKind && text(item, "/namespace") == fromNs);
        for (const Json &item : items(*grant, "/spec/to"))
            to = to || (text(item, "/kind") == kind && text(item, "/name", name) == name);
        if (from && to)
            return true;
    }
    return false;
}

Config::Config(cluster::Objects &objects, std::string ns, std::string gateway)
    : m_objects(objects)
    , m_ns(std::move(ns))
    , m_name(std::move(gateway))
{
}

std::string Config::listener() const
{
    const auto object = m_objects.store().get({"gateways.gateway.networking.k8s.io", m_ns, m_name});
    return object ? text(*object, "/spec/listeners/0/name", "http") : "http";
}

std::optional<Route> Config::route(const net::Request &request) const
{
    std::optional<Route> best;
    for (const auto &object : m_objects.store().list("httproutes.gateway.networking.k8s.io")) {
        if (!hasParent(*object, m_ns, m_name))
            continue;
        Route route;
        route.ns = text(*object, "/metadata/namespace");
        route.name = text(*object, "/metadata/name");
        route.created = text(*object, "/metadata/creationTimestamp");
        for (const Json &host : items(*object, "/spec/hostnames"))
            route.hostnames.push_back(host.get<std::string>());
        if (!hostFits(route, request.headers.get("Host")))
            continue;
        for (const Json &rule : items(*object, "/spec/rules")) {
            route.rule = text(rule, "/name");
            route.timeout = text(rule, "/timeouts/request");
            route.filters = items(rule, "/filters");
            route.backendRefs = items(rule, "/backendRefs");
            std::vector<Json> matches = items(rule, "/matches");
            if (matches.empty())
                matches.push_back(Json::object());
            for (const Json &match : matches) {
                route.match = toMatch(match);
                if (route.match.fits(request) && (!best || wins(route, *best)))
                    best = route;
            }
        }
    }
    return best;
}

bool Config::granted(const std::string &fromKind, const std::string &fromNs,
                     const std::string &kind, const std::string &ns, const std::string &name) const
{
    return fromNs == ns || referenceGranted(m_objects.store(), fromKind, fromNs, kind, ns, name);
}

Destination Config::destination(const Route &route) const
{
    Destination result;
    if (route.backendRefs.empty()) {
        result.problem = "no backends";
        return result;
    }
    const Json &ref = route.backendRefs.front();
    const std::string kind = text(ref, "/kind", "Service");
    const std::string ns = text(ref, "/namespace", route.ns);
    const std::string name = text(ref, "/name");
    if (!granted("HTTPRoute", route.ns, kind, ns, name)) {
        result.problem = "backend does not exist";
        return result;
    }
    if (kind == "AgentgatewayBackend")
        return backend(ns, name);
    result.ns = ns;
    result.name = name;
    if (!m_objects.store().get({"services", ns, name})) {
        result.problem = "backend does not exist";
        return result;
    }
    result.kind = Destination::Kind::Service;
    result.port = static_cast<std::uint16_t>(ref.value("port", 80));
    return result;
}

Destination Config::backend(const std::string &ns, const std::string &name) const
{
    Destination result;
    result.ns = ns;
    result.name = name;
    const auto object = m_objects.store().get({"agentgatewaybackends.agentgateway.dev", ns, name});
    if (!object) {
        result.problem = "backend does not exist";
        return result;
    }
    result.kind = Destination::Kind::Mcp;
    result.stateless = text(*object, "/spec/mcp/sessionRouting") == "Stateless";
    result.failOpen = text(*object, "/spec/mcp/failureMode") == "FailOpen";
    for (const Json &item : items(*object, "/spec/mcp/targets")) {
        // The selector form registered nothing in v1.1.0.
        if (!item.contains("static"))
            continue;
        const Json &fixed = item.at("static");
        McpTarget target;
        target.name = text(item, "/name");
        target.host = text(fixed, "/host");
        if (target.host.empty())
            target.host = text(fixed, "/backendRef/name") + "." + ns + ".svc.cluster.local";
        target.path = text(fixed, "/path", "/mcp");
        target.port = static_cast<std::uint16_t>(fixed.value("port", 80));
        result.targets.push_back(std::move(target));
    }
    return result;
}

std::vector<Json> Config::policiesOn(const std::string &kind, const std::string &ns,
                                     const std::string &name) const
{
    std::vector<Json> found;
    for (const cluster::Resource &resource : m_objects.resources()) {
        if (resource.kind != "AgentgatewayPolicy"
            && resource.kind != "EnterpriseAgentgatewayPolicy")
            continue;
        for (const auto &policy : m_objects.store().list(resource.storeName(), ns)) {
            const auto refs = items(*policy, "/spec/targetRefs");
            const bool ours = std::any_of(refs.begin(), refs.end(), [&](const Json &ref) {
                return text(ref, "/kind") == kind && text(ref, "/name") == name;
            });
            if (ours)
                found.push_back(*policy);
        }
    }
    return found;
}

std::vector<Json> Config::policiesOn(const Route &route) const
{
    std::vector<Json> all = policiesOn("Gateway", m_ns, m_name);
    for (Json &policy : policiesOn("HTTPRoute", route.ns, route.name))
        all.push_back(std::move(policy));
    return all;
}

RuleSet Config::httpRules(const Route *route) const
{
    RuleSet rules;
    for (const Json &policy : route ? policiesOn(*route) : policiesOn("Gateway", m_ns, m_name))
        rules.add(at(policy, "/spec/traffic/authorization"));
    return rules;
}

RuleSet Config::mcpRules(const Route &route, const Destination &destination) const
{
    RuleSet rules;
    std::vector<Json> policies = policiesOn(route);
    for (Json &policy : policiesOn("AgentgatewayBackend", destination.ns, destination.name))
        policies.push_back(std::move(policy));
    for (const Json &policy : policies)
        rules.add(at(policy, "/spec/backend/mcp/authorization"));
    if (const auto object = m_objects.store().get(
            {"agentgatewaybackends.agentgateway.dev", destination.ns, destination.name}))
        rules.add(at(*object, "/spec/policies/mcp/authorization"));
    return rules;
}

std::vector<Config::Limit> Config::limits(const Route &route) const
{
    std::vector<Limit> result;
    for (const Json &policy : policiesOn(route)) {
        for (const Json &entry : items(policy, "/spec/traffic/rateLimit/local")) {
            Limit limit;
            limit.requests = entry.value("requests", std::int64_t{0});
            limit.burst = entry.value("burst", std::int64_t{0});
            limit.unit = unitOf(text(entry, "/unit"));
            limit.key = text(policy, "/metadata/uid") + entry.dump();
            if (limit.requests > 0)
                result.push_back(std::move(limit));
        }
    }
    return result;
}

std::optional<std::chrono::milliseconds> Config::timeout(const Route &route) const
{
    std::string limit = route.timeout;
    for (const Json &policy : policiesOn(route)) {
        const std::string own = text(policy, "/spec/traffic/timeouts/request");
        limit = limit.empty() ? own : limit;
    }
    const auto parsed = workloads::duration(limit, std::chrono::milliseconds(0));
    return parsed.count() > 0 ? std::optional(parsed) : std::nullopt;
}

Json Config::traffic(const std::string &field, const Route *route) const
{
    Json found;
    for (const Json &policy : route ? policiesOn(*route) : policiesOn("Gateway", m_ns, m_name)) {
        const Json &value = at(policy, "/spec/traffic/" + field);
        if (!value.is_null())
            found = value;
    }
    return found;
}

Json Config::tracing() const
{
    for (const Json &policy : policiesOn("Gateway", m_ns, m_name)) {
        const Json &tracing = at(policy, "/spec/frontend/tracing");
        if (tracing.is_object())
            return tracing;
    }
    return nullptr;
}

} // namespace stage::mesh::gateway
