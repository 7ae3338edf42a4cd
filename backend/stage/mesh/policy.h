// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stage::mesh {

using Json = nlohmann::json;
using Labels = std::map<std::string, std::string>;

/// A connection as the destination's ztunnel judges it. The namespace is empty for a caller
/// outside the mesh; PORT is the pod's own port, not the Service's.
struct Attempt {
    std::string sourceIp, destinationIp;
    std::uint16_t port = 0;
    std::string sourceNamespace, sourceServiceAccount;
    std::string trustDomain = "cluster.local";

    /// "cluster.local/ns/NS/sa/NAME", or "" outside the mesh.
    std::string principal() const;
};

/// One value of a rule: x, x*, *x or *.
struct TextMatch {
    enum class Kind { Exact, Prefix, Suffix, Present };
    Kind kind = Kind::Exact;
    std::string value;
    bool matches(const std::string &text) const;
};

struct Network {
    std::array<std::uint8_t, 16> bytes{};
    int family = 4; ///< 4 or 6
    int bits = 32;
    static std::optional<Network> parse(const std::string &text);
    bool contains(const Network &address) const;
};

struct Account {
    std::string ns, name;
};

/// What must be among the values (unless there are none), and what must not.
template <class T> struct Sides {
    std::vector<T> any, none;
    bool empty() const { return any.empty() && none.empty(); }
};

/// All fields must hold. One without any field never matches (measured: a DENY of hosts alone
/// denies nothing).
struct Match {
    Sides<TextMatch> namespaces, principals;
    Sides<Account> accounts;
    Sides<Network> sourceIps, destinationIps;
    Sides<std::uint16_t> ports;
    bool empty() const;
};
using Clause = std::vector<Match>; ///< one of them must match; none at all always does
using Rule = std::vector<Clause>;  ///< all of them must match

/// A policy as istiod hands it to ztunnel.
struct Policy {
    enum class Scope { Mesh, Namespace, Workload };
    std::string ns, name;
    Scope scope = Scope::Namespace;
    bool deny = false;
    std::vector<Rule> rules; ///< one of them must match
    Labels selector;         ///< for Scope::Workload

    std::string key() const { return ns + "/" + name; }
    bool matches(const Attempt &attempt) const;
};

struct Compiled {
    std::optional<Policy> policy; ///< nothing when ztunnel is not given it
    std::string reason;           ///< of the ZtunnelAccepted condition; "" when it gets none
    std::string message;
};

/// An AuthorizationPolicy (security.istio.io v1 or v1beta1). ROOT is the mesh's root namespace.
Compiled compile(const Json &authorizationPolicy, const std::string &root = "istio-system");

/// What PeerAuthentications mean for one workload: Istio's static STRICT policy, or a converted
/// one with port exceptions. All of the cluster's are given.
std::vector<Policy> peerPolicies(const std::vector<Json> &peerAuthentications,
                                 const std::string &ns, const Labels &labels,
                                 const std::string &root = "istio-system");

/// Does a policy of Scope::Workload select the workload?
bool selects(const Policy &policy, const std::string &ns, const Labels &labels,
             const std::string &root = "istio-system");

/// Every policy that binds a workload, peer policies included. FROZEN, when given, replaces the
/// selection by labels: an open connection keeps the selector policies of its start.
std::vector<Policy> policiesFor(const std::vector<Policy> &authorization,
                                const std::vector<Json> &peerAuthentications, const std::string &ns,
                                const Labels &labels,
                                const std::set<std::string> *frozen = nullptr);

struct Verdict {
    bool allowed = true;
    std::string policy; ///< "ns/name" of the DENY that matched
    std::string reason; ///< "explicitly denied by: ns/name", as the log says it
};
/// DENY first; then, where an ALLOW policy exists, one must match.
Verdict decide(const Attempt &attempt, const std::vector<Policy> &policies);

/// The status that istiod writes: conditions with ZtunnelAccepted; null when it writes none.
Json policyStatus(const Json &authorizationPolicy);

/// The warnings of istiod's admission webhook for an AuthorizationPolicy, as kubectl prints them.
std::vector<std::string> policyWarnings(const Json &authorizationPolicy);

} // namespace stage::mesh
