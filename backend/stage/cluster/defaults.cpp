// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/defaults.h"

#include <openssl/evp.h>

namespace stage::cluster {

namespace {

void fill(Json &object, const char *name, Json value)
{
    Json &member = object[name];
    if (member.is_null())
        member = std::move(value);
}

Json *member(Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_object() ? &*found : nullptr;
}

Json *list(Json &object, const char *name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() && found->is_array() ? &*found : nullptr;
}

std::string base64(const std::string &bytes)
{
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char *>(out.data()),
                                       reinterpret_cast<const unsigned char *>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

void defaultProbe(Json &container, const char *name)
{
    Json *probe = member(container, name);
    if (!probe)
        return;
    fill(*probe, "timeoutSeconds", 1);
    fill(*probe, "periodSeconds", 10);
    fill(*probe, "successThreshold", 1);
    fill(*probe, "failureThreshold", 3);
    if (Json *get = member(*probe, "httpGet")) {
        fill(*get, "scheme", "HTTP");
        fill(*get, "path", "/");
    }
}

std::string pullPolicy(const std::string &image)
{
    if (image.find('@') != std::string::npos)
        return "IfNotPresent";
    const std::size_t colon = image.rfind(':');
    const std::size_t slash = image.rfind('/');
    const bool tagged = colon != std::string::npos && (slash == std::string::npos || colon > slash);
    return tagged && image.substr(colon + 1) != "latest" ? "IfNotPresent" : "Always";
}

void defaultContainer(Json &container)
{
    if (!container.is_object())
        return;
    fill(container, "terminationMessagePath", "/dev/termination-log");
    fill(container, "terminationMessagePolicy", "File");
    fill(container, "imagePullPolicy", pullPolicy(text(container, "/image")));
    fill(container, "resources", Json::object());
    if (Json *ports = list(container, "ports")) {
        for (Json &port : *ports) {
            if (port.is_object())
                fill(port, "protocol", "TCP");
        }
    }
    for (const char *probe : {"livenessProbe", "readinessProbe", "startupProbe"})
        defaultProbe(container, probe);
    if (Json *env = list(container, "env")) {
        for (Json &one : *env) {
            Json *from = member(one, "valueFrom");
            if (Json *field = from ? member(*from, "fieldRef") : nullptr)
                fill(*field, "apiVersion", "v1");
        }
    }
    if (Json *resources = member(container, "resources")) {
        // A limit without a request is the request.
        if (const Json *limits = member(*resources, "limits")) {
            const Json values = *limits;
            Json &requests = (*resources)["requests"];
            for (const auto &[name, value] : values.items()) {
                if (!requests.is_object() || !requests.contains(name))
                    requests[name] = value;
            }
        }
    }
}

void defaultVolume(Json &volume)
{
    for (const char *kind : {"secret", "configMap", "downwardAPI", "projected"}) {
        if (Json *source = member(volume, kind))
            fill(*source, "defaultMode", 420);
    }
    if (Json *path = member(volume, "hostPath"))
        fill(*path, "type", "");
    if (volume.is_object() && volume.size() == 1 && volume.contains("name"))
        volume["emptyDir"] = Json::object();
}

void defaultPodSpec(Json &spec)
{
    fill(spec, "restartPolicy", "Always");
    fill(spec, "terminationGracePeriodSeconds", 30);
    fill(spec, "dnsPolicy", "ClusterFirst");
    fill(spec, "securityContext", Json::object());
    fill(spec, "schedulerName", "default-scheduler");
    for (const char *name : {"containers", "initContainers"}) {
        if (Json *containers = list(spec, name)) {
            for (Json &container : *containers)
                defaultContainer(container);
        }
    }
    if (Json *volumes = list(spec, "volumes")) {
        for (Json &volume : *volumes)
            defaultVolume(volume);
    }
    // The two names of one field follow each other.
    const std::string account = text(spec, "/serviceAccountName", text(spec, "/serviceAccount"));
    if (!account.empty())
        spec["serviceAccountName"] = spec["serviceAccount"] = account;
}

void defaultPod(Json &pod)
{
    Json &spec = pod["spec"];
    defaultPodSpec(spec);
    fill(spec, "enableServiceLinks", true);
    if (text(spec, "/serviceAccountName").empty())
        spec["serviceAccountName"] = spec["serviceAccount"] = "default";
    fill(spec, "priority", 0);
    fill(spec, "preemptionPolicy", "PreemptLowerPriority");
    if (!spec.contains("tolerations"))
        spec["tolerations"] = Json::array();
    for (const char *taint : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
        bool tolerated = false;
        for (const Json &one : spec["tolerations"]) {
            const std::string key = text(one, "/key");
            tolerated |= key == taint || (key.empty() && text(one, "/operator") == "Exists");
        }
        if (!tolerated)
            spec["tolerations"].push_back({{"key", taint},
                                           {"operator", "Exists"},
                                           {"effect", "NoExecute"},
                                           {"tolerationSeconds", 300}});
    }
}

void defaultTemplate(Json &spec)
{
    if (!spec["template"].is_object())
        return;
    Json &pod = spec["template"];
    if (!pod["metadata"].is_object())
        pod["metadata"] = Json::object();
    // Clients send "creationTimestamp: null" here; it means nothing.
    pod["metadata"].erase("creationTimestamp");
    if (pod["spec"].is_object())
        defaultPodSpec(pod["spec"]);
}

void defaultDeployment(Json &spec)
{
    fill(spec, "replicas", 1);
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "progressDeadlineSeconds", 600);
    fill(spec, "strategy", Json::object());
    fill(spec["strategy"], "type", "RollingUpdate");
    if (spec["strategy"]["type"] == "RollingUpdate") {
        fill(spec["strategy"], "rollingUpdate", Json::object());
        fill(spec["strategy"]["rollingUpdate"], "maxUnavailable", "25%");
        fill(spec["strategy"]["rollingUpdate"], "maxSurge", "25%");
    }
    defaultTemplate(spec);
}

void defaultDaemonSet(Json &spec)
{
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "updateStrategy", Json::object());
    fill(spec["updateStrategy"], "type", "RollingUpdate");
    if (spec["updateStrategy"]["type"] == "RollingUpdate") {
        fill(spec["updateStrategy"], "rollingUpdate", Json::object());
        fill(spec["updateStrategy"]["rollingUpdate"], "maxUnavailable", 1);
        fill(spec["updateStrategy"]["rollingUpdate"], "maxSurge", 0);
    }
    defaultTemplate(spec);
}

void defaultStatefulSet(Json &spec)
{
    fill(spec, "replicas", 1);
    fill(spec, "revisionHistoryLimit", 10);
    fill(spec, "podManagementPolicy", "OrderedReady");
    fill(spec, "updateStrategy", Json::object());
    fill(spec["updateStrategy"], "type", "RollingUpdate");
    if (spec["updateStrategy"]["type"] == "RollingUpdate") {
        fill(spec["updateStrategy"], "rollingUpdate", Json::object());
        fill(spec["updateStrategy"]["rollingUpdate"], "partition", 0);
    }
    fill(spec, "persistentVolumeClaimRetentionPolicy",
         {{"whenDeleted", "Retain"}, {"whenScaled", "Retain"}});
    defaultTemplate(spec);
}

void defaultJobSpec(Json &spec)
{
    fill(spec, "backoffLimit", 6);
    fill(spec, "completionMode", "NonIndexed");
    fill(spec, "suspend", false);
    fill(spec, "podReplacementPolicy", "TerminatingOrFailed");
    if (!spec.contains("completions") && !spec.contains("parallelism"))
        spec["completions"] = 1;
    fill(spec, "parallelism", 1);
    defaultTemplate(spec);
}

/// A Job without a manual selector selects its own pods by the Job's uid.
void selectByUid(Json &job)
{
    Json &spec = job["spec"];
    const std::string uid = text(job, "/metadata/uid");
    if (uid.empty() || spec.value("manualSelector", false) || !spec["template"].is_object())
        return;
    const std::string name = text(job, "/metadata/name");
    if (!spec.contains("selector"))
        spec["selector"] = {{"matchLabels", {{"batch.kubernetes.io/controller-uid", uid}}}};
    Json &labels = spec["template"]["metadata"]["labels"];
    fill(labels, "batch.kubernetes.io/controller-uid", uid);
    fill(labels, "controller-uid", uid);
    fill(labels, "batch.kubernetes.io/job-name", name);
    fill(labels, "job-name", name);
}

void defaultCronJob(Json &spec)
{
    fill(spec, "concurrencyPolicy", "Allow");
    fill(spec, "suspend", false);
    fill(spec, "successfulJobsHistoryLimit", 3);
    fill(spec, "failedJobsHistoryLimit", 1);
    Json *job = member(spec, "jobTemplate");
    if (Json *inner = job ? member(*job, "spec") : nullptr)
        defaultTemplate(*inner);
}

void defaultService(Json &spec)
{
    fill(spec, "type", "ClusterIP");
    fill(spec, "sessionAffinity", "None");
    const std::string type = text(spec, "/type");
    if (type != "ExternalName") {
        fill(spec, "internalTrafficPolicy", "Cluster");
        fill(spec, "ipFamilies", Json::array({"IPv4"}));
        fill(spec, "ipFamilyPolicy", "SingleStack");
    }
    if (type == "NodePort" || type == "LoadBalancer")
        fill(spec, "externalTrafficPolicy", "Cluster");
    if (type == "LoadBalancer")
        fill(spec, "allocateLoadBalancerNodePorts", true);
    if (Json *ports = list(spec, "ports")) {
        for (Json &port : *ports) {
            if (!port.is_object())
                continue;
            fill(port, "protocol", "TCP");
            fill(port, "targetPort", port.value("port", Json()));
        }
    }
}

void defaultSecret(Json &secret)
{
    if (const Json *plain = member(secret, "stringData")) {
        const Json values = *plain;
        for (const auto &[name, value] : values.items())
            secret["data"][name] =
                base64(value.is_string() ? value.get<std::string>() : value.dump());
    }
    secret.erase("stringData");
    fill(secret, "type", "Opaque");
}

void defaultRbac(Json &binding)
{
    Json *role = member(binding, "roleRef");
    if (role)
        fill(*role, "apiGroup", "rbac.authorization.k8s.io");
    if (Json *subjects = list(binding, "subjects")) {
        for (Json &subject : *subjects) {
            if (subject.is_object() && text(subject, "/kind") != "ServiceAccount")
                fill(subject, "apiGroup", "rbac.authorization.k8s.io");
        }
    }
}

void defaultNetworkPolicy(Json &spec)
{
    fill(spec, "podSelector", Json::object());
    if (!spec.contains("policyTypes")) {
        spec["policyTypes"] = Json::array({"Ingress"});
        if (spec.contains("egress"))
            spec["policyTypes"].push_back("Egress");
    }
}

} // namespace

