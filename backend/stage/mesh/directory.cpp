// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/directory.h"

#include <algorithm>
#include <sstream>

namespace stage::mesh {

using cluster::at;
using cluster::text;

namespace {

constexpr std::string_view zone = ".svc.cluster.local";

Labels labelsOf(const Json &pod)
{
    Labels labels;
    const Json &map = at(pod, "/metadata/labels");
    if (map.is_object()) {
        for (const auto &[name, value] : map.items())
            labels[name] = value.is_string() ? value.get<std::string>() : std::string();
    }
    return labels;
}

std::string firstOf(const Labels &labels, std::initializer_list<const char *> names,
                    const std::string &otherwise)
{
    for (const char *name : names) {
        const auto found = labels.find(name);
        if (found != labels.end() && !found->second.empty())
            return found->second;
    }
    return otherwise;
}

/// The Deployment behind a ReplicaSet, else the owner itself, else the pod.
std::string workloadOf(const Json &pod, const Labels &labels)
{
    const Json &owners = at(pod, "/metadata/ownerReferences");
    if (!owners.is_array() || owners.empty())
        return text(pod, "/metadata/name");
    const std::string owner = text(owners.front(), "/name");
    const auto hash = labels.find("pod-template-hash");
    if (text(owners.front(), "/kind") == "ReplicaSet" && hash != labels.end()
        && owner.ends_with("-" + hash->second))
        return owner.substr(0, owner.size() - hash->second.size() - 1);
    return owner;
}

std::vector<std::string> split(const std::string &text, char by)
{
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, by);)
        parts.push_back(part);
    return parts;
}

net::NetError noSuchHost(const std::string &host)
{
    return {net::NetError::Kind::NoSuchHost, "lookup " + host + ": no such host"};
}

const Json *portNamed(const Json &ports, const std::string &name)
{
    for (const Json &port : ports) {
        if (text(port, "/name") == name)
            return &port;
    }
    return nullptr;
}

} // namespace

Directory::Directory(const cluster::Store &store)
    : m_store(store)
{
}

Party Directory::describe(const Json &pod)
{
    Party party;
    party.pod = text(pod, "/metadata/name");
    party.ns = text(pod, "/metadata/namespace");
    party.uid = text(pod, "/metadata/uid");
    party.ip = text(pod, "/status/podIP");
    party.node = text(pod, "/spec/nodeName");
    party.serviceAccount = text(pod, "/spec/serviceAccountName", "default");
    party.labels = labelsOf(pod);
    party.workload = workloadOf(pod, party.labels);
    party.canonicalService =
        firstOf(party.labels, {"service.istio.io/canonical-name", "app.kubernetes.io/name", "app"},
                party.workload);
    party.canonicalRevision =
        firstOf(party.labels,
                {"service.istio.io/canonical-revision", "app.kubernetes.io/version", "version"},
                "latest");
    party.ambient = text(pod, "/metadata/annotations/ambient.istio.io~1redirection") == "enabled";
    return party;
}

Party Directory::pod(const std::string &ns, const std::string &name) const
{
    const cluster::Object object = m_store.get({"pods", ns, name});
    return object ? describe(*object) : Party{};
}

bool Directory::isAmbient(const std::string &ns) const
{
    const cluster::Object object = m_store.get({"namespaces", "", ns});
    return object && text(*object, "/metadata/labels/istio.io~1dataplane-mode") == "ambient";
}

std::string Directory::trustDomain() const
{
    const cluster::Object object = m_store.get({"configmaps", "istio-system", "istio"});
    if (object) {
        for (const std::string &line : split(text(*object, "/data/mesh"), '\n')) {
            if (line.starts_with("trustDomain: "))
                return line.substr(13);
        }
    }
    return "cluster.local";
}

/// CoreDNS' "rewrite name FROM TO" lines.
std::string Directory::rewritten(const std::string &host) const
{
    const cluster::Object object = m_store.get({"configmaps", "kube-system", "coredns"});
    if (!object)
        return host;
    for (const std::string &line : split(text(*object, "/data/Corefile"), '\n')) {
        std::istringstream words(line);
        std::string verb, name, from, to;
        words >> verb >> name >> from;
        if (from == "exact")
            words >> from;
        words >> to;
        if (verb == "rewrite" && name == "name" && from == host && !to.empty())
            return to;
    }
    return host;
}

net::Result<Target> Directory::resolve(const std::string &asked, std::uint16_t port,
                                       const std::string &ownNs) const
{
    std::string host = rewritten(asked.ends_with('.') ? asked.substr(0, asked.size() - 1) : asked);
    if (host == "localhost" || host == "::1" || host.starts_with("127."))
        return Target{Target::Kind::Self, {}, {}, {}, host, {}};
    if (Network::parse(host))
        return address(host, port);
    const bool inZone = host.ends_with(zone);
    if (inZone)
        host.resize(host.size() - zone.size());
    else if (host.ends_with(".svc"))
        host.resize(host.size() - 4);
    const bool mustBeOurs =
        inZone || host.size() < asked.size() || host.find('.') == std::string::npos;
    const std::vector<std::string> parts = split(host, '.');
    net::Result<Target> found = tl::unexpected(noSuchHost(asked));
    if (parts.size() == 1)
        found = service({ownNs, parts[0]}, {}, port);
    else if (parts.size() == 2)
        found = service({parts[1], parts[0]}, {}, port);
    else if (parts.size() == 3)
        found = service({parts[2], parts[1]}, parts[0], port);
    if (found || mustBeOurs)
        return found;
    return Target{Target::Kind::Outside, {}, {}, {}, host, {}};
}

