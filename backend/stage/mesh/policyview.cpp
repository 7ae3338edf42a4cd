// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/policyview.h"

namespace stage::mesh {

PolicyView::Difference PolicyView::reload(const cluster::Store &store)
{
    Difference difference;
    std::vector<Policy> policies;
    std::map<std::string, std::string> versions;
    for (const cluster::Object &object : store.list("authorizationpolicies.security.istio.io")) {
        Compiled compiled = compile(*object);
        if (!compiled.policy)
            continue;
        const std::string key = compiled.policy->key();
        versions[key] = cluster::at(*object, "/spec").dump();
        const auto before = m_versions.find(key);
        if (before == m_versions.end() || before->second != versions[key])
            difference.updated.push_back(compiled.policy->name);
        policies.push_back(std::move(*compiled.policy));
    }
    for (const auto &[key, version] : m_versions) {
        if (!versions.count(key))
            difference.deleted.push_back(key);
    }
    std::vector<Json> peers;
    for (const cluster::Object &object : store.list("peerauthentications.security.istio.io"))
        peers.push_back(*object);
    difference.peersChanged = peers != m_peers;
    m_policies = std::move(policies);
    m_versions = std::move(versions);
    m_peers = std::move(peers);
    return difference;
}

std::set<std::string> PolicyView::selectorsFor(const std::string &ns, const Labels &labels) const
{
    std::set<std::string> keys;
    for (const Policy &policy : policiesFor(m_policies, m_peers, ns, labels)) {
        if (policy.scope == Policy::Scope::Workload)
            keys.insert(policy.key());
    }
    return keys;
}

Verdict PolicyView::judge(const Attempt &attempt, const std::string &ns, const Labels &labels,
                          const std::set<std::string> *frozen) const
{
    return decide(attempt, policiesFor(m_policies, m_peers, ns, labels, frozen));
}

} // namespace stage::mesh
