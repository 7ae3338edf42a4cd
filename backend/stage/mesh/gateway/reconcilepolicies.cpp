// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/policyfields.h"
#include "backend/stage/mesh/gateway/reconcile.h"

#include <algorithm>

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *accessResource = "accesspolicies.policy.kagent-enterprise.solo.io";
constexpr const char *agentResource = "agents.kagent.dev";
constexpr const char *useWaypoint = "istio.io/use-waypoint";

/// What a policy asks for that has no effect here: better said than silently left out.
std::string unsupportedWords(const Json &spec)
{
    std::string all;
    for (const std::string &field : unsupportedFields(spec))
        all += (all.empty() ? "" : ", ") + field;
    return all.empty() ? all : "trustusbank-stage does not support " + all;
}

bool wantsWaypoint(const Json &agent)
{
    return text(agent, "/metadata/labels/kagent.solo.io~1waypoint") == "true";
}

} // namespace

/// Does an HTTPRoute hang on one of our Gateways? One whose parent is a Service does not.
bool Reconciler::routeAttaches(const Json &route) const
{
    const std::string ns = text(route, "/metadata/namespace");
    for (const Json &parent : at(route, "/spec/parentRefs")) {
        if (text(parent, "/kind", "Gateway") == "Gateway"
            && isOurGateway(text(parent, "/namespace", ns), text(parent, "/name")))
            return true;
    }
    return false;
}

std::string Reconciler::targetProblem(const Json &policy, const Json &ref,
                                      std::string &gateway) const
{
    const std::string ns = text(policy, "/metadata/namespace");
    const std::string kind = text(ref, "/kind"), name = text(ref, "/name");
    if (kind == "Gateway") {
        gateway = name;
        return isOurGateway(ns, name) ? "" : "Gateway " + ns + "/" + name + " not found";
    }
    if (kind != "HTTPRoute")
        return {};
    const auto route = m_objects.store().get({"httproutes.gateway.networking.k8s.io", ns, name});
    if (!route)
        return "HTTPRoute " + ns + "/" + name + " not found";
    if (!routeAttaches(*route))
        return "HTTPRoute " + ns + "/" + name + " is attached to no Gateway";
    gateway = text(*route, "/spec/parentRefs/0/name");
    return {};
}

void Reconciler::policies()
{
    for (const cluster::Resource &resource : m_objects.resources()) {
        if (resource.kind != "AgentgatewayPolicy"
            && resource.kind != "EnterpriseAgentgatewayPolicy")
            continue;
        for (const auto &policy : m_objects.store().list(resource.storeName())) {
            const std::string ns = text(*policy, "/metadata/namespace");
            std::string problem, gateway;
            for (const Json &ref : at(*policy, "/spec/targetRefs")) {
                const std::string found = targetProblem(*policy, ref, gateway);
                problem = found.empty() ? problem : found;
            }
            const bool enterprise = resource.kind == "EnterpriseAgentgatewayPolicy";
            const Json &first = at(*policy, "/spec/targetRefs/0");
            Json ancestor{{"group", "gateway.networking.k8s.io"},
                          {"kind", gateway.empty() ? text(first, "/kind") : "Gateway"},
                          {"name", gateway.empty() ? text(first, "/name") : gateway},
                          {"namespace", ns}};
            Json conditions = at(*policy, "/status/ancestors/0/conditions");
            const Json &generation = at(*policy, "/metadata/generation");
            const std::string unsupported = unsupportedWords(at(*policy, "/spec"));
            setCondition(conditions, "Accepted", unsupported.empty(),
                         unsupported.empty() ? "Valid" : "Invalid",
                         unsupported.empty() ? "Policy accepted" : unsupported, generation, m_now);
            setCondition(conditions, "Attached", problem.empty(),
                         problem.empty() ? "Attached" : "Pending",
                         problem.empty() ? "Attached to all targets" : problem, generation, m_now);
            writeStatus(resource.storeName(), *policy,
                        {{"ancestors",
                          Json::array({{{"ancestorRef", std::move(ancestor)},
                                        {"controllerName",
                                         controllerName(enterprise ? "enterprise-agentgateway"
                                                                   : "agentgateway")},
                                        {"conditions", std::move(conditions)}}})}});
        }
    }
}

