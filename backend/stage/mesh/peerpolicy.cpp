// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/policy.h"

#include <algorithm>
#include <cstdlib>

namespace stage::mesh {

namespace {

enum class Mode { Unset, Permissive, Strict };

/// The PeerAuthentications that speak for one workload; the oldest of each level.
struct Levels {
    const Json *mesh = nullptr, *ns = nullptr, *workload = nullptr;
};

Json member(const Json &object, const std::string &pointer)
{
    const Json::json_pointer path(pointer);
    return object.contains(path) ? object.at(path) : Json();
}

std::string textAt(const Json &object, const std::string &pointer)
{
    const Json value = member(object, pointer);
    return value.is_string() ? value.get<std::string>() : std::string();
}

Mode modeOf(const std::string &mode)
{
    if (mode == "STRICT")
        return Mode::Strict;
    return mode == "PERMISSIVE" || mode == "DISABLE" ? Mode::Permissive : Mode::Unset;
}

Mode modeOf(const Json *policy)
{
    return policy ? modeOf(textAt(*policy, "/spec/mtls/mode")) : Mode::Unset;
}

bool selectsAll(const Json &selector, const Labels &labels)
{
    for (const auto &[name, value] : selector.items()) {
        const auto found = labels.find(name);
        if (found == labels.end() || value != found->second)
            return false;
    }
    return true;
}

void keepOldest(const Json *&kept, const Json &candidate)
{
    const auto born = [](const Json &object) {
        return textAt(object, "/metadata/creationTimestamp");
    };
    if (!kept || born(candidate) < born(*kept))
        kept = &candidate;
}

Levels levelsFor(const std::vector<Json> &all, const std::string &ns, const Labels &labels,
                 const std::string &root)
{
    Levels levels;
    for (const Json &policy : all) {
        const std::string home = textAt(policy, "/metadata/namespace");
        const Json selector = member(policy, "/spec/selector/matchLabels");
        const bool wide = selector.empty();
        if (wide && home == root)
            keepOldest(levels.mesh, policy);
        else if (wide && home == ns)
            keepOldest(levels.ns, policy);
        else if (!wide && home == ns && home != root && selectsAll(selector, labels))
            keepOldest(levels.workload, policy);
    }
    return levels;
}

Match withoutIdentity()
{
    Match match;
    match.principals.none.push_back({TextMatch::Kind::Present, {}});
    return match;
}

Policy deny(const std::string &ns, const std::string &name, std::vector<Rule> rules)
{
    Policy policy;
    policy.ns = ns;
    policy.name = name;
    policy.scope = Policy::Scope::Workload;
    policy.deny = true;
    policy.rules = std::move(rules);
    return policy;
}

/// The rules of a workload's PeerAuthentication with port levels, over the mode it inherits:
/// under STRICT plaintext is denied but on the open ports, else on the strict ports only.
std::vector<Rule> portRules(const Json &ports, bool strict)
{
    std::vector<Rule> rules;
    Rule whole{{withoutIdentity()}};
    for (const auto &[text, level] : ports.items()) {
        const auto port = static_cast<std::uint16_t>(std::strtoul(text.c_str(), nullptr, 10));
        const Mode mode = modeOf(textAt(level, "/mode"));
        Match match;
        if (strict && mode == Mode::Permissive) {
            match.ports.none.push_back(port);
            whole.push_back({match});
        } else if (!strict && mode == Mode::Strict) {
            match = withoutIdentity();
            match.ports.any.push_back(port);
            rules.push_back({{match}});
        }
    }
    if (strict && whole.size() > 1)
        rules.push_back(std::move(whole));
    return rules;
}

} // namespace

std::vector<Policy> peerPolicies(const std::vector<Json> &peerAuthentications,
                                 const std::string &ns, const Labels &labels,
                                 const std::string &root)
{
    const Levels levels = levelsFor(peerAuthentications, ns, labels, root);
    bool strict = modeOf(levels.mesh) == Mode::Strict;
    for (const Json *level : {levels.ns, levels.workload}) {
        if (modeOf(level) != Mode::Unset)
            strict = modeOf(level) == Mode::Strict;
    }
    if (levels.workload) {
        std::vector<Rule> rules =
            portRules(member(*levels.workload, "/spec/portLevelMtls"), strict);
        if (!rules.empty()) {
            const std::string name =
                "converted_peer_authentication_" + textAt(*levels.workload, "/metadata/name");
            return {deny(ns, name, std::move(rules))};
        }
    }
    if (!strict)
        return {};
    return {deny(root, "istio_converted_static_strict", {{{withoutIdentity()}}})};
}

} // namespace stage::mesh
