// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/cluster/catalogue.h"

#include <algorithm>

namespace stage::cluster {

namespace {

/// One row of the table below. FLAGS: n namespaced, s status, c scale, a in category "all".
struct Row {
    const char *plural, *singular, *kind, *shortNames, *flags;
};
struct Group {
    const char *group, *version;
    std::vector<Row> rows;
};

std::vector<std::string> words(const std::string &text)
{
    std::vector<std::string> out;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        out.push_back(text.substr(from, comma - from));
        from = comma + 1;
    }
    return out;
}

std::vector<Group> coreGroups()
{
    return {
        {"",
         "v1",
         {{"configmaps", "configmap", "ConfigMap", "cm", "n"},
          {"endpoints", "endpoints", "Endpoints", "ep", "n"},
          {"events", "event", "Event", "ev", "n"},
          {"limitranges", "limitrange", "LimitRange", "limits", "n"},
          {"namespaces", "namespace", "Namespace", "ns", "s"},
          {"nodes", "node", "Node", "no", "s"},
          {"persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", "pvc", "ns"},
          {"persistentvolumes", "persistentvolume", "PersistentVolume", "pv", "s"},
          {"pods", "pod", "Pod", "po", "nsa"},
          {"podtemplates", "podtemplate", "PodTemplate", "", "n"},
          {"replicationcontrollers", "replicationcontroller", "ReplicationController", "rc",
           "nsca"},
          {"resourcequotas", "resourcequota", "ResourceQuota", "quota", "ns"},
          {"secrets", "secret", "Secret", "", "n"},
          {"serviceaccounts", "serviceaccount", "ServiceAccount", "sa", "n"},
          {"services", "service", "Service", "svc", "nsa"}}},
        {"apiextensions.k8s.io",
         "v1",
         {{"customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition",
           "crd,crds", "s"}}},
        {"apps",
         "v1",
         {{"controllerrevisions", "controllerrevision", "ControllerRevision", "", "n"},
          {"daemonsets", "daemonset", "DaemonSet", "ds", "nsa"},
          {"deployments", "deployment", "Deployment", "deploy", "nsca"},
          {"replicasets", "replicaset", "ReplicaSet", "rs", "nsca"},
          {"statefulsets", "statefulset", "StatefulSet", "sts", "nsca"}}},
        {"events.k8s.io", "v1", {{"events", "event", "Event", "ev", "n"}}},
    };
}

std::vector<Group> moreGroups()
{
    return {
        {"authentication.k8s.io",
         "v1",
         {{"selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview", "", ""},
          {"tokenreviews", "tokenreview", "TokenReview", "", ""}}},
        {"authorization.k8s.io",
         "v1",
         {{"localsubjectaccessreviews", "localsubjectaccessreview", "LocalSubjectAccessReview", "",
           "n"},
          {"selfsubjectaccessreviews", "selfsubjectaccessreview", "SelfSubjectAccessReview", "",
           ""},
          {"selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview", "", ""},
          {"subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview", "", ""}}},
        {"autoscaling",
         "v2",
         {{"horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", "hpa",
           "nsa"}}},
        {"batch",
         "v1",
         {{"cronjobs", "cronjob", "CronJob", "cj", "nsa"}, {"jobs", "job", "Job", "", "nsa"}}},
        {"networking.k8s.io",
         "v1",
         {{"ingressclasses", "ingressclass", "IngressClass", "", ""},
          {"ingresses", "ingress", "Ingress", "ing", "ns"},
          {"networkpolicies", "networkpolicy", "NetworkPolicy", "netpol", "n"}}},
        {"policy",
         "v1",
         {{"poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", "pdb", "ns"}}},
        {"rbac.authorization.k8s.io",
         "v1",
         {{"clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding", "", ""},
          {"clusterroles", "clusterrole", "ClusterRole", "", ""},
          {"rolebindings", "rolebinding", "RoleBinding", "", "n"},
          {"roles", "role", "Role", "", "n"}}},
        {"storage.k8s.io", "v1", {{"storageclasses", "storageclass", "StorageClass", "sc", ""}}},
        {"admissionregistration.k8s.io",
         "v1",
         {{"mutatingwebhookconfigurations", "mutatingwebhookconfiguration",
           "MutatingWebhookConfiguration", "", ""},
          {"validatingadmissionpolicies", "validatingadmissionpolicy", "ValidatingAdmissionPolicy",
           "", "s"},
          {"validatingadmissionpolicybindings", "validatingadmissionpolicybinding",
           "ValidatingAdmissionPolicyBinding", "", ""},
          {"validatingwebhookconfigurations", "validatingwebhookconfiguration",
           "ValidatingWebhookConfiguration", "", ""}}},
        {"coordination.k8s.io", "v1", {{"leases", "lease", "Lease", "", "n"}}},
        {"discovery.k8s.io", "v1", {{"endpointslices", "endpointslice", "EndpointSlice", "", "n"}}},
    };
}

Resource resourceOf(const Group &group, const Row &row)
{
    const std::string flags = row.flags;
    const auto has = [&](char flag) { return flags.find(flag) != std::string::npos; };
    Resource out;
    out.group = group.group;
    out.version = group.version;
    out.plural = row.plural;
    out.singular = row.singular;
    out.kind = row.kind;
    out.shortNames = words(row.shortNames);
    if (has('a'))
        out.categories = {"all"};
    if (out.plural == "customresourcedefinitions" || out.group == "admissionregistration.k8s.io")
        out.categories = {"api-extensions"};
    out.namespaced = has('n');
    out.status = has('s');
    out.scale = has('c');
    return out;
}

} // namespace

std::vector<Resource> builtinResources()
{
    std::vector<Resource> out;
    for (const auto &groups : {coreGroups(), moreGroups()}) {
        for (const Group &group : groups) {
            for (const Row &row : group.rows)
                out.push_back(resourceOf(group, row));
        }
    }
    return out;
}

bool isReview(const Resource &resource)
{
    return resource.group == "authorization.k8s.io" || resource.group == "authentication.k8s.io";
}

} // namespace stage::cluster