void applyBuiltinDefaults(const Resource &resource, Json &object)
{
    if (resource.custom || !object.is_object())
        return;
    const std::string name = resource.storeName();
    if (name == "secrets")
        return defaultSecret(object);
    if (name == "rolebindings.rbac.authorization.k8s.io"
        || name == "clusterrolebindings.rbac.authorization.k8s.io")
        return defaultRbac(object);
    if (name == "namespaces")
        object["metadata"]["labels"]["kubernetes.io/metadata.name"] = object["metadata"]["name"];
    if (name == "namespaces" && !object["spec"].is_object())
        object["spec"] = {{"finalizers", Json::array({"kubernetes"})}};
    Json *spec = member(object, "spec");
    if (!spec)
        return;
    if (name == "pods")
        defaultPod(object);
    else if (name == "services")
        defaultService(*spec);
    else if (name == "deployments.apps")
        defaultDeployment(*spec);
    else if (name == "replicasets.apps" || name == "replicationcontrollers")
        fill(*spec, "replicas", 1), defaultTemplate(*spec);
    else if (name == "daemonsets.apps")
        defaultDaemonSet(*spec);
    else if (name == "statefulsets.apps")
        defaultStatefulSet(*spec);
    else if (name == "jobs.batch")
        defaultJobSpec(*spec), selectByUid(object);
    else if (name == "cronjobs.batch")
        defaultCronJob(*spec);
    else if (name == "networkpolicies.networking.k8s.io")
        defaultNetworkPolicy(*spec);
    else if (name == "persistentvolumeclaims")
        fill(*spec, "volumeMode", "Filesystem");
}

