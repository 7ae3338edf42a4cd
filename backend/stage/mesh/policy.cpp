// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/policy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace stage::mesh {

std::string Attempt::principal() const
{
    if (sourceNamespace.empty())
        return {};
    return trustDomain + "/ns/" + sourceNamespace + "/sa/" + sourceServiceAccount;
}

bool TextMatch::matches(const std::string &text) const
{
    switch (kind) {
    case Kind::Present: return !text.empty();
    case Kind::Prefix: return text.starts_with(value);
    case Kind::Suffix: return text.ends_with(value);
    case Kind::Exact: break;
    }
    return text == value;
}

std::optional<Network> Network::parse(const std::string &text)
{
    Network network;
    const auto slash = text.find('/');
    const std::string address = text.substr(0, slash);
    if (inet_pton(AF_INET, address.c_str(), network.bytes.data()) == 1) {
        network.family = 4;
        network.bits = 32;
    } else if (inet_pton(AF_INET6, address.c_str(), network.bytes.data()) == 1) {
        network.family = 6;
        network.bits = 128;
    } else {
        return std::nullopt;
    }
    if (slash == std::string::npos)
        return network;
    int bits = -1;
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + slash + 1, end, bits);
    if (read.ec != std::errc() || read.ptr != end || bits < 0 || bits > network.bits)
        return std::nullopt;
    network.bits = bits;
    return network;
}

bool Network::contains(const Network &address) const
{
    if (address.family != family)
        return false;
    for (int bit = 0; bit < bits; bit += 8) {
        const int width = std::min(8, bits - bit);
        const auto mask = static_cast<std::uint8_t>(0xff << (8 - width));
        const auto index = static_cast<std::size_t>(bit / 8);
        if ((bytes[index] & mask) != (address.bytes[index] & mask))
            return false;
    }
    return true;
}

bool Match::empty() const
{
    return namespaces.empty() && principals.empty() && accounts.empty() && sourceIps.empty()
           && destinationIps.empty() && ports.empty();
}

namespace {

template <class T, class Test> bool holds(const Sides<T> &sides, Test test)
{
    const bool wanted = sides.any.empty() || std::any_of(sides.any.begin(), sides.any.end(), test);
    return wanted && std::none_of(sides.none.begin(), sides.none.end(), test);
}

bool holds(const Sides<Network> &sides, const std::string &address)
{
    const auto parsed = Network::parse(address);
    return holds(sides,
                 [&](const Network &network) { return parsed && network.contains(*parsed); });
}

bool fits(const Match &match, const Attempt &attempt)
{
    if (match.empty())
        return false;
    const std::string principal = attempt.principal();
    // Principals are compared without spiffe://, and a caller without an identity matches none.
    const auto isPrincipal = [&](const TextMatch &text) {
        return !principal.empty() && text.matches(principal);
    };
    const auto isNamespace = [&](const TextMatch &text) {
        return text.matches(attempt.sourceNamespace);
    };
    const auto isAccount = [&](const Account &account) {
        return !principal.empty() && account.ns == attempt.sourceNamespace
               && account.name == attempt.sourceServiceAccount;
    };
    const auto isPort = [&](std::uint16_t port) { return port == attempt.port; };
    return holds(match.namespaces, isNamespace) && holds(match.principals, isPrincipal)
           && holds(match.accounts, isAccount) && holds(match.sourceIps, attempt.sourceIp)
           && holds(match.destinationIps, attempt.destinationIp) && holds(match.ports, isPort);
}

bool fits(const Clause &clause, const Attempt &attempt)
{
    return clause.empty() || std::any_of(clause.begin(), clause.end(), [&](const Match &match) {
               return fits(match, attempt);
           });
}

bool coversAll(const Labels &selector, const Labels &labels)
{
    return std::all_of(selector.begin(), selector.end(), [&](const auto &wanted) {
        const auto found = labels.find(wanted.first);
        return found != labels.end() && found->second == wanted.second;
    });
}

} // namespace

bool Policy::matches(const Attempt &attempt) const
{
    return std::any_of(rules.begin(), rules.end(), [&](const Rule &rule) {
        return std::all_of(rule.begin(), rule.end(),
                           [&](const Clause &clause) { return fits(clause, attempt); });
    });
}

bool selects(const Policy &policy, const std::string &ns, const Labels &labels,
             const std::string &root)
{
    return policy.scope == Policy::Scope::Workload && (policy.ns == ns || policy.ns == root)
           && coversAll(policy.selector, labels);
}

std::vector<Policy> policiesFor(const std::vector<Policy> &authorization,
                                const std::vector<Json> &peerAuthentications, const std::string &ns,
                                const Labels &labels, const std::set<std::string> *frozen)
{
    std::vector<Policy> bound;
    for (const Policy &policy : authorization) {
        const bool wide = policy.scope == Policy::Scope::Mesh
                          || (policy.scope == Policy::Scope::Namespace && policy.ns == ns);
        const bool selected =
            selects(policy, ns, labels) && (!frozen || frozen->count(policy.key()));
        if (wide || selected)
            bound.push_back(policy);
    }
    for (Policy &policy : peerPolicies(peerAuthentications, ns, labels)) {
        if (!frozen || frozen->count(policy.key()))
            bound.push_back(std::move(policy));
    }
    return bound;
}

Verdict decide(const Attempt &attempt, const std::vector<Policy> &policies)
{
    bool allowExists = false;
    for (const Policy &policy : policies) {
        allowExists = allowExists || !policy.deny;
        if (policy.deny && policy.matches(attempt))
            return {false, policy.key(), "explicitly denied by: " + policy.key()};
    }
    if (!allowExists)
        return {};
    const bool allowed = std::any_of(policies.begin(), policies.end(), [&](const Policy &policy) {
        return !policy.deny && policy.matches(attempt);
    });
    if (allowed)
        return {};
    return {false, {}, "allow policies exist, but none allowed"};
}

} // namespace stage::mesh
