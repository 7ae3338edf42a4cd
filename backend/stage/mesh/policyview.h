// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "backend/stage/cluster/store.h"
#include "backend/stage/mesh/policy.h"

namespace stage::mesh {

/// The policies that the ztunnels hold, which lag behind the API. Single-threaded.
class PolicyView {
public:
    struct Difference {
        std::vector<std::string> updated; ///< names
        std::vector<std::string> deleted; ///< "ns/name"
        bool peersChanged = false;
        bool any() const { return !updated.empty() || !deleted.empty() || peersChanged; }
    };
    /// Takes over what the API holds now.
    Difference reload(const cluster::Store &store);

    /// The selector policies that bind a workload now; an open connection keeps them.
    std::set<std::string> selectorsFor(const std::string &ns, const Labels &labels) const;
    Verdict judge(const Attempt &attempt, const std::string &ns, const Labels &labels,
                  const std::set<std::string> *frozen = nullptr) const;

private:
    std::vector<Policy> m_policies;
    std::map<std::string, std::string> m_versions; ///< key → what was compiled
    std::vector<Json> m_peers;
};

} // namespace stage::mesh
