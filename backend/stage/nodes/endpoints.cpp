// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/endpoints.h"

#include <algorithm>
#include <set>

namespace stage::nodes {

using cluster::at;
using cluster::text;

namespace {

constexpr const char *kManager = "endpointslice-controller.k8s.io";

/// Pods that have an address and have not ended.
bool addressable(const Json &pod)
{
    return !podFinished(pod) && !text(pod, "/status/podIP").empty();
}

Json slicePorts(const Json &service, const Json &pod)
{
    Json result = Json::array();
    for (const Json &port : at(service, "/spec/ports")) {
        const auto number = targetPort(port, pod);
        if (!number)
            continue;
        Json entry = {{"name", text(port, "/name")},
                      {"port", *number},
                      {"protocol", text(port, "/protocol", "TCP")}};
        if (port.contains("appProtocol"))
            entry["appProtocol"] = port["appProtocol"];
        result.push_back(entry);
    }
    return result;
}

Json targetRef(const Json &pod)
{
    return {{"kind", "Pod"},
            {"name", text(pod, "/metadata/name")},
            {"namespace", text(pod, "/metadata/namespace")},
            {"uid", text(pod, "/metadata/uid")}};
}

Json endpoint(const Json &service, const Json &pod)
{
    const bool always = service["spec"].value("publishNotReadyAddresses", false);
    const bool serving = podReady(pod), leaving = terminating(pod);
    Json result = {{"addresses", Json::array({text(pod, "/status/podIP")})},
                   {"conditions",
                    {{"ready", (serving && !leaving) || always},
                     {"serving", serving || always},
                     {"terminating", leaving}}},
                   {"nodeName", text(pod, "/spec/nodeName")},
                   {"targetRef", targetRef(pod)}};
    if (const std::string host = text(pod, "/spec/hostname"); !host.empty())
        result["hostname"] = host;
    return result;
}

} // namespace

std::optional<int> targetPort(const Json &servicePort, const Json &pod)
{
    const Json &target = at(servicePort, "/targetPort");
    if (target.is_number() && target.get<int>() != 0)
        return target.get<int>();
    const std::string name = target.is_string() ? target.get<std::string>() : std::string();
    if (name.empty())
        return at(servicePort, "/port").is_number() ? std::optional(servicePort["port"].get<int>())
                                                    : std::nullopt;
    for (const Json &container : at(pod, "/spec/containers"))
        for (const Json &port : at(container, "/ports"))
            if (text(port, "/name") == name && at(port, "/containerPort").is_number())
                return port["containerPort"].get<int>();
    return std::nullopt;
}

std::vector<Json> endpointSlices(const Json &service, const std::vector<Object> &pods)
{
    std::map<std::string, Json> byPorts;
    const std::string name = text(service, "/metadata/name");
    Json labels = at(service, "/metadata/labels");
    if (!labels.is_object())
        labels = Json::object();
    labels["kubernetes.io/service-name"] = name;
    labels["endpointslice.kubernetes.io/managed-by"] = kManager;
    if (text(service, "/spec/clusterIP") == "None")
        labels["service.kubernetes.io/headless"] = "";
    const auto empty = [&](const Json &ports) {
        return Json{{"apiVersion", "discovery.k8s.io/v1"},
                    {"kind", "EndpointSlice"},
                    {"metadata",
                     {{"name", name + "-" + templateHash({name, ports}).substr(0, 5)},
                      {"namespace", text(service, "/metadata/namespace")},
                      {"labels", labels},
                      {"ownerReferences",
                       Json::array({ownerReference(service, "v1", "Service")})}}},
                    {"addressType", "IPv4"},
                    {"endpoints", Json::array()},
                    {"ports", ports}};
    };
    for (const Object &pod : pods) {
        if (!addressable(*pod))
            continue;
        const Json ports = slicePorts(service, *pod);
        auto &slice = byPorts.try_emplace(ports.dump(), empty(ports)).first->second;
        slice["endpoints"].push_back(endpoint(service, *pod));
    }
    std::vector<Json> result;
    for (auto &[ports, slice] : byPorts)
        result.push_back(std::move(slice));
    if (result.empty())
        result.push_back(empty(Json::array()));
    return result;
}

Json endpointsObject(const Json &service, const std::vector<Object> &pods)
{
    std::map<std::string, Json> subsets;
    const bool always = service["spec"].value("publishNotReadyAddresses", false);
    for (const Object &pod : pods) {
        if (!addressable(*pod) || terminating(*pod))
            continue;
        Json ports = slicePorts(service, *pod);
        for (Json &port : ports)
            if (port["name"] == "")
                port.erase("name");
        Json &subset = subsets[ports.dump()];
        if (!ports.empty())
            subset["ports"] = ports;
        const bool ready = podReady(*pod) || always;
        subset[ready ? "addresses" : "notReadyAddresses"].push_back(
            {{"ip", text(*pod, "/status/podIP")},
             {"nodeName", text(*pod, "/spec/nodeName")},
             {"targetRef", targetRef(*pod)}});
    }
    Json object = {{"apiVersion", "v1"},
                   {"kind", "Endpoints"},
                   {"metadata",
                    {{"name", text(service, "/metadata/name")},
                     {"namespace", text(service, "/metadata/namespace")},
                     {"labels", {{"endpoints.kubernetes.io/managed-by", "endpoint-controller"}}}}},
                   {"subsets", Json::array()}};
    for (auto &[ports, subset] : subsets)
        object["subsets"].push_back(std::move(subset));
    return object;
}

EndpointsController::EndpointsController(boost::asio::any_io_executor executor,
                                         cluster::Objects &objects)
    : Controller(std::move(executor), objects, "services", "endpoint-slice-controller")
{
    also("pods", [this](const cluster::Event &event) {
        std::vector<Key> keys;
        for (const Object &service : store().list("services", event.key.ns)) {
            const Json &selector = at(*service, "/spec/selector");
            const bool ours =
                selector.is_object() && !selector.empty()
                && (cluster::matchesLabels(selector, *event.now)
                    || (event.before && cluster::matchesLabels(selector, *event.before)));
            if (ours)
                keys.push_back({"services", event.key.ns, text(*service, "/metadata/name")});
        }
        return keys;
    });
}

Plan EndpointsController::plan(const Key &key, const Object &self)
{
    Plan plan;
    if (!self) { // slices go with their owner; Endpoints have none
        if (store().get({"endpoints", key.ns, key.name}))
            plan.steps.push_back(Remove{{"v1", "Endpoints", key.ns, key.name}, {}, {}, {}});
        return plan;
    }
    const Json &selector = at(*self, "/spec/selector");
    if (!selector.is_object() || selector.empty() || terminating(*self)
        || text(*self, "/spec/type") == "ExternalName")
        return plan;
    std::vector<Object> pods = store().list("pods", key.ns);
    std::erase_if(pods, [&](const Object &pod) { return !cluster::matchesLabels(selector, *pod); });
    keepSlices(*self, pods, plan);
    keepEndpoints(*self, pods, plan);
    return plan;
}

void EndpointsController::keep(const Object &existing, Json wanted,
                               const std::vector<std::string> &parts, Plan &plan)
{
    if (!existing) {
        plan.steps.push_back(Create{std::move(wanted), {}, {}, {}});
        return;
    }
    Json patch = Json::object();
    for (const std::string &part : parts)
        if (at(*existing, "/" + part) != at(wanted, "/" + part))
            patch[part] = wanted[part];
    if (!patch.empty())
        plan.steps.push_back(
            Merge{{text(wanted, "/apiVersion"), text(wanted, "/kind"),
                   text(wanted, "/metadata/namespace"), text(wanted, "/metadata/name")},
                  patch});
}

void EndpointsController::keepSlices(const Json &service, const std::vector<Object> &pods,
                                     Plan &plan)
{
    const std::string ns = text(service, "/metadata/namespace");
    std::set<std::string> kept;
    for (Json &slice : endpointSlices(service, pods)) {
        const std::string name = text(slice, "/metadata/name");
        kept.insert(name);
        keep(store().get({"endpointslices.discovery.k8s.io", ns, name}), std::move(slice),
             {"endpoints", "ports"}, plan);
    }
    for (const Object &slice : owned("endpointslices.discovery.k8s.io", service)) {
        const std::string name = text(*slice, "/metadata/name");
        if (!kept.count(name))
            plan.steps.push_back(
                Remove{{"discovery.k8s.io/v1", "EndpointSlice", ns, name}, {}, {}, {}});
    }
}

void EndpointsController::keepEndpoints(const Json &service, const std::vector<Object> &pods,
                                        Plan &plan)
{
    Json wanted = endpointsObject(service, pods);
    const Object existing = store().get(
        {"endpoints", text(service, "/metadata/namespace"), text(service, "/metadata/name")});
    // No subsets is no field in the API's own objects.
    if (existing && wanted["subsets"].empty() && at(*existing, "/subsets").is_null())
        return;
    keep(existing, std::move(wanted), {"subsets"}, plan);
}

} // namespace stage::nodes