void Reconciler::agents()
{
    if (!exists("gatewayclasses.gateway.networking.k8s.io", "", "enterprise-agentgateway-waypoint"))
        return;
    for (const auto &agent : m_objects.store().list(agentResource)) {
        if (!wantsWaypoint(*agent) || at(*agent, "/metadata/deletionTimestamp").is_string())
            continue;
        for (Json &part : agentWaypoint(*agent)) {
            const auto kind = m_objects.findKind(text(part, "/apiVersion"), text(part, "/kind"));
            if (kind
                && !exists(kind->storeName(), text(part, "/metadata/namespace"),
                           text(part, "/metadata/name")))
                ensure(std::move(part), *agent);
        }
    }
}

void Reconciler::accessPolicies()
{
    for (const auto &policy : m_objects.store().list(accessResource)) {
        if (at(*policy, "/metadata/deletionTimestamp").is_string())
            continue;
        std::string why;
        const bool applied = applyAccessPolicy(*policy, why);
        Json status{{"state", applied ? "Applied" : "Failed"}};
        if (!why.empty())
            status["message"] = why;
        writeStatus(accessResource, *policy, std::move(status));
    }
    releaseServices();
}

bool Reconciler::applyAccessPolicy(const Json &policy, std::string &why)
{
    const std::string ns = text(policy, "/metadata/namespace");
    const std::string name = text(policy, "/spec/targetRef/name");
    const auto agent = m_objects.store().get({agentResource, ns, name});
    if (!agent || !wantsWaypoint(*agent)) {
        why = agent ? "Agent " + name + " has no label kagent.solo.io/waypoint=true"
                    : "Agent " + ns + "/" + name + " not found";
        return false;
    }
    Json wanted = generatedPolicy(policy);
    const auto kind = m_objects.findKind(text(wanted, "/apiVersion"), text(wanted, "/kind"));
    if (!kind) {
        why = "EnterpriseAgentgatewayPolicy is not served by this cluster";
        return false;
    }
    const std::string generated = text(wanted, "/metadata/name");
    const auto there = m_objects.store().get({kind->storeName(), ns, generated});
    if (!there) {
        ensure(std::move(wanted), policy);
    } else if (at(*there, "/spec/traffic") != at(wanted, "/spec/traffic")) {
        // Whoever retargeted it keeps that: only the rules follow.
        const Json patch{{"spec", {{"traffic", at(wanted, "/spec/traffic")}}}};
        (void)m_objects.patch(*kind, ns, generated, cluster::Objects::Patch::Merge, patch);
    }
    const auto service = m_objects.store().get({"services", ns, name});
    const auto services = m_objects.findKind("v1", "Service");
    if (service && services
        && at(*service, "/metadata/labels").value(useWaypoint, "") != waypointName(name)) {
        const Json patch{{"metadata", {{"labels", {{useWaypoint, waypointName(name)}}}}}};
        (void)m_objects.patch(*services, ns, name, cluster::Objects::Patch::Merge, patch);
    }
    return true;
}

/// A Service goes back to being addressed directly when the last policy of its agent is gone.
void Reconciler::releaseServices()
{
    const auto services = m_objects.findKind("v1", "Service");
    if (!services)
        return;
    for (const auto &service : m_objects.store().list("services")) {
        const std::string ns = text(*service, "/metadata/namespace");
        const std::string name = text(*service, "/metadata/name");
        const Json &labels = at(*service, "/metadata/labels");
        if (!labels.is_object() || labels.value(useWaypoint, "") != waypointName(name))
            continue;
        const auto policies = m_objects.store().list(accessResource, ns);
        const bool needed = std::any_of(policies.begin(), policies.end(), [&](const auto &policy) {
            return text(*policy, "/spec/targetRef/name") == name;
        });
        if (needed)
            continue;
        const Json patch{{"metadata", {{"labels", {{useWaypoint, nullptr}}}}}};
        (void)m_objects.patch(*services, ns, name, cluster::Objects::Patch::Merge, patch);
    }
}

} // namespace stage::mesh::gateway
