#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Reduces CustomResourceDefinitions to their structure.

    reduce_crds.py FROM TO

FROM holds one CRD a file, as upstream publishes them (SOURCES below names each). TO gets
FOLDER/PLURAL.GROUP.yaml without descriptions and build annotations: names, scope, versions,
schemas, validation rules, printer columns, subresources stay as they are. Needs PyYAML.
"""

import pathlib
import sys

import yaml

# Folder, upstream project and version, by the group of the API.
SOURCES = {
    "gateway.networking.k8s.io": ("gateway-api", "kubernetes-sigs/gateway-api v1.5.0"),
    "security.istio.io": ("istio", "istio/api v1.29.2"),
    "networking.istio.io": ("istio", "istio/api v1.29.2"),
    "telemetry.istio.io": ("istio", "istio/api v1.29.2"),
    "extensions.istio.io": ("istio", "istio/api v1.29.2"),
    "agentgateway.dev": ("agentgateway", "agentgateway/agentgateway v1.1.0"),
    "kagent.dev": ("kagent", "kagent-dev/kagent v0.9.2"),
    "monitoring.coreos.com": ("monitoring", "prometheus-operator/prometheus-operator v0.77.2"),
}
# The stage has no use for these; their schemas repeat a whole pod.
LEFT_OUT = {"sandboxagents", "agentharnesses", "modelproviderconfigs"}
LARGE = 150_000  # bytes; beyond it only the two that the demo's values refer to
LARGE_KEPT = {"prometheuses", "alertmanagers"}
DROPPED = {"description", "example", "externalDocs", "title"}


class Dumper(yaml.SafeDumper):
    """Block style above schemas, flow style inside: a fifth of the bytes, still one key a place."""


class Flow(dict):
    pass


Dumper.add_representer(
    Flow, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True))
Dumper.ignore_aliases = lambda self, data: True
yaml.SafeLoader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: node.value)


def reduced(schema, names=False):
    """NAMES: the keys are names of properties, which may be called as anything."""
    if isinstance(schema, list):
        return [reduced(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return Flow((key, value if key in ("default", "enum", "example") and not names
                 else reduced(value, key == "properties" and not names))
                for key, value in schema.items() if names or key not in DROPPED)


def reduced_crd(crd):
    spec = crd["spec"]
    for version in spec["versions"]:
        version["schema"] = {"openAPIV3Schema": reduced(version["schema"]["openAPIV3Schema"])}
        version["additionalPrinterColumns"] = [
            Flow((k, v) for k, v in column.items() if k != "description")
            for column in version.get("additionalPrinterColumns", [])]
        if not version["additionalPrinterColumns"]:
            del version["additionalPrinterColumns"]
    metadata = {"name": crd["metadata"]["name"]}
    labels = {k: v for k, v in crd["metadata"].get("labels", {}).items() if "helm" not in v.lower()
              and not k.startswith(("app.kubernetes.io/", "helm.sh/"))}
    # Gateway API's own marks of channel and version are read by controllers.
    marks = {k: v for k, v in crd["metadata"].get("annotations", {}).items()
             if k.startswith("gateway.networking.k8s.io/") or k == "api-approved.kubernetes.io"}
    if labels:
        metadata["labels"] = labels
    if marks:
        metadata["annotations"] = marks
    kept = {k: spec[k] for k in ("group", "names", "scope", "versions", "conversion") if k in spec}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": metadata, "spec": kept}


def main():
    source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    total = 0
    for path in sorted(source.glob("*.yaml")):
        crd = yaml.safe_load(path.read_text())
        plural, group = crd["spec"]["names"]["plural"], crd["spec"]["group"]
        if group not in SOURCES or plural in LEFT_OUT:
            continue
        folder, upstream = SOURCES[group]
        if plural == "mcpservers":
            upstream = "kagent-dev/kmcp v0.2.8"
        text = yaml.dump(reduced_crd(crd), Dumper=Dumper, sort_keys=False, width=10000,
                         allow_unicode=True)
        head = ("# NOTICE: reduced from " + upstream + " (Apache-2.0) by "
                "packaging/crds/reduce_crds.py: structure only, descriptions left out.\n")
        if len(text) > LARGE and folder == "monitoring" and plural not in LARGE_KEPT:
            print("left out:", path.name, len(text))
            continue
        (target / folder).mkdir(parents=True, exist_ok=True)
        (target / folder / path.name).write_text(head + text)
        total += len(text)
        print(f"{len(text):8} {folder}/{path.name}")
    print(f"{total:8} bytes")


if __name__ == "__main__":
    main()
