// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/reconcile.h"

#include "backend/stage/mesh/gateway/config.h"

#include <algorithm>

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *gatewayResource = "gateways.gateway.networking.k8s.io";
constexpr const char *routeResource = "httproutes.gateway.networking.k8s.io";
constexpr const char *generationNote = "agentgateway.dev/gateway-generation";

const Json &generationOf(const Json &object)
{
    return at(object, "/metadata/generation");
}

} // namespace

Reconciler::Reconciler(cluster::Objects &objects)
    : m_objects(objects)
    , m_now(cluster::nowRfc3339())
{
}

void Reconciler::run()
{
    agents();
    accessPolicies();
    classes();
    gateways();
    routes();
    backends();
    policies();
}

bool Reconciler::exists(const std::string &resource, const std::string &ns,
                        const std::string &name) const
{
    return m_objects.store().get({resource, ns, name}) != nullptr;
}

void Reconciler::ensure(Json object, const Json &about)
{
    const std::string what = text(object, "/kind") + " " + text(object, "/metadata/name");
    const auto done = m_objects.ensure(std::move(object), "agentgateway");
    if (!done) {
        m_objects.event(about, "Warning", "FailedCreate",
                        "cannot apply " + what + ": " + done.error().status.value("message", ""),
                        "agentgateway");
    }
}

void Reconciler::writeStatus(const std::string &resource, const Json &object, Json status)
{
    if (at(object, "/status") == status)
        return;
    // The only refusal is that the object went meanwhile.
    (void)m_objects.setStatus({resource, text(object, "/metadata/namespace"),
                               text(object, "/metadata/name")},
                              std::move(status));
}

bool Reconciler::isOurGateway(const std::string &ns, const std::string &name) const
{
    const auto gateway = m_objects.store().get({gatewayResource, ns, name});
    return gateway && isOurClass(text(*gateway, "/spec/gatewayClassName"));
}

void Reconciler::classes()
{
    const std::string resource = "gatewayclasses.gateway.networking.k8s.io";
    for (const auto &item : m_objects.store().list(resource)) {
        if (!isOurClass(text(*item, "/metadata/name")))
            continue;
        Json status = at(*item, "/status").is_object() ? at(*item, "/status") : Json::object();
        setCondition(status["conditions"], "Accepted", true, "Accepted", "GatewayClass accepted",
                     generationOf(*item), m_now);
        writeStatus(resource, *item, std::move(status));
    }
}

void Reconciler::gateways()
{
    for (const auto &gateway : m_objects.store().list(gatewayResource)) {
        if (!isOurClass(text(*gateway, "/spec/gatewayClassName"))
            || at(*gateway, "/metadata/deletionTimestamp").is_string())
            continue;
        const std::string ns = text(*gateway, "/metadata/namespace");
        const std::string name = text(*gateway, "/metadata/name");
        const Json &generation = generationOf(*gateway);
        const std::string mark = generation.is_number() ? generation.dump() : "1";
        for (Json &part : gatewayParts(*gateway)) {
            const auto kind = m_objects.findKind(text(part, "/apiVersion"), text(part, "/kind"));
            const auto there =
                kind ? m_objects.store().get({kind->storeName(), ns, name}) : nullptr;
            if (there && at(*there, "/metadata/annotations").value(generationNote, "") == mark)
                continue;
            part["metadata"]["annotations"][generationNote] = mark;
            ensure(std::move(part), *gateway);
        }
        writeStatus(gatewayResource, *gateway, gatewayStatus(*gateway));
    }
}

