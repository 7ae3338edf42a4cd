// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/netpolicy.h"

#include <algorithm>

namespace stage::mesh {

using cluster::at;
using cluster::text;

namespace {

bool has(const Json &list, const std::string &value)
{
    return list.is_array() && std::find(list.begin(), list.end(), Json(value)) != list.end();
}

bool selectorFits(const Json &selector, const Labels &labels)
{
    return cluster::matchesLabels(selector, {{"metadata", {{"labels", labels}}}});
}

Labels labelsOf(const cluster::Store &store, const std::string &ns)
{
    Labels out;
    const cluster::Object found = store.get({"namespaces", "", ns});
    const Json labels = found ? at(*found, "/metadata/labels") : Json();
    if (labels.is_object()) {
        for (const auto &[name, value] : labels.items())
            out[name] = value.is_string() ? value.get<std::string>() : std::string();
    }
    out.emplace("kubernetes.io/metadata.name", ns);
    return out;
}

bool blockFits(const Json &block, const std::string &ip)
{
    const auto address = Network::parse(ip);
    const auto inside = [&](const std::string &cidr) {
        const auto network = Network::parse(cidr);
        // An address that is not known yet lies in everything only.
        return network && (address ? network->contains(*address) : network->bits == 0);
    };
    const Json &except = at(block, "/except");
    return inside(text(block, "/cidr"))
           && std::none_of(except.begin(), except.end(), [&](const Json &one) {
                  return one.is_string() && inside(one.get<std::string>());
              });
}

/// OTHER is the far end, seen from a policy in namespace NS.
bool peerFits(const cluster::Store &store, const Json &peer, const std::string &ns,
              const Party &other, const std::string &ip)
{
    if (peer.contains("ipBlock"))
        return blockFits(peer.at("ipBlock"), ip);
    if (!other.known())
        return false;
    const bool inNamespace =
        peer.contains("namespaceSelector")
            ? selectorFits(peer.at("namespaceSelector"), labelsOf(store, other.ns))
            : other.ns == ns;
    return inNamespace
           && (!peer.contains("podSelector") || selectorFits(peer.at("podSelector"), other.labels));
}

/// The number of a port that a policy names, at the pod that serves it; 0 when it has none.
std::int64_t portNumber(const cluster::Store &store, const Json &port, const Party &server)
{
    if (port.is_number_integer())
        return port.get<std::int64_t>();
    const cluster::Object pod = store.get({"pods", server.ns, server.pod});
    if (!pod || !port.is_string())
        return 0;
    for (const Json &container : at(*pod, "/spec/containers")) {
        for (const Json &one : at(container, "/ports")) {
            if (text(one, "/name") == port.get<std::string>())
                return one.value("containerPort", 0);
        }
    }
    return 0;
}

bool portFits(const cluster::Store &store, const Json &wanted, const Way &way)
{
    if (text(wanted, "/protocol", "TCP") != "TCP")
        return false;
    if (!wanted.contains("port"))
        return true;
    const std::int64_t first = portNumber(store, wanted.at("port"), way.to);
    const std::int64_t last = wanted.value("endPort", first);
    return way.port >= first && way.port <= last && first > 0;
}

/// One side's policies: EGRESS of the caller, or ingress of the one that is called.
bool sideAllows(const cluster::Store &store, const Way &way, bool egress)
{
    const Party &own = egress ? way.from : way.to, &other = egress ? way.to : way.from;
    if (!own.known())
        return true;
    bool isolated = false;
    for (const cluster::Object &policy : store.list("networkpolicies.networking.k8s.io", own.ns)) {
        const Json &spec = at(*policy, "/spec");
        if (!has(at(spec, "/policyTypes"), egress ? "Egress" : "Ingress")
            || !selectorFits(at(spec, "/podSelector"), own.labels))
            continue;
        isolated = true;
        for (const Json &rule : at(spec, egress ? "/egress" : "/ingress")) {
            const Json &peers = at(rule, egress ? "/to" : "/from");
            const Json &ports = at(rule, "/ports");
            const bool peer =
                peers.empty() || std::any_of(peers.begin(), peers.end(), [&](const Json &one) {
                    return peerFits(store, one, own.ns, other, egress ? way.toIp : way.from.ip);
                });
            const bool port =
                ports.empty() || std::any_of(ports.begin(), ports.end(), [&](const Json &one) {
                    return portFits(store, one, way);
                });
            if (peer && port)
                return true;
        }
    }
    return !isolated;
}

} // namespace

bool networkAllows(const cluster::Store &store, const Way &way)
{
    return sideAllows(store, way, true) && sideAllows(store, way, false);
}

} // namespace stage::mesh