net::Result<Target> Directory::service(const ServiceName &name, const std::string &pod,
                                       std::uint16_t port) const
{
    const cluster::Object object = m_store.get({"services", name.ns, name.name});
    if (!object)
        return tl::unexpected(noSuchHost(name.host()));
    if (text(*object, "/spec/type") == "ExternalName") {
        const std::string elsewhere = text(*object, "/spec/externalName");
        if (elsewhere.empty() || elsewhere == name.host())
            return tl::unexpected(noSuchHost(name.host()));
        return resolve(elsewhere, port, name.ns);
    }
    Target target;
    target.kind = Target::Kind::Pods;
    target.service = name;
    const std::string ip = text(*object, "/spec/clusterIP");
    target.vip = ip == "None" ? "" : ip;
    // A namespace's label is noted by nobody: it would capture every Service there.
    target.waypoint = text(*object, "/metadata/labels/istio.io~1use-waypoint");
    fillFromSlices(target, *object, pod, port);
    if (!pod.empty() && target.backends.empty())
        return tl::unexpected(noSuchHost(pod + "." + name.host()));
    return target;
}

void Directory::fillFromSlices(Target &target, const Json &service, const std::string &pod,
                               std::uint16_t port) const
{
    const bool headless = target.vip.empty();
    std::string portName;
    bool offered = headless;
    for (const Json &item : at(service, "/spec/ports")) {
        if (item.value("port", 0) == port) {
            portName = text(item, "/name");
            offered = true;
        }
    }
    if (!offered)
        return;
    for (const cluster::Object &slice :
         m_store.list("endpointslices.discovery.k8s.io", target.service.ns)) {
        if (text(*slice, "/metadata/labels/kubernetes.io~1service-name") != target.service.name)
            continue;
        const Json *slicePort = portNamed(at(*slice, "/ports"), portName);
        if (!headless && !slicePort)
            continue;
        const int real = headless ? port : slicePort->value("port", 0);
        for (const Json &endpoint : at(*slice, "/endpoints")) {
            const Json &ready = at(endpoint, "/conditions/ready");
            const bool named = pod.empty() || text(endpoint, "/hostname") == pod
                               || text(endpoint, "/targetRef/name") == pod;
            if ((ready.is_boolean() && !ready.get<bool>()) || !named)
                continue;
            target.backends.push_back({text(endpoint, "/targetRef/uid"), target.service.ns,
                                       text(endpoint, "/targetRef/name"),
                                       text(endpoint, "/addresses/0"),
                                       static_cast<std::uint16_t>(real)});
        }
    }
}

net::Result<Target> Directory::address(const std::string &ip, std::uint16_t port) const
{
    for (const cluster::Object &service : m_store.list("services")) {
        if (text(*service, "/spec/clusterIP") == ip) {
            return this->service({text(*service, "/metadata/namespace"),
                                  text(*service, "/metadata/name")},
                                 {}, port);
        }
    }
    Target target;
    target.host = ip;
    for (const cluster::Object &pod : m_store.list("pods")) {
        const std::string phase = text(*pod, "/status/phase");
        if (text(*pod, "/status/podIP") != ip || phase == "Succeeded" || phase == "Failed")
            continue;
        const Party party = describe(*pod);
        target.kind = Target::Kind::Pods;
        target.backends.push_back({party.uid, party.ns, party.pod, ip, port});
        return target;
    }
    return target;
}

std::vector<Backend> Directory::waypointPods(const std::string &ns,
                                             const std::string &gateway) const
{
    constexpr std::uint16_t dataPlane = 8080;
    std::vector<Backend> pods;
    for (const cluster::Object &pod : m_store.list("pods", ns)) {
        const Party party = describe(*pod);
        const auto label = party.labels.find("gateway.networking.k8s.io/gateway-name");
        if (label == party.labels.end() || label->second != gateway)
            continue;
        for (const Json &condition : at(*pod, "/status/conditions")) {
            if (text(condition, "/type") == "Ready" && text(condition, "/status") == "True")
                pods.push_back({party.uid, ns, party.pod, party.ip, dataPlane});
        }
    }
    return pods;
}

ServiceName Directory::serviceOf(const Party &pod, std::uint16_t port) const
{
    for (const cluster::Object &slice : m_store.list("endpointslices.discovery.k8s.io", pod.ns)) {
        const Json &ports = at(*slice, "/ports");
        const Json &endpoints = at(*slice, "/endpoints");
        const bool covers = std::any_of(ports.begin(), ports.end(), [&](const Json &item) {
            return item.value("port", 0) == port;
        });
        const bool holds = std::any_of(endpoints.begin(), endpoints.end(), [&](const Json &item) {
            return text(item, "/targetRef/uid") == pod.uid;
        });
        if (covers && holds)
            return {pod.ns, text(*slice, "/metadata/labels/kubernetes.io~1service-name")};
    }
    return {};
}

} // namespace stage::mesh
