// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/meshevaluator.h"

#include <cstdint>
#include <sstream>

namespace meshevaluator {

namespace {

const std::string root = "istio-system";

struct Connection {
    Caller caller;
    Callee callee;
    std::string principal() const
    {
        return caller.ns.empty() ? "" : "cluster.local/ns/" + caller.ns + "/sa/" + caller.account;
    }
};

std::vector<std::string> texts(const Json &holder, const std::string &name)
{
    return holder.contains(name) ? holder[name].get<std::vector<std::string>>()
                                 : std::vector<std::string>();
}

// ---- one value against one pattern

bool fitsText(const std::string &pattern, const std::string &value)
{
    if (pattern == "*")
        return !value.empty();
    if (pattern.front() == '*') {
        const std::string tail = pattern.substr(1);
        return value.size() >= tail.size() && value.substr(value.size() - tail.size()) == tail;
    }
    if (pattern.back() == '*')
        return value.rfind(pattern.substr(0, pattern.size() - 1), 0) == 0;
    return pattern == value;
}

std::uint32_t number(const std::string &address)
{
    std::istringstream in(address);
    std::uint32_t whole = 0;
    for (int part = 0; part < 4; ++part) {
        unsigned byte = 0;
        char dot = 0;
        in >> byte >> dot;
        whole = whole * 256 + byte;
    }
    return whole;
}

bool fitsBlock(const std::string &block, const std::string &address)
{
    const auto slash = block.find('/');
    const int bits = slash == std::string::npos ? 32 : std::stoi(block.substr(slash + 1));
    const std::uint64_t size = std::uint64_t(1) << (32 - bits);
    return number(block.substr(0, slash)) / size == number(address) / size;
}

// ---- the attributes a connection has

enum class Attribute { Principal, Namespace, SourceIp, DestinationIp, Port, Account };

bool fits(Attribute attribute, const std::string &pattern, const Connection &connection,
          const std::string &policyNs)
{
    switch (attribute) {
    case Attribute::Principal: return fitsText(pattern, connection.principal());
    case Attribute::Namespace: return fitsText(pattern, connection.caller.ns);
    case Attribute::SourceIp: return fitsBlock(pattern, connection.caller.ip);
    case Attribute::DestinationIp: return fitsBlock(pattern, connection.callee.ip);
    case Attribute::Port: return pattern == std::to_string(connection.callee.port);
    case Attribute::Account: break;
    }
    const std::string whole =
        pattern.find('/') == std::string::npos ? policyNs + "/" + pattern : pattern;
    return !connection.caller.ns.empty()
           && whole == connection.caller.ns + "/" + connection.caller.account;
}

/// What became of a list of demands that stand beside each other: nothing to judge, met or not.
struct Demands {
    bool any = false, met = true;

