// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

/// Istio's authorization at the connection level, worked out from its reference pages and from
/// what was measured about HTTP attributes in ambient mode. It knows nothing of the stage's own
/// code, works on the objects as they were written, and names no policy it did not read.
namespace meshevaluator {

using Json = nlohmann::json;

struct Caller {
    std::string ip, ns, account; ///< ns and account are empty without mutual TLS
};

struct Callee {
    std::string ip, ns;
    std::map<std::string, std::string> labels;
    int port = 0;
};

struct Answer {
    bool allowed = true;
    std::set<std::string> denying; ///< "ns/name" of every AuthorizationPolicy that denies
    bool plaintextRefused = false; ///< mutual TLS is demanded, and there is none
};

/// OBJECTS are AuthorizationPolicies and PeerAuthentications, of the whole cluster.
Answer evaluate(const std::vector<Json> &objects, const Caller &caller, const Callee &callee);

} // namespace meshevaluator
