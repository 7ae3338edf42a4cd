// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/mesh/gateway/desired.h"

#include "backend/stage/cluster/store.h"

#include <algorithm>

namespace stage::mesh::gateway {

using cluster::at;
using cluster::text;

namespace {

const char *imageOf(const std::string &gatewayClass)
{
    return gatewayClass.starts_with("enterprise-")
               ? "us-docker.pkg.dev/solo-public/enterprise-agentgateway/agentgateway:v2.3.0"
               : "cr.agentgateway.dev/agentgateway:v1.1.0";
}

Json container(const std::string &image)
{
    return {{"name", "agentgateway"},
            {"image", image},
            {"ports", Json::array({{{"name", "http"}, {"containerPort", 8080}},
                                   {{"name", "metrics"}, {"containerPort", 15020}},
                                   {{"name", "readiness"}, {"containerPort", 15021}}})},
            {"readinessProbe",
             {{"httpGet", {{"path", "/healthz/ready"}, {"port", 15021}}}, {"periodSeconds", 10}}}};
}

std::string subjectRule(const Json &subject, const std::string &home)
{
    const std::string ns = text(subject, "/namespace", home);
    return "source.identity.namespace == \"" + ns + "\" && source.identity.serviceAccount == \""
           + text(subject, "/name") + "\"";
}

} // namespace

bool isOurClass(const std::string &gatewayClass)
{
    return gatewayClass == "agentgateway" || gatewayClass == "enterprise-agentgateway"
           || isWaypointClass(gatewayClass);
}

bool isWaypointClass(const std::string &gatewayClass)
{
    return gatewayClass == "enterprise-agentgateway-waypoint";
}

std::string controllerName(const std::string &gatewayClass)
{
    return gatewayClass.starts_with("enterprise-") ? "solo.io/enterprise-agentgateway"
                                                   : "agentgateway.dev/agentgateway";
}

std::string waypointName(const std::string &agent)
{
    return "agent-" + agent + "-waypoint";
}

Json ownedBy(const Json &object)
{
    return Json::array({{{"apiVersion", text(object, "/apiVersion")},
                         {"kind", text(object, "/kind")},
                         {"name", text(object, "/metadata/name")},
                         {"uid", text(object, "/metadata/uid")},
                         {"controller", true},
                         {"blockOwnerDeletion", true}}});
}

std::vector<Json> gatewayParts(const Json &gateway)
{
    const std::string name = text(gateway, "/metadata/name");
    const Json labels{{"app.kubernetes.io/name", name},
                      {"app.kubernetes.io/instance", name},
                      {"gateway.networking.k8s.io/gateway-name", name}};
    const Json metadata{{"name", name},
                        {"namespace", text(gateway, "/metadata/namespace")},
                        {"labels", labels},
                        {"ownerReferences", ownedBy(gateway)}};
    Json ports = Json::array();
    for (const Json &listener : at(gateway, "/spec/listeners")) {
        const std::string port = text(listener, "/name", "http");
        // Whatever port a listener has, the data plane serves it on 8080.
        ports.push_back({{"name", port},
                         {"port", listener.value("port", 8080)},
                         {"targetPort", 8080},
                         {"protocol", "TCP"}});
    }
    const Json pod{{"serviceAccountName", name},
                   {"terminationGracePeriodSeconds", 60},
                   {"containers",
                    Json::array({container(imageOf(text(gateway, "/spec/gatewayClassName")))})}};
    const Json deployment{{"replicas", 1},
                          {"selector", {{"matchLabels", labels}}},
                          {"template", {{"metadata", {{"labels", labels}}}, {"spec", pod}}}};
    return {{{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", metadata}},
            {{"apiVersion", "apps/v1"},
             {"kind", "Deployment"},
             {"metadata", metadata},
             {"spec", deployment}},
            {{"apiVersion", "v1"},
             {"kind", "Service"},
             {"metadata", metadata},
             {"spec", {{"selector", labels}, {"ports", ports}}}}};
}

void setCondition(Json &conditions, const std::string &type, bool status, const std::string &reason,
                  const std::string &message, const Json &generation, const std::string &now)
{
    if (!conditions.is_array())
        conditions = Json::array();
    Json wanted{{"type", type},
                {"status", status ? "True" : "False"},
                {"reason", reason},
                {"message", message},
                {"lastTransitionTime", now}};
    if (generation.is_number())
        wanted["observedGeneration"] = generation;
    for (Json &condition : conditions) {
        if (text(condition, "/type") != type)
            continue;
        if (text(condition, "/status") == text(wanted, "/status"))
            wanted["lastTransitionTime"] = text(condition, "/lastTransitionTime", now);
        condition = wanted;
        return;
    }
    conditions.push_back(wanted);
}

std::vector<Json> agentWaypoint(const Json &agent)
{
    const std::string name = text(agent, "/metadata/name");
    const std::string ns = text(agent, "/metadata/namespace");
    const std::string route = "agent-" + name;
    const Json owner = ownedBy(agent);
    const Json gateway{{"gatewayClassName", "enterprise-agentgateway-waypoint"},
                       {"listeners",
                        Json::array({{{"name", "proxy"}, {"port", 15088}, {"protocol", "HTTP"}}})}};
    const Json routeSpec{
        {"parentRefs", Json::array({{{"group", ""}, {"kind", "Service"}, {"name", name}}})},
        {"rules",
         Json::array({{{"backendRefs",
                        Json::array({{{"kind", "Service"}, {"name", name}, {"port", 8080}}})}}})}};
    return {{{"apiVersion", "gateway.networking.k8s.io/v1"},
             {"kind", "Gateway"},
             {"metadata",
              {{"name", waypointName(name)},
               {"namespace", ns},
               {"labels", {{"istio.io/waypoint-for", "service"}}},
               {"ownerReferences", owner}}},
             {"spec", gateway}},
            {{"apiVersion", "gateway.networking.k8s.io/v1"},
             {"kind", "HTTPRoute"},
             {"metadata", {{"name", route}, {"namespace", ns}, {"ownerReferences", owner}}},
             {"spec", routeSpec}}};
}

Json generatedPolicy(const Json &accessPolicy)
{
    const std::string name = text(accessPolicy, "/metadata/name");
    const std::string ns = text(accessPolicy, "/metadata/namespace");
    std::string action = text(accessPolicy, "/spec/action", "ALLOW");
    action = action == "DENY" ? "Deny" : "Allow";
    Json rules = Json::array();
    for (const Json &subject : at(accessPolicy, "/spec/from/subjects")) {
        const std::string who = text(subject, "/name");
        rules.push_back(who == "*" ? std::string("true") : subjectRule(subject, ns));
    }
    if (rules.empty())
        rules.push_back(action == "Deny" ? "true" : "false");
    const std::string route = "agent-" + text(accessPolicy, "/spec/targetRef/name");
    return {
        {"apiVersion", "enterpriseagentgateway.solo.io/v1alpha1"},
        {"kind", "EnterpriseAgentgatewayPolicy"},
        {"metadata",
         {{"name", "accesspolicy-" + name + "-waypoint"},
          {"namespace", ns},
          {"ownerReferences", ownedBy(accessPolicy)}}},
        {"spec",
         {{"targetRefs",
           Json::array(
               {{{"group", "gateway.networking.k8s.io"}, {"kind", "HTTPRoute"}, {"name", route}}})},
          {"traffic",
           {{"authorization", {{"action", action}, {"policy", {{"matchExpressions", rules}}}}}}}}}};
}

} // namespace stage::mesh::gateway