    void add(Attribute attribute, const std::vector<std::string> &wanted,
             const std::vector<std::string> &unwanted, const Connection &connection,
             const std::string &policyNs)
    {
        bool hit = wanted.empty();
        for (const std::string &pattern : wanted)
            hit = hit || fits(attribute, pattern, connection, policyNs);
        for (const std::string &pattern : unwanted)
            hit = hit && !fits(attribute, pattern, connection, policyNs);
        any = any || !wanted.empty() || !unwanted.empty();
        met = met && hit;
    }
    /// Measured: a source, operation or condition of nothing but HTTP attributes never matches.
    bool hold() const { return any && met; }
};

bool sourceHolds(const Json &source, const Connection &connection, const std::string &policyNs)
{
    static const std::vector<std::pair<Attribute, std::pair<const char *, const char *>>> fields{
        {Attribute::Principal, {"principals", "notPrincipals"}},
        {Attribute::Namespace, {"namespaces", "notNamespaces"}},
        {Attribute::SourceIp, {"ipBlocks", "notIpBlocks"}},
        {Attribute::Account, {"serviceAccounts", "notServiceAccounts"}}};
    Demands demands;
    for (const auto &[attribute, names] : fields)
        demands.add(attribute, texts(source, names.first), texts(source, names.second), connection,
                    policyNs);
    return demands.hold();
}

bool operationHolds(const Json &operation, const Connection &connection)
{
    Demands demands;
    demands.add(Attribute::Port, texts(operation, "ports"), texts(operation, "notPorts"),
                connection, {});
    return demands.hold();
}

bool conditionHolds(const Json &condition, const Connection &connection)
{
    static const std::map<std::string, Attribute> keys{{"source.principal", Attribute::Principal},
                                                       {"source.namespace", Attribute::Namespace},
                                                       {"source.ip", Attribute::SourceIp},
                                                       {"destination.ip", Attribute::DestinationIp},
                                                       {"destination.port", Attribute::Port}};
    const auto found = keys.find(condition.at("key").get<std::string>());
    Demands demands;
    if (found != keys.end())
        demands.add(found->second, texts(condition, "values"), texts(condition, "notValues"),
                    connection, {});
    return demands.hold();
}

// ---- rules and policies

bool needsHttp(const Json &rule)
{
    static const std::vector<std::string> names{"hosts",
                                                "notHosts",
                                                "methods",
                                                "notMethods",
                                                "paths",
                                                "notPaths",
                                                "remoteIpBlocks",
                                                "notRemoteIpBlocks",
                                                "requestPrincipals",
                                                "notRequestPrincipals"};
    for (const auto &[list, member] : {std::pair("from", "source"), std::pair("to", "operation")}) {
        for (const Json &item : rule.value(list, Json::array())) {
            for (const std::string &name : names) {
                if (!texts(item.at(member), name).empty())
                    return true;
            }
        }
    }
    for (const Json &condition : rule.value("when", Json::array())) {
        const std::string key = condition.at("key");
        if (key.rfind("source.", 0) != 0 && key.rfind("destination.", 0) != 0)
            return true;
    }
    return false;
}

bool ruleMatches(const Json &rule, const Connection &connection, const std::string &policyNs)
{
    bool from = !rule.contains("from"), to = !rule.contains("to");
    for (const Json &item : rule.value("from", Json::array()))
        from = from || sourceHolds(item.at("source"), connection, policyNs);
    for (const Json &item : rule.value("to", Json::array()))
        to = to || operationHolds(item.at("operation"), connection);
    bool when = true;
    for (const Json &condition : rule.value("when", Json::array()))
        when = when && conditionHolds(condition, connection);
    return from && to && when;
}

bool hasLabels(const std::map<std::string, std::string> &labels, const Json &wanted)
{
    for (const auto &[name, value] : wanted.items()) {
        const auto found = labels.find(name);
        if (found == labels.end() || found->second != value.get<std::string>())
            return false;
    }
    return true;
}

Json selectorOf(const Json &object)
{
    const Json spec = object.value("spec", Json::object());
    return spec.contains("selector") ? spec["selector"].value("matchLabels", Json::object())
                                     : Json();
}

std::string home(const Json &object)
{
    return object.at("metadata").at("namespace");
}

bool bindsCallee(const Json &policy, const Callee &callee)
{
    const Json spec = policy.value("spec", Json::object());
    const bool dryRun =
        policy.at("metadata").value("annotations", Json::object()).value("istio.io/dry-run", "")
        == "true";
    if (dryRun || spec.contains("targetRefs") || spec.contains("targetRef"))
        return false;
    const Json selector = selectorOf(policy);
    return (home(policy) == root || home(policy) == callee.ns)
           && (selector.is_null() || hasLabels(callee.labels, selector));
}

bool policyMatches(const Json &policy, const Connection &connection, bool allow)
{
    for (const Json &rule : policy.value("spec", Json::object()).value("rules", Json::array())) {
        if (allow && needsHttp(rule)) // measured: such a rule of an ALLOW policy is dropped
            continue;
        if (ruleMatches(rule, connection, home(policy)))
            return true;
    }
    return false;
}

// ---- mutual TLS

std::string modeIn(const Json &holder)
{
    const std::string mode = holder.is_object() ? holder.value("mode", "UNSET") : "UNSET";
    return mode == "UNSET" ? "" : mode;
}

/// The narrowest setting that says something wins; of one level, the oldest object speaks.
std::string modeFor(const std::vector<Json> &objects, const Callee &callee)
{
    Json mesh, ns, workload;
    for (const Json &object : objects) {
        if (object.at("kind") != "PeerAuthentication")
            continue;
        const Json selector = selectorOf(object);
        Json *level = nullptr;
        if (selector.is_null())
            level = home(object) == root ? &mesh : home(object) == callee.ns ? &ns : nullptr;
        else if (home(object) == callee.ns && hasLabels(callee.labels, selector))
            level = &workload;
        const auto born = [](const Json &one) {
            return one.at("metadata").at("creationTimestamp").get<std::string>();
        };
        if (level && (level->is_null() || born(object) < born(*level)))
            *level = object;
    }
    if (workload.is_object()) {
        const Json ports = workload.at("spec").value("portLevelMtls", Json::object());
        const std::string own = modeIn(ports.value(std::to_string(callee.port), Json()));
        if (!own.empty())
            return own;
    }
    for (const Json &level : {workload, ns, mesh}) {
        const std::string own =
            level.is_object() ? modeIn(level.at("spec").value("mtls", Json())) : "";
        if (!own.empty())
            return own;
    }
    return "PERMISSIVE";
}

} // namespace

Answer evaluate(const std::vector<Json> &objects, const Caller &caller, const Callee &callee)
{
    const Connection connection{caller, callee};
    Answer answer;
    bool allowExists = false, allowed = false;
    for (const Json &object : objects) {
        if (object.at("kind") != "AuthorizationPolicy" || !bindsCallee(object, callee))
            continue;
        const std::string action = object.value("spec", Json::object()).value("action", "ALLOW");
        if (action == "DENY" && policyMatches(object, connection, false))
            answer.denying.insert(home(object) + "/"
                                  + object.at("metadata").at("name").get<std::string>());
        if (action == "ALLOW") {
            allowExists = true;
            allowed = allowed || policyMatches(object, connection, true);
        }
    }
    answer.plaintextRefused = caller.ns.empty() && modeFor(objects, callee) == "STRICT";
    answer.allowed =
        answer.denying.empty() && !answer.plaintextRefused && (!allowExists || allowed);
    return answer;
}

} // namespace meshevaluator