Json Reconciler::gatewayStatus(const Json &gateway) const
{
    const std::string ns = text(gateway, "/metadata/namespace");
    const std::string name = text(gateway, "/metadata/name");
    const Json &generation = generationOf(gateway);
    Json status = at(gateway, "/status").is_object() ? at(gateway, "/status") : Json::object();
    const auto service = m_objects.store().get({"services", ns, name});
    const std::string address = service ? text(*service, "/spec/clusterIP") : "";
    setCondition(status["conditions"], "Accepted", true, "Accepted", "", generation, m_now);
    if (address.empty()) {
        setCondition(status["conditions"], "Programmed", false, "AddressNotAssigned",
                     "the Service has no address yet", generation, m_now);
    } else {
        setCondition(status["conditions"], "Programmed", true, "Programmed", "", generation, m_now);
        status["addresses"] = Json::array({{{"type", "IPAddress"}, {"value", address}}});
    }
    Json listeners = Json::array();
    const Json before = at(gateway, "/status/listeners");
    for (const Json &listener : at(gateway, "/spec/listeners")) {
        int attached = 0;
        for (const auto &route : m_objects.store().list(routeResource)) {
            for (const Json &parent : at(*route, "/spec/parentRefs"))
                attached += text(parent, "/kind", "Gateway") == "Gateway"
                                    && text(parent, "/name") == name
                                    && text(*route, "/metadata/namespace") == ns
                                ? 1
                                : 0;
        }
        Json entry{{"name", text(listener, "/name")},
                   {"attachedRoutes", attached},
                   {"supportedKinds", Json::array({{{"group", "gateway.networking.k8s.io"},
                                                    {"kind", "HTTPRoute"}}})}};
        for (const Json &old : before) {
            if (text(old, "/name") == text(listener, "/name"))
                entry["conditions"] = at(old, "/conditions");
        }
        setCondition(entry["conditions"], "Accepted", true, "Accepted", "", generation, m_now);
        setCondition(entry["conditions"], "Programmed", true, "Programmed", "", generation, m_now);
        setCondition(entry["conditions"], "ResolvedRefs", true, "ResolvedRefs", "", generation,
                     m_now);
        setCondition(entry["conditions"], "Conflicted", false, "NoConflicts", "", generation,
                     m_now);
        listeners.push_back(std::move(entry));
    }
    status["listeners"] = std::move(listeners);
    return status;
}

bool Reconciler::backendKnown(const Json &route, const Json &ref) const
{
    const std::string ns = text(ref, "/namespace", text(route, "/metadata/namespace"));
    const std::string kind = text(ref, "/kind", "Service");
    const std::string resource =
        kind == "AgentgatewayBackend" ? "agentgatewaybackends.agentgateway.dev" : "services";
    return exists(resource, ns, text(ref, "/name"));
}

void Reconciler::routes()
{
    for (const auto &route : m_objects.store().list(routeResource)) {
        const std::string ns = text(*route, "/metadata/namespace");
        const Json &generation = generationOf(*route);
        std::string reason = "ResolvedRefs", message;
        for (const Json &rule : at(*route, "/spec/rules")) {
            for (const Json &ref : at(rule, "/backendRefs")) {
                const std::string to = text(ref, "/namespace", ns);
                const std::string kind = text(ref, "/kind", "Service"), name = text(ref, "/name");
                if (to != ns
                    && !referenceGranted(m_objects.store(), "HTTPRoute", ns, kind, to, name)) {
                    reason = "RefNotPermitted";
                    message = "no ReferenceGrant allows " + kind + " " + to + "/" + name;
                } else if (!backendKnown(*route, ref)) {
                    reason = "BackendNotFound";
                    message = kind + " \"" + to + "/" + name + "\" not found";
                }
            }
        }
        Json parents = Json::array();
        for (const Json &parent : at(*route, "/spec/parentRefs")) {
            const std::string gatewayNs = text(parent, "/namespace", ns);
            if (text(parent, "/kind", "Gateway") != "Gateway"
                || !isOurGateway(gatewayNs, text(parent, "/name")))
                continue;
            const auto gateway =
                m_objects.store().get({gatewayResource, gatewayNs, text(parent, "/name")});
            Json entry{{"parentRef", parent},
                       {"controllerName",
                        controllerName(text(*gateway, "/spec/gatewayClassName"))}};
            for (const Json &old : at(*route, "/status/parents")) {
                if (at(old, "/parentRef") == parent)
                    entry["conditions"] = at(old, "/conditions");
            }
            setCondition(entry["conditions"], "Accepted", true, "Accepted", "", generation, m_now);
            setCondition(entry["conditions"], "ResolvedRefs", message.empty(), reason, message,
                         generation, m_now);
            parents.push_back(std::move(entry));
        }
        if (!parents.empty())
            writeStatus(routeResource, *route, {{"parents", std::move(parents)}});
    }
}

void Reconciler::backends()
{
    const std::string resource = "agentgatewaybackends.agentgateway.dev";
    for (const auto &item : m_objects.store().list(resource)) {
        Json status = at(*item, "/status").is_object() ? at(*item, "/status") : Json::object();
        setCondition(status["conditions"], "Accepted", true, "Accepted",
                     "Backend successfully accepted", generationOf(*item), m_now);
        writeStatus(resource, *item, std::move(status));
    }
}

} // namespace stage::mesh::gateway
