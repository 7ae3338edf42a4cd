// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/passes.h"

// Defaults that depend on other fields, which a schema cannot say
// (kubernetes pkg/apis/{core,apps,batch}/v1/defaults.go, v1.34).

namespace stage::schema {

namespace {

/// Always for the tag latest, said or meant; IfNotPresent for anything else.
std::string pullPolicy(const std::string &image)
{
    const auto slash = image.rfind('/');
    const auto name = slash == std::string::npos ? image : image.substr(slash + 1);
    if (name.find('@') != std::string::npos) {
        return "IfNotPresent";
    }
    const auto colon = name.rfind(':');
    return colon == std::string::npos || name.substr(colon + 1) == "latest" ? "Always"
                                                                            : "IfNotPresent";
}

void fillContainers(Json &podSpec, const char *list)
{
    const auto it = podSpec.find(list);
    if (it == podSpec.end() || !it->is_array()) {
        return;
    }
    for (auto &container : *it) {
        if (!container.is_object()) {
            continue;
        }
        if (!container.contains("imagePullPolicy") && container.contains("image")
            && container["image"].is_string()) {
            container["imagePullPolicy"] = pullPolicy(container["image"].get<std::string>());
        }
        const auto resources = container.find("resources");
        if (resources != container.end() && resources->is_object() && resources->contains("limits")
            && (*resources)["limits"].is_object()) {
            auto &requests = (*resources)["requests"];
            for (const auto &[name, amount] : (*resources)["limits"].items()) {
                if (!requests.is_object() || !requests.contains(name)) {
                    requests[name] = amount;
                }
            }
        }
    }
}

void fillPodSpec(Json &spec)
{
    if (!spec.is_object()) {
        return;
    }
    fillContainers(spec, "containers");
    fillContainers(spec, "initContainers");
    const auto account = spec.find("serviceAccountName");
    if (account != spec.end() && !spec.contains("serviceAccount")) {
        spec["serviceAccount"] = *account; // the old name, still written by the API server
    }
}

void fillTemplate(Json &object)
{
    const Json::json_pointer at("/spec/template/spec");
    if (object.contains(at)) {
        fillPodSpec(object[at]);
    }
}

void fillStrategy(Json &object)
{
    const Json::json_pointer at("/spec/strategy");
    if (!object.contains(at) || !object[at].is_object()) {
        return;
    }
    auto &strategy = object[at];
    if (strategy.value("type", "") == "RollingUpdate") {
        auto &rolling = strategy["rollingUpdate"];
        for (const char *name : {"maxSurge", "maxUnavailable"}) {
            if (!rolling.is_object() || !rolling.contains(name)) {
                rolling[name] = "25%";
            }
        }
    }
}

void fillService(Json &object)
{
    const auto spec = object.find("spec");
    if (spec == object.end() || !spec->is_object()) {
        return;
    }
    if (const auto ports = spec->find("ports"); ports != spec->end() && ports->is_array()) {
        for (auto &port : *ports) {
            if (port.is_object() && port.contains("port") && !port.contains("targetPort")) {
                port["targetPort"] = port["port"];
            }
        }
    }
    const auto type = spec->value("type", "ClusterIP");
    if (type != "ExternalName" && !spec->contains("internalTrafficPolicy")) {
        (*spec)["internalTrafficPolicy"] = "Cluster";
    }
    if ((type == "NodePort" || type == "LoadBalancer")
        && !spec->contains("externalTrafficPolicy")) {
        (*spec)["externalTrafficPolicy"] = "Cluster";
    }
}

void fillJob(Json &object)
{
    const auto spec = object.find("spec");
    if (spec == object.end() || !spec->is_object()) {
        return;
    }
    // Neither given: one pod; only parallelism given: a work queue without a count.
    if (!spec->contains("completions") && !spec->contains("parallelism")) {
        (*spec)["completions"] = 1;
    }
    if (!spec->contains("parallelism")) {
        (*spec)["parallelism"] = 1;
    }
}

} // namespace

void fillBuiltinDefaults(const std::string &group, const std::string &kind, Json &object)
{
    if (!object.is_object()) {
        return;
    }
    if (group.empty() && kind == "Pod" && object.contains("spec")) {
        fillPodSpec(object["spec"]);
    } else if (group.empty() && kind == "Service") {
        fillService(object);
    } else if (group == "apps") {
        fillTemplate(object);
        if (kind == "Deployment") {
            fillStrategy(object);
        }
    } else if (group == "batch" && kind == "Job") {
        fillTemplate(object);
        fillJob(object);
    }
}

} // namespace stage::schema
