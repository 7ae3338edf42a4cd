#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the protobuf field numbers of the types that the stage serves.

    protobuf_fields.py API_MODULE APIMACHINERY_MODULE OUT.txt

The modules are k8s.io/api and k8s.io/apimachinery as `go mod download` leaves them. Kubernetes says
its numbers in the struct tags of types.go. One line a message: its name, then NUMBER:NAME:TYPE.

TYPE is s string, i integer, b bool, y bytes, T time, M micro time, D duration, Q quantity,
I int-or-string, R raw JSON, or @MESSAGE; before it [] for a list, {} for a map, ? when a zero is as
good as absent. A field without NAME is inlined into its parent.
"""

import pathlib
import re
import sys

PACKAGES = ["core/v1", "apps/v1", "batch/v1", "discovery/v1", "policy/v1", "rbac/v1", "networking/v1",
            "coordination/v1", "events/v1", "autoscaling/v1", "autoscaling/v2", "authorization/v1",
            "authentication/v1", "scheduling/v1", "storage/v1", "admissionregistration/v1"]
ROOTS = """core.v1: ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolumeClaim PersistentVolume
    Pod PodTemplate ReplicationController ResourceQuota Secret ServiceAccount Service
apps.v1: ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet
batch.v1: CronJob Job
discovery.v1: EndpointSlice
policy.v1: PodDisruptionBudget Eviction
rbac.v1: ClusterRole ClusterRoleBinding Role RoleBinding
networking.v1: Ingress IngressClass NetworkPolicy
coordination.v1: Lease
events.v1: Event
autoscaling.v1: Scale
autoscaling.v2: HorizontalPodAutoscaler
authorization.v1: LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
authentication.v1: SelfSubjectReview TokenReview TokenRequest
scheduling.v1: PriorityClass
storage.v1: StorageClass
admissionregistration.v1: MutatingWebhookConfiguration ValidatingAdmissionPolicy
    ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration
meta.v1: DeleteOptions"""
SPECIAL = {"meta.v1.Time": "T", "meta.v1.MicroTime": "M", "meta.v1.Duration": "D", "meta.v1.FieldsV1": "R",
           "resource.Quantity": "Q", "intstr.IntOrString": "I", "runtime.RawExtension": "R"}
PLAIN = {"string": "s", "bool": "b", "int32": "i", "int64": "i", "int": "i", "uint32": "i", "types.UID": "s",
         "types.NodeName": "s", "byte": "y"}
TAG = re.compile(r'^\s*(?:(\w+)\s+)?(\S+)\s+`json:"([^"]*)"[^`]*protobuf:"(\w+),(\d+),(\w+)')


def parse(folder, package, structs, names):
    """STRUCTS: message → [(json tag, type, number)]; NAMES: other named types → what they are."""
    where = None
    for line in (folder / "types.go").read_text().splitlines():
        start = re.match(r"^type (\w+) struct", line)
        alias = re.match(r"^type (\w+) ([\w.\[\]]+)\s*$", line)
        if start:
            where = f"{package}.{start[1]}"
            structs[where] = []
        elif alias:
            names[f"{package}.{alias[1]}"] = (package, alias[2])
        elif line == "}":
            where = None
        elif where and (field := TAG.match(line)):
            structs[where].append((field[3], field[2], int(field[5])))


def main(api, machinery, out):
    structs, names = {}, {}
    for path in PACKAGES:
        parse(pathlib.Path(api) / path, path.replace("/", "."), structs, names)
    parse(pathlib.Path(machinery) / "pkg/apis/meta/v1", "meta.v1", structs, names)
    imported = {"metav1": "meta.v1", "v1": "core.v1", "corev1": "core.v1", "apiv1": "core.v1"}
    wanted, lines = [], {}

    def base(package, go):
        """The type's letter or @MESSAGE, with [] or {} before it."""
        if go.startswith("*"):
            return base(package, go[1:])
        if go == "[]byte":
            return "y"
        if go.startswith("[]"):
            return "[]" + base(package, go[2:])
        if go.startswith("map["):
            return "{}" + base(package, go[go.index("]") + 1:])
        if go in PLAIN:
            return PLAIN[go]
        prefix, dot, name = go.rpartition(".")
        full = f"{imported.get(prefix, prefix)}.{name}" if dot else f"{package}.{go}"
        if full in SPECIAL:
            return SPECIAL[full]
        if full in structs:
            wanted.append(full)
            return "@" + full
        if full in names:
            return base(*names[full])
        raise SystemExit(f"what is {go} in {package}?")

    for line in ROOTS.replace("\n    ", " ").splitlines():
        package, _, kinds = line.partition(": ")
        wanted += [f"{package}.{kind}" for kind in kinds.split()]
    while wanted:
        message = wanted.pop()
        if message in lines:
            continue
        package = message.rpartition(".")[0]
        lines[message] = "-"
        fields = []
        for tag, go, number in structs[message]:
            name, _, options = tag.partition(",")
            kind = base(package, go)
            if "omitempty" in options and not go.startswith("*") and kind in ("s", "i", "b", "y"):
                kind = "?" + kind
            fields.append(f"{number}:{name}:{kind}")
        lines[message] = " ".join([message] + fields)
    pathlib.Path(out).write_text("\n".join(lines[message] for message in sorted(lines)) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
