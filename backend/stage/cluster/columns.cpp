// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/columns.h"

#include "backend/stage/cluster/table.h"

#include <set>

namespace stage::cluster {

namespace {

using Columns = std::vector<BuiltinColumn>;

std::string scalar(const Json &value, const std::string &otherwise = "<none>")
{
    if (value.is_string())
        return value.get_ref<const std::string &>().empty() ? otherwise : value.get<std::string>();
    return value.is_null() ? otherwise : value.dump();
}

/// A cell that shows one member.
auto shows(const char *pointer, const char *otherwise = "<none>")
{
    return [pointer, otherwise](const Json &object, std::time_t) {
        return Json(scalar(at(object, pointer), otherwise));
    };
}

auto counts(const char *pointer)
{
    return [pointer](const Json &object, std::time_t) {
        const Json &value = at(object, pointer);
        return value.is_number() ? value : Json(0);
    };
}

auto sizeOf(const char *pointer)
{
    return [pointer](const Json &object, std::time_t) {
        const Json &value = at(object, pointer);
        return Json(value.is_null() ? 0 : value.size());
    };
}

Json since(const Json &object, std::time_t now)
{
    return age(text(object, "/metadata/creationTimestamp"), now);
}

template <class Each> std::string joined(const Json &list, Each each, const char *separator = ",")
{
    std::string out;
    for (const Json &one : list)
        out += (out.empty() ? "" : separator) + each(one);
    return out;
}

std::string mapText(const Json &map)
{
    std::string out;
    if (map.is_object()) {
        for (const auto &[key, value] : map.items())
            out += (out.empty() ? "" : ",") + key + "=" + scalar(value, "");
    }
    return out.empty() ? "<none>" : out;
}

BuiltinColumn nameColumn()
{
    return {"Name", "string", 0, shows("/metadata/name", "")};
}

BuiltinColumn ageColumn()
{
    return {"Age", "string", 0, since};
}

/// Containers, Images and Selector, which -o wide adds to everything with a pod template.
void addTemplate(Columns &columns, bool selector)
{
    const auto member = [](const char *name) {
        return [name](const Json &object, std::time_t) {
            return Json(
                joined(at(object, "/spec/template/spec/containers"),
                       [name](const Json &one) { return text(one, std::string("/") + name); }));
        };
    };
    columns.push_back({"Containers", "string", 1, member("name")});
    columns.push_back({"Images", "string", 1, member("image")});
    if (selector)
        columns.push_back({"Selector", "string", 1, [](const Json &object, std::time_t) {
                               return Json(mapText(at(object, "/spec/selector/matchLabels")));
                           }});
}

std::string ready(const Json &pod)
{
    int is = 0;
    for (const Json &status : at(pod, "/status/containerStatuses"))
        is += status.value("ready", false) ? 1 : 0;
    return std::to_string(is) + "/" + std::to_string(at(pod, "/spec/containers").size());
}

Json restarts(const Json &pod, std::time_t now)
{
    int count = 0;
    std::string last;
    for (const Json &status : at(pod, "/status/containerStatuses")) {
        count += status.value("restartCount", 0);
        last = std::max(last, text(status, "/lastState/terminated/finishedAt"));
    }
    const std::string number = std::to_string(count);
    return count > 0 && !last.empty() ? number + " (" + age(last, now) + " ago)" : number;
}

Columns pods()
{
    return {nameColumn(),
            {"Ready", "string", 0, [](const Json &pod, std::time_t) { return Json(ready(pod)); }},
            {"Status", "string", 0,
             [](const Json &pod, std::time_t) { return Json(podStatus(pod)); }},
            {"Restarts", "string", 0, restarts},
            ageColumn(),
            {"IP", "string", 1, shows("/status/podIP")},
            {"Node", "string", 1, shows("/spec/nodeName")},
            {"Nominated Node", "string", 1, shows("/status/nominatedNodeName")},
            {"Readiness Gates", "string", 1, shows("/spec/readinessGates")}};
}

Json readyOf(const Json &object, const char *have, const char *want)
{
    const Json &wanted = at(object, want);
    const Json &is = at(object, have);
    return std::to_string(is.is_number() ? is.get<int>() : 0) + "/"
           + std::to_string(wanted.is_number() ? wanted.get<int>() : 0);
}

Columns deployments()
{
    Columns out = {nameColumn(),
                   {"Ready", "string", 0,
                    [](const Json &object, std::time_t) {
                        return readyOf(object, "/status/readyReplicas", "/spec/replicas");
                    }},
                   {"Up-to-date", "integer", 0, counts("/status/updatedReplicas")},
                   {"Available", "integer", 0, counts("/status/availableReplicas")},
                   ageColumn()};
    addTemplate(out, true);
    return out;
}

Columns replicaSets()
{
    Columns out = {nameColumn(),
                   {"Desired", "integer", 0, counts("/spec/replicas")},
                   {"Current", "integer", 0, counts("/status/replicas")},
                   {"Ready", "integer", 0, counts("/status/readyReplicas")},
                   ageColumn()};
    addTemplate(out, true);
    return out;
}

Columns daemonSets()
{
    Columns out = {nameColumn(),
                   {"Desired", "integer", 0, counts("/status/desiredNumberScheduled")},
                   {"Current", "integer", 0, counts("/status/currentNumberScheduled")},
                   {"Ready", "integer", 0, counts("/status/numberReady")},
                   {"Up-to-date", "integer", 0, counts("/status/updatedNumberScheduled")},
                   {"Available", "integer", 0, counts("/status/numberAvailable")},
                   {"Node Selector", "string", 0,
                    [](const Json &object, std::time_t) {
                        return Json(mapText(at(object, "/spec/template/spec/nodeSelector")));
                    }},
                   ageColumn()};
    addTemplate(out, true);
    return out;
}

Columns statefulSets()
{
    Columns out = {nameColumn(),
                   {"Ready", "string", 0,
                    [](const Json &object, std::time_t) {
                        return readyOf(object, "/status/readyReplicas", "/spec/replicas");
                    }},
                   ageColumn()};
    addTemplate(out, false);
    return out;
}

Json jobStatus(const Json &job, std::time_t)
{
    for (const Json &condition : at(job, "/status/conditions")) {
        const std::string type = text(condition, "/type");
        if (text(condition, "/status") == "True" && (type == "Complete" || type == "Failed"))
            return type;
    }
    return at(job, "/spec/suspend") == true ? "Suspended" : "Running";
}

Json jobDuration(const Json &job, std::time_t now)
{
    const std::string start = text(job, "/status/startTime");
    const std::string end = text(job, "/status/completionTime");
    if (start.empty())
        return "";
    std::tm parts{};
    if (!end.empty() && strptime(end.c_str(), "%Y-%m-%dT%H:%M:%S", &parts))
        return age(start, timegm(&parts));
    return age(start, now);
}

Columns jobs()
{
    Columns out = {nameColumn(),
                   {"Status", "string", 0, jobStatus},
                   {"Completions", "string", 0,
                    [](const Json &object, std::time_t) {
                        return readyOf(object, "/status/succeeded", "/spec/completions");
                    }},
                   {"Duration", "string", 0, jobDuration},
                   ageColumn()};
    addTemplate(out, true);
    return out;
}

Columns cronJobs()
{
    return {nameColumn(),
            {"Schedule", "string", 0, shows("/spec/schedule")},
            {"Timezone", "string", 0, shows("/spec/timeZone")},
            {"Suspend", "string", 0,
             [](const Json &object, std::time_t) {
                 return Json(at(object, "/spec/suspend") == true ? "True" : "False");
             }},
            {"Active", "integer", 0, sizeOf("/status/active")},
            {"Last Schedule", "string", 0,
             [](const Json &object, std::time_t now) {
                 const std::string last = text(object, "/status/lastScheduleTime");
                 return Json(last.empty() ? "<none>" : age(last, now));
             }},
            ageColumn()};
}

std::string servicePorts(const Json &service)
{
    const std::string out = joined(at(service, "/spec/ports"), [](const Json &port) {
        const int node = port.value("nodePort", 0);
        return std::to_string(port.value("port", 0)) + (node ? ":" + std::to_string(node) : "")
               + "/" + text(port, "/protocol", "TCP");
    });
    return out.empty() ? "<none>" : out;
}

std::string externalAddress(const Json &service)
{
    const std::string given =
        joined(at(service, "/status/loadBalancer/ingress"),
               [](const Json &one) { return text(one, "/ip", text(one, "/hostname")); });
    if (text(service, "/spec/type") == "ExternalName")
        return text(service, "/spec/externalName");
    if (!given.empty())
        return given;
    return text(service, "/spec/type") == "LoadBalancer" ? "<pending>" : "<none>";
}

Columns services()
{
    return {nameColumn(),
            {"Type", "string", 0, shows("/spec/type")},
            {"Cluster-IP", "string", 0, shows("/spec/clusterIP")},
            {"External-IP", "string", 0,
             [](const Json &object, std::time_t) { return Json(externalAddress(object)); }},
            {"Port(s)", "string", 0,
             [](const Json &object, std::time_t) { return Json(servicePorts(object)); }},
            ageColumn(),
            {"Selector", "string", 1, [](const Json &object, std::time_t) {
                 return Json(mapText(at(object, "/spec/selector")));
             }}};
}

std::string endpointText(const Json &endpoints)
{
    std::string out;
    for (const Json &subset : at(endpoints, "/subsets")) {
        for (const Json &port : at(subset, "/ports")) {
            for (const Json &address : at(subset, "/addresses"))
                out += (out.empty() ? "" : ",") + text(address, "/ip") + ":"
                       + std::to_string(port.value("port", 0));
        }
    }
    return out.empty() ? "<none>" : out;
}

Columns endpoints()
{
    return {nameColumn(),
            {"Endpoints", "string", 0,
             [](const Json &object, std::time_t) { return Json(endpointText(object)); }},
            ageColumn()};
}

Columns endpointSlices()
{
    const auto list = [](const std::string &value) { return value.empty() ? "<unset>" : value; };
    return {nameColumn(),
            {"AddressType", "string", 0, shows("/addressType")},
            {"Ports", "string", 0,
             [list](const Json &object, std::time_t) {
                 return Json(list(joined(at(object, "/ports"), [](const Json &port) {
                     return scalar(at(port, "/port"), "*");
                 })));
             }},
            {"Endpoints", "string", 0,
             [list](const Json &object, std::time_t) {
                 return Json(list(joined(at(object, "/endpoints"), [](const Json &one) {
                     return joined(at(one, "/addresses"),
                                   [](const Json &address) { return scalar(address, ""); });
                 })));
             }},
            ageColumn()};
}

Json nodeStatus(const Json &node, std::time_t)
{
    std::string out = "Unknown";
    for (const Json &condition : at(node, "/status/conditions")) {
        if (text(condition, "/type") == "Ready")
            out = text(condition, "/status") == "True" ? "Ready" : "NotReady";
    }
    return at(node, "/spec/unschedulable") == true ? out + ",SchedulingDisabled" : out;
}

Json nodeRoles(const Json &node, std::time_t)
{
    std::string out;
    const std::string prefix = "node-role.kubernetes.io/";
    const Json &labels = at(node, "/metadata/labels");
    if (labels.is_object()) {
        for (const auto &[key, value] : labels.items()) {
            if (key.compare(0, prefix.size(), prefix) == 0)
                out += (out.empty() ? "" : ",") + key.substr(prefix.size());
        }
    }
    return out.empty() ? "<none>" : out;
}

auto nodeAddress(const char *type)
{
    return [type](const Json &node, std::time_t) {
        for (const Json &address : at(node, "/status/addresses")) {
            if (text(address, "/type") == type)
                return Json(text(address, "/address"));
        }
        return Json("<none>");
    };
}

Columns nodes()
{
    return {nameColumn(),
            {"Status", "string", 0, nodeStatus},
            {"Roles", "string", 0, nodeRoles},
            ageColumn(),
            {"Version", "string", 0, shows("/status/nodeInfo/kubeletVersion", "")},
            {"Internal-IP", "string", 1, nodeAddress("InternalIP")},
            {"External-IP", "string", 1, nodeAddress("ExternalIP")},
            {"OS-Image", "string", 1, shows("/status/nodeInfo/osImage", "<unknown>")},
            {"Kernel-Version", "string", 1, shows("/status/nodeInfo/kernelVersion", "<unknown>")},
            {"Container-Runtime", "string", 1,
             shows("/status/nodeInfo/containerRuntimeVersion", "<unknown>")}};
}

Json lastSeen(const Json &event, std::time_t now)
{
    for (const char *where : {"/series/lastObservedTime", "/lastTimestamp", "/eventTime",
                              "/metadata/creationTimestamp"}) {
        if (const std::string when = text(event, where); !when.empty())
            return age(when, now);
    }
    return "<unknown>";
}

Columns events()
{
    return {{"Last Seen", "string", 0, lastSeen},
            {"Type", "string", 0, shows("/type", "")},
            {"Reason", "string", 0, shows("/reason", "")},
            {"Object", "string", 0,
             [](const Json &event, std::time_t) {
                 std::string kind = text(event, "/involvedObject/kind");
                 for (char &c : kind)
                     c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                 return Json(kind + "/" + text(event, "/involvedObject/name"));
             }},
            {"Subobject", "string", 1, shows("/involvedObject/fieldPath", "")},
            {"Source", "string", 1, shows("/source/component", "")},
            {"Message", "string", 0, shows("/message", "")},
            {"First Seen", "string", 1,
             [](const Json &event, std::time_t now) {
                 return Json(age(text(event, "/firstTimestamp"), now));
             }},
            {"Count", "string", 1,
             [](const Json &event, std::time_t) {
                 return Json(std::to_string(event.value("count", 1)));
             }},
            {"Name", "string", 1, shows("/metadata/name", "")}};
}

Columns disruptionBudgets()
{
    return {nameColumn(),
            {"Min Available", "string", 0, shows("/spec/minAvailable", "N/A")},
            {"Max Unavailable", "string", 0, shows("/spec/maxUnavailable", "N/A")},
            {"Allowed Disruptions", "integer", 0, counts("/status/disruptionsAllowed")},
            ageColumn()};
}

Columns ingresses()
{
    return {nameColumn(),
            {"Class", "string", 0, shows("/spec/ingressClassName")},
            {"Hosts", "string", 0,
             [](const Json &object, std::time_t) {
                 return Json(joined(at(object, "/spec/rules"),
                                    [](const Json &rule) { return text(rule, "/host", "*"); }));
             }},
            {"Address", "string", 0,
             [](const Json &object, std::time_t) {
                 return Json(
                     joined(at(object, "/status/loadBalancer/ingress"), [](const Json &one) {
                         return text(one, "/ip", text(one, "/hostname"));
                     }));
             }},
            {"Ports", "string", 0,
             [](const Json &object, std::time_t) {
                 return Json(at(object, "/spec/tls").empty() ? "80" : "80, 443");
             }},
            ageColumn()};
}

Columns claims()
{
    return {nameColumn(),
            {"Status", "string", 0, shows("/status/phase", "")},
            {"Volume", "string", 0, shows("/spec/volumeName", "")},
            {"Capacity", "string", 0, shows("/status/capacity/storage", "")},
            {"Access Modes", "string", 0,
             [](const Json &object, std::time_t) {
                 return Json(joined(at(object, "/status/accessModes"),
                                    [](const Json &mode) { return scalar(mode); }));
             }},
            {"StorageClass", "string", 0, shows("/spec/storageClassName", "")},
            ageColumn()};
}

Columns simple(std::vector<BuiltinColumn> between)
{
    Columns out = {nameColumn()};
    out.insert(out.end(), between.begin(), between.end());
    out.push_back(ageColumn());
    return out;
}

Json roleOf(const Json &binding, std::time_t)
{
    return text(binding, "/roleRef/kind") + "/" + text(binding, "/roleRef/name");
}

std::map<std::string, Columns> workloadTables()
{
    return {{"pods", pods()},
            {"deployments.apps", deployments()},
            {"replicasets.apps", replicaSets()},
            {"replicationcontrollers", replicaSets()},
            {"daemonsets.apps", daemonSets()},
            {"statefulsets.apps", statefulSets()},
            {"jobs.batch", jobs()},
            {"cronjobs.batch", cronJobs()},
            {"services", services()},
            {"endpoints", endpoints()},
            {"endpointslices.discovery.k8s.io", endpointSlices()},
            {"nodes", nodes()},
            {"events", events()},
            {"poddisruptionbudgets.policy", disruptionBudgets()},
            {"ingresses.networking.k8s.io", ingresses()},
            {"persistentvolumeclaims", claims()}};
}

std::map<std::string, Columns> tables()
{
    std::map<std::string, Columns> out = workloadTables();
    const BuiltinColumn createdAt{"Created At", "date", 0,
                                  shows("/metadata/creationTimestamp", "")};
    const BuiltinColumn role{"Role", "string", 0, roleOf};
    out["configmaps"] =
        simple({{"Data", "string", 0, [](const Json &object, std::time_t) {
                     return Json(at(object, "/data").size() + at(object, "/binaryData").size());
                 }}});
    out["secrets"] =
        simple({{"Type", "string", 0, shows("/type")}, {"Data", "string", 0, sizeOf("/data")}});
    out["serviceaccounts"] = simple({{"Secrets", "string", 0, sizeOf("/secrets")}});
    out["namespaces"] = simple({{"Status", "string", 0, shows("/status/phase", "")}});
    out["networkpolicies.networking.k8s.io"] =
        simple({{"Pod-Selector", "string", 0, [](const Json &object, std::time_t) {
                     return Json(mapText(at(object, "/spec/podSelector/matchLabels")));
                 }}});
    out["leases.coordination.k8s.io"] =
        simple({{"Holder", "string", 0, shows("/spec/holderIdentity", "")}});
    out["controllerrevisions.apps"] = simple({{"Revision", "integer", 0, counts("/revision")}});
    out["storageclasses.storage.k8s.io"] =
        simple({{"Provisioner", "string", 0, shows("/provisioner", "")},
                {"ReclaimPolicy", "string", 0, shows("/reclaimPolicy", "Delete")},
                {"VolumeBindingMode", "string", 0, shows("/volumeBindingMode", "Immediate")}});
    out["customresourcedefinitions.apiextensions.k8s.io"] = {nameColumn(), createdAt};
    out["clusterroles.rbac.authorization.k8s.io"] = {nameColumn(), createdAt};
    out["roles.rbac.authorization.k8s.io"] = {nameColumn(), createdAt};
    out["clusterrolebindings.rbac.authorization.k8s.io"] = {nameColumn(), role, ageColumn()};
    out["rolebindings.rbac.authorization.k8s.io"] = {nameColumn(), role, ageColumn()};
    return out;
}

} // namespace

const std::vector<BuiltinColumn> &builtinColumns(const std::string &storeName)
{
    static const std::map<std::string, Columns> all = tables();
    static const Columns plain = {nameColumn(), ageColumn()};
    const auto found = all.find(storeName);
    return found == all.end() ? plain : found->second;
}

std::string age(const std::string &timestamp, std::time_t now)
{
    std::tm parts{};
    if (timestamp.empty() || !strptime(timestamp.c_str(), "%Y-%m-%dT%H:%M:%S", &parts))
        return "<unknown>";
    return humanDuration(now - timegm(&parts));
}

std::string podStatus(const Json &pod)
{
    std::string out = text(pod, "/status/reason", text(pod, "/status/phase"));
    bool running = false;
    for (const Json &status : at(pod, "/status/containerStatuses")) {
        const std::string waiting = text(status, "/state/waiting/reason");
        const Json &ended = at(status, "/state/terminated");
        running |= status.value("ready", false) && at(status, "/state/running").is_object();
        if (!waiting.empty())
            out = waiting;
        else if (ended.is_object() && !text(ended, "/reason").empty())
            out = text(ended, "/reason");
        else if (ended.is_object())
            out = "ExitCode:" + std::to_string(ended.value("exitCode", 0));
    }
    if (out == "Completed" && running)
        out = "Running";
    if (at(pod, "/metadata").contains("deletionTimestamp"))
        out = text(pod, "/status/reason") == "NodeLost" ? "Unknown" : "Terminating";
    return out;
}

} // namespace stage::cluster
