#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Reduces Kubernetes' published OpenAPI to the structure of the types that the stage serves.

    reduce_openapi.py SPEC_FOLDER OUT.json

SPEC_FOLDER is api/openapi-spec of the module k8s.io/kubernetes (go mod download
k8s.io/kubernetes@v1.34.4). Kept: names, types, formats, required, defaults, list types and merge
keys. Dropped: every description. Added: what Kubernetes says only in code (defaults, enums that
its decoder checks), from its API reference, and short descriptions of our own for what people
`kubectl explain`.
"""

import json
import pathlib
import sys

GROUPS = {
    ("", "v1"), ("apps", "v1"), ("batch", "v1"), ("discovery.k8s.io", "v1"), ("policy", "v1"),
    ("rbac.authorization.k8s.io", "v1"), ("networking.k8s.io", "v1"), ("coordination.k8s.io", "v1"),
    ("events.k8s.io", "v1"), ("apiextensions.k8s.io", "v1"), ("admissionregistration.k8s.io", "v1"),
    ("autoscaling", "v2"), ("authorization.k8s.io", "v1"), ("authentication.k8s.io", "v1"),
    ("scheduling.k8s.io", "v1"),
}
KINDS = {("storage.k8s.io", "v1", "StorageClass"), ("autoscaling", "v1", "Scale")}

KEPT = ("$ref", "type", "format", "required", "enum", "x-kubernetes-list-type",
        "x-kubernetes-list-map-keys", "x-kubernetes-map-type", "x-kubernetes-patch-merge-key",
        "x-kubernetes-patch-strategy", "x-kubernetes-preserve-unknown-fields",
        "x-kubernetes-int-or-string")

CORE = "io.k8s.api.core.v1."
APPS = "io.k8s.api.apps.v1."
BATCH = "io.k8s.api.batch.v1."
META = "io.k8s.apimachinery.pkg.apis.meta.v1."
PERCENT = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}

DEFAULTS = {
    CORE + "PodSpec": {"restartPolicy": "Always", "dnsPolicy": "ClusterFirst",
                       "schedulerName": "default-scheduler", "terminationGracePeriodSeconds": 30,
                       "securityContext": {}},
    CORE + "Container": {"terminationMessagePath": "/dev/termination-log",
                         "terminationMessagePolicy": "File", "resources": {}},
    CORE + "Probe": {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1,
                     "failureThreshold": 3},
    CORE + "HTTPGetAction": {"path": "/", "scheme": "HTTP"},
    CORE + "ConfigMapVolumeSource": {"defaultMode": 420},
    CORE + "SecretVolumeSource": {"defaultMode": 420},
    CORE + "ProjectedVolumeSource": {"defaultMode": 420},
    CORE + "DownwardAPIVolumeSource": {"defaultMode": 420},
    CORE + "ObjectFieldSelector": {"apiVersion": "v1"},
    CORE + "ServiceSpec": {"type": "ClusterIP", "sessionAffinity": "None"},
    CORE + "ServicePort": {"protocol": "TCP"},
    CORE + "Secret": {"type": "Opaque"},
    APPS + "DeploymentSpec": {"replicas": 1, "revisionHistoryLimit": 10,
                              "progressDeadlineSeconds": 600, "strategy": PERCENT},
    APPS + "DeploymentStrategy": {"type": "RollingUpdate"},
    APPS + "ReplicaSetSpec": {"replicas": 1},
    APPS + "StatefulSetSpec": {"replicas": 1, "revisionHistoryLimit": 10,
                               "podManagementPolicy": "OrderedReady",
                               "updateStrategy": {"type": "RollingUpdate",
                                                  "rollingUpdate": {"partition": 0}}},
    APPS + "DaemonSetSpec": {"revisionHistoryLimit": 10,
                             "updateStrategy": {"type": "RollingUpdate",
                                                "rollingUpdate": {"maxSurge": 0,
                                                                  "maxUnavailable": 1}}},
    BATCH + "JobSpec": {"backoffLimit": 6, "completionMode": "NonIndexed", "suspend": False},
    BATCH + "CronJobSpec": {"concurrencyPolicy": "Allow", "suspend": False,
                            "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1},
    "io.k8s.api.networking.v1.NetworkPolicyPort": {"protocol": "TCP"},
    "io.k8s.api.storage.v1.StorageClass": {"reclaimPolicy": "Delete",
                                           "volumeBindingMode": "Immediate"},
}

ENUMS = {
    CORE + "Container": {"imagePullPolicy": ["Always", "IfNotPresent", "Never"]},
    CORE + "ContainerPort": {"protocol": ["SCTP", "TCP", "UDP"]},
    CORE + "ServicePort": {"protocol": ["SCTP", "TCP", "UDP"]},
    CORE + "PodSpec": {"restartPolicy": ["Always", "Never", "OnFailure"],
                       "dnsPolicy": ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]},
    CORE + "ServiceSpec": {"type": ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"],
                           "sessionAffinity": ["ClientIP", "None"]},
    APPS + "DeploymentStrategy": {"type": ["Recreate", "RollingUpdate"]},
    BATCH + "CronJobSpec": {"concurrencyPolicy": ["Allow", "Forbid", "Replace"]},
    META + "LabelSelectorRequirement": {"operator": ["DoesNotExist", "Exists", "In", "NotIn"]},
}

OBJECT = {"apiVersion": "Group and version of this object's schema.",
          "kind": "What this object is.",
          "metadata": "Name, namespace, labels and bookkeeping."}
TEXTS = {
    APPS + "Deployment": {"": "Keeps a number of equal pods running and replaces them step by step "
                              "when their template changes.",
                          "spec": "What is wanted.", "status": "What the controller last saw.",
                          **OBJECT},
    APPS + "DeploymentSpec": {
        "": "What a Deployment should be.",
        "replicas": "How many pods; 1 when absent.",
        "selector": "Labels by which the Deployment knows its pods; cannot change later.",
        "template": "The pod to make.",
        "strategy": "How old pods give way to new ones.",
        "minReadySeconds": "How long a pod must stay ready to count as available.",
        "paused": "Holds back rollouts while true.",
        "progressDeadlineSeconds": "Seconds without progress after which a rollout counts as failed.",
        "revisionHistoryLimit": "How many old ReplicaSets stay for a rollback."},
    CORE + "Pod": {"": "Containers that run together on one node and share its network address.",
                   "spec": "What is to run.", "status": "What is running.", **OBJECT},
    CORE + "PodSpec": {
        "": "What a pod runs, and how.",
        "containers": "The containers; at least one.",
        "initContainers": "Containers that run to their end, in order, before the others start.",
        "volumes": "Storage that containers may mount.",
        "serviceAccountName": "The identity the pod runs as.",
        "nodeName": "The node it was given to.",
        "nodeSelector": "Labels a node must have.",
        "restartPolicy": "When ended containers start again.",
        "imagePullSecrets": "Secrets with registry logins.",
        "terminationGracePeriodSeconds": "Seconds between the polite signal and the kill."},
    CORE + "Container": {
        "": "One container of a pod.",
        "name": "Its name, unique in the pod.", "image": "The image to run.",
        "command": "Replaces the image's entry point.", "args": "Replaces the image's arguments.",
        "env": "Environment variables.", "ports": "Ports worth naming; information only.",
        "resources": "What it asks for and may use at most.",
        "livenessProbe": "Restarts the container when it fails.",
        "readinessProbe": "Takes the pod out of Services while it fails.",
        "volumeMounts": "Where volumes appear in its file system."},
    CORE + "Service": {"": "One stable name and address for a changing set of pods.",
                       "spec": "What is wanted.", "status": "What was given.", **OBJECT},
    CORE + "ServiceSpec": {
        "": "What a Service should be.",
        "selector": "Labels of the pods behind it.", "ports": "The ports it offers.",
        "clusterIP": "Its address; None asks for names only.",
        "type": "How far it can be reached: ClusterIP, NodePort, LoadBalancer or ExternalName."},
    CORE + "ServicePort": {"": "One port of a Service.", "port": "The port clients use.",
                           "targetPort": "The pods' port, by number or name.",
                           "name": "Its name; wanted when there are several."},
    META + "ObjectMeta": {
        "": "What every object has besides its content.",
        "name": "Unique within namespace and kind.", "namespace": "The space the name is unique in.",
        "labels": "Keys and values to select by.", "annotations": "Keys and values for tools.",
        "ownerReferences": "Objects whose end is this one's end too.",
        "finalizers": "Who must act before the object can go.",
        "managedFields": "Which client owns which field.",
        "uid": "Unique over all time.", "resourceVersion": "Changes with every change.",
        "generation": "Counts changes of the wanted state."},
}


def reduced(schema):
    """One schema without its sentences."""
    out = {key: schema[key] for key in KEPT if key in schema}
    if "properties" in schema:
        out["properties"] = {name: reduced(p) for name, p in schema["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            out[key] = reduced(schema[key])
    return out


def references(schema, skip_status):
    """Names of the definitions that SCHEMA refers to."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rsplit("/", 1)[1]
        for key, value in schema.items():
            if key == "properties" and skip_status:
                value = {name: p for name, p in value.items() if name != "status"}
            yield from references(value, skip_status)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value, skip_status)