Json initialStatus(const Resource &resource, const Json &object)
{
    const std::string name = resource.storeName();
    if (name == "namespaces")
        return {{"phase", "Active"}};
    if (name == "pods")
        return {{"phase", "Pending"}, {"qosClass", qosClass(at(object, "/spec"))}};
    if (name == "services" || name == "ingresses.networking.k8s.io")
        return {{"loadBalancer", Json::object()}};
    if (name == "persistentvolumeclaims")
        return {{"phase", "Pending"}};
    if (name == "nodes")
        return at(object, "/status");
    if (name == "deployments.apps" || name == "jobs.batch" || name == "cronjobs.batch"
        || name == "resourcequotas")
        return Json::object();
    if (name == "replicasets.apps" || name == "replicationcontrollers")
        return {{"replicas", 0}};
    if (name == "statefulsets.apps")
        return {{"replicas", 0}, {"availableReplicas", 0}};
    if (name == "daemonsets.apps")
        return {{"currentNumberScheduled", 0},
                {"desiredNumberScheduled", 0},
                {"numberMisscheduled", 0},
                {"numberReady", 0}};
    if (name == "poddisruptionbudgets.policy")
        return {{"currentHealthy", 0},
                {"desiredHealthy", 0},
                {"disruptionsAllowed", 0},
                {"expectedPods", 0}};
    return {};
}

std::string qosClass(const Json &podSpec)
{
    bool any = false;
    bool guaranteed = true;
    for (const Json &container : at(podSpec, "/containers")) {
        const Json &requests = at(container, "/resources/requests");
        const Json &limits = at(container, "/resources/limits");
        for (const char *resource : {"cpu", "memory"}) {
            const bool limited = limits.is_object() && limits.contains(resource);
            const bool requested = requests.is_object() && requests.contains(resource);
            any |= limited || requested;
            guaranteed &= limited && (!requested || requests[resource] == limits[resource]);
        }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
}

} // namespace stage::cluster
