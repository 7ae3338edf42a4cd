// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/policy.h"

#include <algorithm>
#include <charconv>

namespace stage::mesh {

namespace {

using Texts = std::vector<std::string>;

const Json &child(const Json &object, const char *name)
{
    static const Json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

std::string textOf(const Json &object, const char *name)
{
    const Json &value = child(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

Texts textsOf(const Json &object, const char *name)
{
    Texts texts;
    for (const Json &value : child(object, name)) {
        if (value.is_string())
            texts.push_back(value.get<std::string>());
    }
    return texts;
}

std::vector<TextMatch> toTexts(const Texts &values)
{
    using Kind = TextMatch::Kind;
    std::vector<TextMatch> result;
    for (const std::string &value : values) {
        if (value == "*")
            result.push_back({Kind::Present, {}});
        else if (value.starts_with('*'))
            result.push_back({Kind::Suffix, value.substr(1)});
        else if (value.ends_with('*'))
            result.push_back({Kind::Prefix, value.substr(0, value.size() - 1)});
        else
            result.push_back({Kind::Exact, value});
    }
    return result;
}

// Values that are no port or no address are left out, as istiod does.
std::vector<std::uint16_t> toPorts(const Texts &values)
{
    std::vector<std::uint16_t> ports;
    for (const std::string &value : values) {
        std::uint16_t port = 0;
        const char *end = value.data() + value.size();
        const auto read = std::from_chars(value.data(), end, port);
        if (read.ec == std::errc() && read.ptr == end)
            ports.push_back(port);
    }
    return ports;
}

std::vector<Network> toNetworks(const Texts &values)
{
    std::vector<Network> networks;
    for (const std::string &value : values) {
        if (const auto network = Network::parse(value))
            networks.push_back(*network);
    }
    return networks;
}

std::vector<Account> toAccounts(const Texts &values, const std::string &ns)
{
    std::vector<Account> accounts;
    for (const std::string &value : values) {
        const auto slash = value.find('/');
        if (slash == std::string::npos)
            accounts.push_back({ns, value});
        else
            accounts.push_back({value.substr(0, slash), value.substr(slash + 1)});
    }
    return accounts;
}

void noteFilled(const Json &object, std::initializer_list<const char *> names,
                std::set<std::string> &found)
{
    for (const char *name : names) {
        if (!child(object, name).empty())
            found.insert(name);
    }
}

Match fromSource(const Json &source, const std::string &ns)
{
    Match match;
    match.sourceIps = {toNetworks(textsOf(source, "ipBlocks")),
                       toNetworks(textsOf(source, "notIpBlocks"))};
    match.namespaces = {toTexts(textsOf(source, "namespaces")),
                        toTexts(textsOf(source, "notNamespaces"))};
    match.accounts = {toAccounts(textsOf(source, "serviceAccounts"), ns),
                      toAccounts(textsOf(source, "notServiceAccounts"), ns)};
    match.principals = {toTexts(textsOf(source, "principals")),
                        toTexts(textsOf(source, "notPrincipals"))};
    return match;
}

/// A condition's match; KNOWN is false for keys that only an HTTP proxy can judge.
Match fromCondition(const Json &when, bool &known)
{
    const std::string key = textOf(when, "key");
    const Texts values = textsOf(when, "values");
    const Texts notValues = textsOf(when, "notValues");
    Match match;
    known = true;
    if (key == "source.namespace")
        match.namespaces = {toTexts(values), toTexts(notValues)};
    else if (key == "source.principal")
        match.principals = {toTexts(values), toTexts(notValues)};
    else if (key == "source.ip")
        match.sourceIps = {toNetworks(values), toNetworks(notValues)};
    else if (key == "destination.ip")
        match.destinationIps = {toNetworks(values), toNetworks(notValues)};
    else if (key == "destination.port")
        match.ports = {toPorts(values), toPorts(notValues)};
    else
        known = false;
    return match;
}

/// One rule; HTTP gets the names of the attributes that only an HTTP proxy can judge.
Rule toRule(const Json &rule, const std::string &ns, std::set<std::string> &http)
{
    Clause to, from;
    for (const Json &item : child(rule, "to")) {
        const Json &operation = child(item, "operation");
        noteFilled(operation, {"hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"},
                   http);
        Match match;
        match.ports = {toPorts(textsOf(operation, "ports")),
                       toPorts(textsOf(operation, "notPorts"))};
        to.push_back(std::move(match));
    }
    for (const Json &item : child(rule, "from")) {
        const Json &source = child(item, "source");
        noteFilled(source,
                   {"remoteIpBlocks", "notRemoteIpBlocks", "requestPrincipals",
                    "notRequestPrincipals"},
                   http);
        from.push_back(fromSource(source, ns));
    }
    Rule result;
    if (!to.empty())
        result.push_back(std::move(to));
    if (!from.empty())
        result.push_back(std::move(from));
    for (const Json &when : child(rule, "when")) {
        bool known = false;
        Match match = fromCondition(when, known);
        if (!known)
            http.insert(textOf(when, "key"));
        result.push_back({std::move(match)});
    }
    return result;
}

bool isDryRun(const Json &object)
{
    const std::string value =
        textOf(child(child(object, "metadata"), "annotations"), "istio.io/dry-run");
    return value == "true" || value == "True" || value == "TRUE" || value == "t" || value == "T"
           || value == "1";
}

std::string httpMessage(const std::set<std::string> &found, bool deny)
{
    std::string names;
    for (const std::string &name : found)
        names += (names.empty() ? "" : ", ") + name;
    return "ztunnel does not support HTTP attributes (found: " + names
           + "). In ambient mode you must use a waypoint proxy to enforce HTTP rules. "
           + (deny ? "DENY policy with HTTP attributes is enforced without the HTTP rules. "
                   : "Within an ALLOW policy, rules matching HTTP attributes are omitted. ")
           + "This will be more restrictive than requested.";
}

Labels labelsOf(const Json &object)
{
    Labels labels;
    if (object.is_object()) {
        for (const auto &[name, value] : object.items())
            labels[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    return labels;
}

Policy::Scope scopeOf(const Json &spec, bool inRoot)
{
    if (child(spec, "selector").is_object())
        return Policy::Scope::Workload;
    return inRoot ? Policy::Scope::Mesh : Policy::Scope::Namespace;
}

bool hasTargets(const Json &spec)
{
    return !child(spec, "targetRefs").empty() || !child(spec, "targetRef").empty();
}

} // namespace

Compiled compile(const Json &object, const std::string &root)
{
    const Json &spec = child(object, "spec");
    const Json &metadata = child(object, "metadata");
    Policy policy;
    policy.ns = textOf(metadata, "namespace");
    policy.name = textOf(metadata, "name");
    if (isDryRun(object)) {
        return {{},
                "UnsupportedValue",
                "found policy \"" + policy.key()
                    + "\" using dry-run annotation, but support for ambient dry-run "
                      "authorizationPolicies isn't enabled"};
    }
    if (hasTargets(spec)) // a waypoint's, not ztunnel's
        return {};
    const std::string action = textOf(spec, "action");
    if (!action.empty() && action != "ALLOW" && action != "DENY")
        return {{}, "UnsupportedValue", "ztunnel does not support the " + action + " action"};
    policy.deny = action == "DENY";
    policy.scope = scopeOf(spec, policy.ns == root);
    policy.selector = labelsOf(child(child(spec, "selector"), "matchLabels"));
    std::set<std::string> http;
    for (const Json &item : child(spec, "rules")) {
        std::set<std::string> here;
        Rule rule = toRule(item, policy.ns, here);
        // An ALLOW rule that only an HTTP proxy could judge is dropped: it allows nothing.
        if (policy.deny || here.empty())
            policy.rules.push_back(std::move(rule));
        http.merge(here);
    }
    const bool deny = policy.deny;
    if (http.empty())
        return {std::move(policy), "Accepted", "attached to ztunnel"};
    return {std::move(policy), "UnsupportedValue", httpMessage(http, deny)};
}

Json policyStatus(const Json &authorizationPolicy)
{
    const Compiled compiled = compile(authorizationPolicy);
    if (compiled.reason.empty())
        return nullptr;
    const Json &generation = child(child(authorizationPolicy, "metadata"), "generation");
    // observedGeneration is an int64 in Istio's own JSON, hence text.
    const std::string observed = generation.is_number() ? generation.dump() : "1";
    return {{"conditions", Json::array({{{"type", "ZtunnelAccepted"},
                                         {"status", compiled.policy ? "True" : "False"},
                                         {"reason", compiled.reason},
                                         {"message", compiled.message},
                                         {"observedGeneration", observed}}})}};
}

namespace {

bool judgesHttpOnly(const Json &rule)
{
    std::set<std::string> http;
    bool other = false;
    for (const Json &item : child(rule, "to")) {
        const Json &operation = child(item, "operation");
        noteFilled(operation, {"hosts", "notHosts", "methods", "notMethods", "paths", "notPaths"},
                   http);
        other =
            other || !child(operation, "ports").empty() || !child(operation, "notPorts").empty();
    }
    for (const Json &item : child(rule, "from")) {
        const Json &source = child(item, "source");
        noteFilled(source, {"requestPrincipals", "notRequestPrincipals"}, http);
        for (const auto &[name, value] : source.items())
            other = other || (!http.count(name) && !value.empty());
    }
    for (const Json &when : child(rule, "when")) {
        bool known = false;
        (void)fromCondition(when, known);
        if (textOf(when, "key").starts_with("request."))
            http.insert(textOf(when, "key"));
        else
            other = true;
    }
    return !http.empty() && !other;
}

} // namespace

std::vector<std::string> policyWarnings(const Json &authorizationPolicy)
{
    const Json &spec = child(authorizationPolicy, "spec");
    if (textOf(spec, "action") != "DENY")
        return {};
    for (const Json &rule : child(spec, "rules")) {
        if (judgesHttpOnly(rule)) {
            return {"configured AuthorizationPolicy will deny all traffic to TCP ports under its "
                    "scope due to the use of only HTTP attributes in a DENY rule; it is "
                    "recommended to explicitly specify the port"};
        }
    }
    return {};
}

} // namespace stage::mesh
