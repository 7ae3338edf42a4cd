// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/validation.h"

#include "backend/stage/cluster/names.h"

#include <algorithm>
#include <set>

namespace stage::cluster {

namespace {

using Problems = std::vector<schema::Problem>;

std::string pathSegmentFault(std::string_view name)
{
    if (name == "." || name == "..")
        return "may not be '" + std::string(name) + "'";
    for (const char c : {'/', '%'}) {
        if (name.find(c) != std::string_view::npos)
            return std::string("may not contain '") + c + "'";
    }
    return {};
}

/// Services: RFC 1035, which does not allow a digit in front.
std::string serviceNameFault(std::string_view name)
{
    const bool digit = !name.empty() && name.front() >= '0' && name.front() <= '9';
    return dnsLabelFault(name).empty() && !digit
               ? ""
               : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', "
                 "start with an "
                 "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  "
                 "or "
                 "'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
}

void checkContainers(Problems &out, const Json &spec, const std::string &field)
{
    const Json &containers = at(spec, "/containers");
    if (!containers.is_array() || containers.empty())
        out.push_back(required(field + ".containers"));
    std::set<std::string> names;
    std::set<std::string> volumes;
    for (const Json &volume : at(spec, "/volumes"))
        volumes.insert(text(volume, "/name"));
    int index = 0;
    for (const Json &container : containers) {
        const std::string here = field + ".containers[" + std::to_string(index++) + "]";
        const std::string name = text(container, "/name");
        if (name.empty())
            out.push_back(required(here + ".name"));
        else if (const std::string fault = dnsLabelFault(name); !fault.empty())
            out.push_back(invalidValue(here + ".name", name, fault));
        else if (!names.insert(name).second)
            out.push_back(
                {here + ".name", "FieldValueDuplicate", "Duplicate value: " + Json(name).dump()});
        if (text(container, "/image").empty())
            out.push_back(required(here + ".image"));
        int mount = 0;
        for (const Json &one : at(container, "/volumeMounts")) {
            const std::string volume = text(one, "/name");
            if (!volumes.contains(volume))
                out.push_back({here + ".volumeMounts[" + std::to_string(mount) + "].name",
                               "FieldValueNotFound", "Not found: " + Json(volume).dump()});
            ++mount;
        }
        int port = 0;
        for (const Json &one : at(container, "/ports")) {
            const std::string where = here + ".ports[" + std::to_string(port++) + "].containerPort";
            const Json &number = at(one, "/containerPort");
            if (!number.is_number_integer())
                out.push_back(required(where));
            else if (number < 1 || number > 65535)
                out.push_back(
                    invalidValue(where, number, "must be between 1 and 65535, inclusive"));
        }
    }
}

bool selects(const Json &selector, const Json &labels)
{
    return matchesLabels(selector, {{"metadata", {{"labels", labels}}}});
}

void checkTemplated(Problems &out, const Json &object, const Json *before, bool selectorRequired)
{
    const Json &spec = at(object, "/spec");
    const Json &selector = at(spec, "/selector");
    if (selectorRequired && (!selector.is_object() || selector.empty())) {
        out.push_back(required("spec.selector"));
    } else if (selectorRequired) {
        const Json &labels = at(spec, "/template/metadata/labels");
        if (!selects(selector, labels))
            out.push_back(invalidValue("spec.template.metadata.labels",
                                       labels.is_null() ? Json::object() : labels,
                                       "`selector` does not match template `labels`"));
    }
    if (at(spec, "/replicas").is_number() && at(spec, "/replicas") < 0)
        out.push_back(invalidValue("spec.replicas", at(spec, "/replicas"),
                                   "must be greater than or equal to 0"));
    checkContainers(out, at(spec, "/template/spec"), "spec.template.spec");
    if (before && at(*before, "/spec/selector") != selector)
        out.push_back(invalidValue("spec.selector", selector, "field is immutable"));
}

void checkJob(Problems &out, const Json &object, const Json *before)
{
    const std::string policy = text(object, "/spec/template/spec/restartPolicy");
    if (policy == "Always")
        out.push_back(
            unsupported("spec.template.spec.restartPolicy", policy, {"OnFailure", "Never"}));
    checkContainers(out, at(object, "/spec/template/spec"), "spec.template.spec");
    if (before && at(*before, "/spec/template") != at(object, "/spec/template"))
        out.push_back(
            invalidValue("spec.template", at(object, "/spec/template"), "field is immutable"));
}

/// The parts of a pod's spec that may change after it was made are taken out of both sides.
Json frozenPodSpec(Json pod, const Json &other)
{
    Json spec = at(pod, "/spec");
    for (const char *list : {"containers", "initContainers"}) {
        if (spec.contains(list)) {
            for (Json &container : spec[list])
                container.erase("image");
        }
    }
    for (const char *name :
         {"activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"})
        spec.erase(name);
    // Binding: set once, from nothing.
    if (text(pod, "/spec/nodeName").empty() || text(other, "/spec/nodeName").empty())
        spec.erase("nodeName");
    return spec;
}

void checkPod(Problems &out, const Json &object, const Json *before)
{
    checkContainers(out, at(object, "/spec"), "spec");
    if (before && frozenPodSpec(*before, object) != frozenPodSpec(object, *before))
        out.push_back(forbiddenField(
            "spec",
            "pod updates may not change fields other than "
            "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`"
            ","
            "`spec.tolerations` (only additions to existing tolerations),"
            "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously "
            "negative)"));
}

void checkService(Problems &out, const Json &object, const Json *before)
{
    const Json &spec = at(object, "/spec");
    const std::string type = text(spec, "/type");
    const Json &ports = at(spec, "/ports");
    const bool headless = text(spec, "/clusterIP") == "None";
    if ((!ports.is_array() || ports.empty()) && type != "ExternalName" && !headless)
        out.push_back(required("spec.ports"));
    int index = 0;
    for (const Json &port : ports) {
        const std::string here = "spec.ports[" + std::to_string(index++) + "].";
        const Json &number = at(port, "/port");
        if (!number.is_number_integer() || number < 1 || number > 65535)
            out.push_back(invalidValue(here + "port", number.is_null() ? Json(0) : number,
                                       "must be between 1 and 65535, inclusive"));
        if (ports.size() > 1 && text(port, "/name").empty())
            out.push_back(required(here + "name"));
    }
    if (type != "ClusterIP" && type != "NodePort" && type != "LoadBalancer"
        && type != "ExternalName")
        out.push_back(unsupported("spec.type", type,
                                  {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}));
    if (before && type != "ExternalName" && text(*before, "/spec/type") != "ExternalName"
        && text(*before, "/spec/clusterIP") != text(spec, "/clusterIP"))
        out.push_back(
            invalidValue("spec.clusterIPs[0]", at(spec, "/clusterIP"), "may not change once set"));
}

void checkImmutable(Problems &out, const Json &object, const Json *before)
{
    if (!before || !before->value("immutable", false))
        return;
    if (!object.value("immutable", false))
        out.push_back(forbiddenField("immutable", "field is immutable when `immutable` is set"));
    for (const char *name : {"data", "binaryData"}) {
        if (at(object, std::string("/") + name) != at(*before, std::string("/") + name))
            out.push_back(forbiddenField(name, "field is immutable when `immutable` is set"));
    }
}

void checkStatefulSet(Problems &out, const Json &object, const Json *before)
{
    checkTemplated(out, object, nullptr, true);
    if (!before)
        return;
    Json was = at(*before, "/spec");
    Json is = at(object, "/spec");
    for (const char *name :
         {"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
          "persistentVolumeClaimRetentionPolicy", "minReadySeconds"}) {
        was.erase(name);
        is.erase(name);
    }
    if (was != is)
        out.push_back(forbiddenField(
            "spec",
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
            "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
            "'minReadySeconds' are forbidden"));
}

void checkRoleRef(Problems &out, const Json &object, const Json *before)
{
    if (text(object, "/roleRef/name").empty())
        out.push_back(required("roleRef.name"));
    if (before && at(*before, "/roleRef") != at(object, "/roleRef"))
        out.push_back(invalidValue("roleRef", at(object, "/roleRef"), "cannot change roleRef"));
}

} // namespace

std::vector<schema::Problem> builtinProblems(const Resource &resource, const Json &object,
                                             const Json *before)
{
    Problems out;
    const std::string name = resource.storeName();
    if (name == "pods") {
        checkPod(out, object, before);
    } else if (name == "deployments.apps" || name == "replicasets.apps"
               || name == "daemonsets.apps") {
        checkTemplated(out, object, before, true);
    } else if (name == "replicationcontrollers") {
        checkTemplated(out, object, nullptr, false);
    } else if (name == "statefulsets.apps") {
        checkStatefulSet(out, object, before);
    } else if (name == "jobs.batch") {
        checkJob(out, object, before);
    } else if (name == "services") {
        checkService(out, object, before);
    } else if (name == "secrets") {
        checkImmutable(out, object, before);
        if (before && at(*before, "/type") != at(object, "/type"))
            out.push_back(invalidValue("type", at(object, "/type"), "field is immutable"));
    } else if (name == "configmaps") {
        checkImmutable(out, object, before);
    } else if (name == "rolebindings.rbac.authorization.k8s.io"
               || name == "clusterrolebindings.rbac.authorization.k8s.io") {
        checkRoleRef(out, object, before);
    }
    return out;
}

bool hasGeneration(const Resource &resource)
{
    static const std::set<std::string> without = {"configmaps",
                                                  "endpoints",
                                                  "events",
                                                  "events.events.k8s.io",
                                                  "limitranges",
                                                  "namespaces",
                                                  "nodes",
                                                  "persistentvolumeclaims",
                                                  "persistentvolumes",
                                                  "podtemplates",
                                                  "resourcequotas",
                                                  "secrets",
                                                  "serviceaccounts",
                                                  "services",
                                                  "controllerrevisions.apps",
                                                  "ingressclasses.networking.k8s.io",
                                                  "clusterrolebindings.rbac.authorization.k8s.io",
                                                  "clusterroles.rbac.authorization.k8s.io",
                                                  "rolebindings.rbac.authorization.k8s.io",
                                                  "roles.rbac.authorization.k8s.io",
                                                  "storageclasses.storage.k8s.io",
                                                  "leases.coordination.k8s.io",
                                                  "horizontalpodautoscalers.autoscaling"};
    return resource.custom || !without.contains(resource.storeName());
}

bool bumpsGeneration(const Resource &resource, const Json &before, const Json &after)
{
    if (!hasGeneration(resource))
        return false;
    Json was = before;
    Json is = after;
    for (Json *side : {&was, &is}) {
        side->erase("metadata");
        side->erase("apiVersion");
        if (resource.status)
            side->erase("status");
    }
    return was != is;
}

std::string (*nameRule(const Resource &resource))(std::string_view)
{
    if (resource.group == "rbac.authorization.k8s.io")
        return pathSegmentFault;
    if (resource.storeName() == "services")
        return serviceNameFault;
    if (resource.storeName() == "namespaces")
        return dnsLabelFault;
    return dnsSubdomainFault;
}

} // namespace stage::cluster
