#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""A stand-in for kind and docker, called by either name: it says what the real ones say for what the
demo asks of them (kind 0.31, docker 28), and keeps containers, images and nodes' files as files in
TRUSTUSBANK_STANDIN. It is no kind and no docker: no container runs.

TRUSTUSBANK_STANDIN/mode changes what happens: "fail" and "hang" in the middle of kind create, "half"
for a cluster that was left so, "off" for a docker without its daemon, "denied" for a registry that refuses its images.
TRUSTUSBANK_STANDIN/kubeconfig is the kubeconfig of the API server that a created cluster gets."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

STATE = Path(os.environ["TRUSTUSBANK_STANDIN"])


def mode():
    file = STATE / "mode"
    return file.read_text().strip() if file.exists() else ""


def say(text):
    print(text, file=sys.stderr, flush=True)


def fail(text, code=1):
    say(text)
    sys.exit(code)


def option(words, name, default=""):
    return words[words.index(name) + 1] if name in words else default


def clusters():
    return sorted(each.name for each in (STATE / "clusters").iterdir())


def nodes(name):
    file = STATE / "clusters" / name
    return file.read_text().split() if file.exists() else []


def images(folder):
    file = folder / "images"
    return file.read_text().split() if file.exists() else []


def add_image(folder, image):
    if image not in images(folder):
        with open(folder / "images", "a", encoding="utf-8") as file:
            file.write(image + "\n")


def kubeconfig_file():
    named = os.environ.get("KUBECONFIG", "").split(":")[0]
    return Path(named) if named else Path.home() / ".kube" / "config"


def write_kubeconfig(name):
    """As kind merges: other contexts stay, the own one is written anew and becomes current."""
    given = STATE / "kubeconfig"
    if not given.exists():
        return
    own = json.loads(given.read_text())
    context = "kind-" + name
    for kind in ("clusters", "users", "contexts"):
        own[kind][0]["name"] = context
    own["contexts"][0]["context"] = {"cluster": context, "user": context}
    file = kubeconfig_file()
    before = json.loads(file.read_text()) if file.exists() else {}
    for kind in ("clusters", "users", "contexts"):
        own[kind] += [each for each in before.get(kind, []) if each["name"] != context]
    own["current-context"] = context
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(own, indent=2))


def node_names(name, config):
    roles = re.findall(r"^- role: (\S+)", Path(config).read_text(), re.M) if config else []
    names, workers = [], 0
    for role in roles or ["control-plane"]:
        workers += role == "worker"
        number = str(workers) if role == "worker" and workers > 1 else ""
        names.append(f"{name}-{role}{number}")
    return names


def remove_cluster(name):
    for node in nodes(name):
        shutil.rmtree(STATE / "nodes" / node, ignore_errors=True)
    (STATE / "clusters" / name).unlink(missing_ok=True)


def create_cluster(words):
    name, image = option(words, "--name", "kind"), option(words, "--image")
    if nodes(name):
        fail("ERROR: failed to create cluster: node(s) already exist for a cluster with the name "
             f'"{name}"')
    say(f'Creating cluster "{name}" ...')
    say(f" • Ensuring node image ({image}) 🖼  ...")
    if image not in images(STATE):
        add_image(STATE, image)  # the real one is silent while it pulls
    say(f" ✓ Ensuring node image ({image}) 🖼")
    names = node_names(name, option(words, "--config"))
    say(" • Preparing nodes " + "📦 " * len(names) + " ...")
    for node in names:
        (STATE / "nodes" / node).mkdir(parents=True)
    (STATE / "clusters" / name).write_text("\n".join(names) + "\n")
    if mode() == "hang":
        while True:
            signal.pause()
    say(" ✓ Preparing nodes " + "📦 " * len(names))
    for phase in ("Writing configuration 📜", "Starting control-plane 🕹️"):
        say(f" • {phase}  ...")
        if mode() == "fail" and phase.startswith("Starting"):
            say(f" ✗ {phase}")
            remove_cluster(name)
            fail('ERROR: failed to create cluster: failed to init node with kubeadm: command "docker '
                 f'exec --privileged {names[0]} kubeadm init" failed with error: exit status 1\n'
                 "Command Output: I1129 10:00:00.000000 217 initconfiguration.go:255\n"
                 "\t[kubelet-check] The kubelet is not running")
        say(f" ✓ {phase}")
    for phase in ("Installing CNI 🔌", "Installing StorageClass 💾", "Joining worker nodes 🚜",
                  f"Waiting ≤ {option(words, '--wait')}0s for control-plane = Ready ⏳"):
        say(f" • {phase}  ...")
        say(f" ✓ {phase}")
    (STATE / "networks" / "kind").touch()
    for node in names:
        connect("kind", node)
    write_kubeconfig(name)
    say(f'Set kubectl context to "kind-{name}"')


def load_images(words):
    name, wanted = option(words, "--name", "kind"), words[2:]
    wanted = [word for word in wanted if word not in ("--name", name)]
    for image in wanted:
        if image not in images(STATE):
            fail(f'ERROR: image: "{image}" not present locally')
    for image in wanted:
        for node in nodes(name):
            if image not in images(STATE / "nodes" / node):
                say(f'Image: "{image}" with ID "sha256:{abs(hash(image)):x}" not yet present on '
                    f'node "{node}", loading...')
                add_image(STATE / "nodes" / node, image)