def reachable(definitions, roots, skip_status):
    found, queue = set(), list(roots)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue.extend(references(definitions[name], skip_status))
    return found


def kinds_of(schema):
    for gvk in schema.get("x-kubernetes-group-version-kind", []):
        if (gvk["group"], gvk["version"]) in GROUPS or tuple(gvk[k] for k in
                                                            ("group", "version", "kind")) in KINDS:
            yield gvk


def mark_open(name, schema):
    """Says in words of the schema what Kubernetes' decoders do by code."""
    if name.endswith((".Quantity", ".IntOrString")):
        schema["x-kubernetes-int-or-string"] = True
    elif name.endswith((".FieldsV1", ".RawExtension", ".Patch")):
        schema["x-kubernetes-preserve-unknown-fields"] = True


def v3_defaults(folder, definitions):
    """Defaults that mean something; the swagger has none."""
    for path in sorted((folder / "v3").glob("*_openapi.json")):
        schemas = json.loads(path.read_text()).get("components", {}).get("schemas", {})
        for name, schema in schemas.items():
            for field, value in schema.get("properties", {}).items():
                if name in definitions and value.get("default") not in (None, "", {}, 0, False):
                    definitions[name]["properties"][field]["default"] = value["default"]


def main():
    folder, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    swagger = json.loads((folder / "swagger.json").read_text())
    source = swagger["definitions"]
    roots = [name for name, schema in source.items() if any(kinds_of(schema))]
    wanted = reachable(source, roots, False)
    written = reachable(source, roots, True)  # by clients; the rest is status
    definitions = {}
    for name in sorted(wanted):
        schema = reduced(source[name])
        kinds = list(kinds_of(source[name]))
        if kinds:
            schema["x-kubernetes-group-version-kind"] = kinds
        if name not in written:
            schema.pop("required", None)
        mark_open(name, schema)
        definitions[name] = schema
    v3_defaults(folder, definitions)
    for table, key in ((DEFAULTS, "default"), (ENUMS, "enum"), (TEXTS, "description")):
        for name, fields in table.items():
            for field, value in fields.items():
                place = definitions[name]["properties"][field] if field else definitions[name]
                place[key] = value
    version = next((part.split("@")[1] for part in folder.resolve().parts if "@" in part), "v1.34")
    note = ("Generated by packaging/crds/reduce_openapi.py from Kubernetes "
            + version + " (Apache-2.0): structure only.")
    lines = [json.dumps(name) + ":" + json.dumps(schema, separators=(",", ":"), sort_keys=True)
             for name, schema in definitions.items()]
    target.write_text('{"note":' + json.dumps(note) + ',"definitions":{\n' + ",\n".join(lines)
                      + "\n}}\n")


if __name__ == "__main__":
    main()