def kind(words):
    what = " ".join(words[:2])
    if mode() == "off":
        fail(f'ERROR: failed to list clusters: command "docker ps -a" failed with error: exit status 1\n'
             "Command Output: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
    if what == "get clusters":
        print("\n".join(clusters())) if clusters() else say("No kind clusters found.")
    elif what == "get nodes":
        name = option(words, "--name", "kind")
        print("\n".join(nodes(name))) if nodes(name) else say(f'No kind nodes found for cluster "{name}".')
    elif what == "create cluster":
        create_cluster(words)
    elif what == "delete cluster":
        name = option(words, "--name", "kind")
        say(f'Deleting cluster "{name}" ...')
        gone = nodes(name)
        remove_cluster(name)
        if gone:
            say("Deleted nodes: " + json.dumps(gone))
    elif what == "export kubeconfig":
        name = option(words, "--name", "kind")
        if not nodes(name):
            fail(f'ERROR: could not locate any control plane nodes for cluster named \'{name}\'. '
                 "Use the --name option to select a different cluster")
        if mode() == "half":
            fail(f'ERROR: failed to get cluster internal kubeconfig: command "docker exec --privileged '
                 f'{nodes(name)[0]} cat /etc/kubernetes/admin.conf" failed with error: exit status 1\n'
                 "Command Output: cat: /etc/kubernetes/admin.conf: No such file or directory")
        write_kubeconfig(name)
        say(f'Set kubectl context to "kind-{name}"')
    elif what == "load docker-image":
        load_images(words)
    else:
        fail(f"ERROR: the stand-in for kind does not know: {what}")


def connect(network, container):
    with open(STATE / "networks" / network, "a", encoding="utf-8") as file:
        file.write(container + "\n")


def pull(image):
    if mode() == "denied":
        fail(f"Error response from daemon: Head \"https://{image.split('/')[0]}/v2/\": denied: "
             "Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource")
    name, tag = image.rsplit(":", 1)
    print(f"{tag}: Pulling from {name.split('/', 1)[-1]}")
    for layer in ("5f70bf18a086", "8d41b3a1f5c2"):
        print(f"{layer}: Pulling fs layer\n{layer}: Download complete\n{layer}: Pull complete")
    print(f"Digest: sha256:{abs(hash(image)):064x}\nStatus: Downloaded newer image for {image}\n{image}",
          flush=True)
    add_image(STATE, image)


def execute(words):
    node, command = words[1], words[2:]
    root = STATE / "nodes" / node
    if not root.exists():
        fail(f"Error response from daemon: No such container: {node}")
    if command[:2] == ["crictl", "inspecti"]:
        for image in command[3:]:
            if image not in images(root):
                fail(f'time="2026-11-29T10:00:00Z" level=fatal msg="no such image \\"{image}\\" present"')
        return
    words = [word.replace("/etc/containerd", f"{root}/etc/containerd") for word in command]
    sys.exit(subprocess.run(words, check=False).returncode)


def run(words):
    name = option(words, "--name")
    if (STATE / "containers" / name).exists():
        fail("docker: Error response from daemon: Conflict. The container name "
             f'"/{name}" is already in use by container "4f1c". You have to remove (or rename) that '
             "container to be able to reuse that name.", 125)
    (STATE / "containers" / name).write_text(option(words, "-p"))
    print("4f1c" * 16)


def docker(words):
    if mode() == "off":
        fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon "
             "running?")
    what = " ".join(words[:2])
    if words[0] == "version":
        print("28.2.2")
    elif words[0] == "pull":
        pull(words[-1])
    elif words[0] == "run":
        run(words)
    elif words[0] == "exec":
        execute(words)
    elif what == "image inspect":
        if words[-1] not in images(STATE):
            fail(f"Error response from daemon: No such image: {words[-1]}")
        print(f"sha256:{abs(hash(words[-1])):064x}")
    elif words[0] == "inspect":
        if not (STATE / "containers" / words[-1]).exists():
            fail(f"Error: No such object: {words[-1]}")
        print("true")
    elif what == "network connect":
        if words[3] in (STATE / "networks" / words[2]).read_text().split():
            fail(f"Error response from daemon: endpoint with name {words[3]} already exists in network "
                 f"{words[2]}")
        connect(words[2], words[3])
    elif what == "network inspect":
        file = STATE / "networks" / words[-1]
        if not file.exists():
            fail(f"Error response from daemon: network {words[-1]} not found")
        print(file.read_text() + "\n")
    else:
        fail(f"the stand-in for docker does not know: {what}")


def main():
    program, words = Path(sys.argv[0]).name, sys.argv[1:]
    for folder in ("clusters", "nodes", "containers", "networks"):
        (STATE / folder).mkdir(parents=True, exist_ok=True)
    with open(STATE / "calls", "a", encoding="utf-8") as file:
        file.write(" ".join([program] + words).replace("\n", " ") + "\n")
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    (kind if program == "kind" else docker)(words)


main()
