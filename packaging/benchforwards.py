#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Our forwards beside kubectl port-forward, both to the same pod of a real cluster.

    benchforwards.py COCKPIT        prints [[what, ours, unit, kubectl's], …] as JSON

KUBECONFIG names the cluster, and kubectl is on the path: run it with the test cluster's exec, so
that all of it shares one loopback. Each figure is taken in rounds, ours and kubectl's in turn.
"""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

import yaml

NS = "bench-forwards"
BIG = 16  # MiB
OBJECTS = """
apiVersion: v1
kind: Namespace
metadata: {name: %(ns)s}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: %(ns)s}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - name: web
        image: localhost/tools:1
        imagePullPolicy: Never
        command: [sh, -c, "mkdir -p /tmp/www && cd /tmp/www && echo bench-page >index.html && dd if=/dev/zero of=big bs=1M count=%(big)d && exec busybox httpd -f -p 8080 -h /tmp/www"]
        readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: %(ns)s}
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
""" % {"ns": NS, "big": BIG}


def kubectl(*words, text=None):
    return subprocess.run(["kubectl", *words], input=text, capture_output=True, text=True, check=True).stdout


def fetch(port, path="/", host="127.0.0.1", buffer=None, timeout=30):
    """A fresh connection and one GET, until the whole answer is there; its bytes. The end of the
    connection is not waited for: containerd takes a second for it."""
    with socket.create_connection((host, port), timeout=timeout) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n" % path.encode())
        buffer = buffer or bytearray(65536)
        head, size, whole = b"", 0, None
        while whole is None or size < whole:
            got = connection.recv_into(buffer)
            if got == 0:
                raise OSError(f"{size} bytes of {whole}")
            size += got
            if whole is None:
                head += bytes(buffer[:got])
                if b"\r\n\r\n" in head:
                    whole = head.index(b"\r\n\r\n") + 4 + int(re.search(rb"content-length: *(\d+)", head.lower()).group(1))
        if b" 200" not in head[:12]:
            raise OSError(f"no 200 but {head[:12]!r}")
        return size


def latencies(port, host="127.0.0.1", times=200, pause=0.0):
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        fetch(port, host=host)
        taken.append((time.perf_counter() - begun) * 1000)
        time.sleep(pause)
    return taken


def throughput(port, streams, host="127.0.0.1"):
    """MB/s of so many downloads at once."""
    each = 12 if streams == 1 else 1
    sizes, faults = [], []

    def download():
        buffer = bytearray(1 << 18)
        try:
            for _ in range(each):
                sizes.append(fetch(port, "/big", host, buffer, 120))
        except OSError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=download) for _ in range(streams)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise OSError(f"{len(faults)} of {streams} downloads: {faults[0]}")
    return sum(sizes) / 1e6 / (time.perf_counter() - begun)


def private(pid):
    """MiB that this process has written; pages of its files are shared with whoever runs it, too."""
    size = 0
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Private_Dirty:"):
            size += int(line.split()[1])
    return size / 1024


def answers(port, seconds=30.0):
    """Seconds until a fresh connection is answered; None when it is not in time."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        with contextlib.suppress(OSError):
            fetch(port, timeout=5)
            return time.perf_counter() - begun
        time.sleep(0.02)
    return None


class Peers:
    """So many kubectl port-forward, each with a port of its own."""

    def __init__(self, count, first=25001):
        self.ports = [first + i for i in range(count)]
        self.processes = [subprocess.Popen(["kubectl", "-n", NS, "port-forward", "svc/web", f"{port}:80"],
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for port in self.ports]
        for port in self.ports:
            if answers(port) is None:
                raise OSError("kubectl port-forward does not answer")

    def memory(self):
        return sum(private(process.pid) for process in self.processes)

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


class Ours:
    """The cockpit with COUNT forwards, all Verified."""

    def __init__(self, cockpit, folder, count):
        bundle = folder / "demo"
        if not bundle.exists():
            subprocess.run([cockpit, "demo", "export", bundle], check=True, capture_output=True)
            text = yaml.safe_load((bundle / "demo.yaml").read_text())
            for one in text["forwards"]:
                one.update(namespace=NS, service="web", servicePort=80, probe={"path": "/", "status": 200, "contains": "bench-page"})
            (bundle / "demo.yaml").write_text(json.dumps(text, indent=1))  # which is YAML, and quotes what is text
        ids = [one["id"] for one in yaml.safe_load((bundle / "demo.yaml").read_text())["forwards"]][:count]
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"), XDG_CACHE_HOME=str(folder / "cache"))
        self.process = subprocess.Popen(
            [cockpit, "forwards", "--demo", bundle, "--context", kubectl("config", "current-context").strip(), "--ports", "auto",
             "--only", ",".join(ids), "--json", "-"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.last, self.ports = {}, {}
        while sum(one["state"] == "Verified" for one in self.last.values()) < count:
            line = self.process.stdout.readline()
            if not line:
                raise OSError("the cockpit ended: " + self.process.stderr.read()[-500:])
            self.note(line)
        self.reader = threading.Thread(target=lambda: [self.note(line) for line in self.process.stdout], daemon=True)
        self.reader.start()

    def note(self, line):
        with contextlib.suppress(ValueError, KeyError):
            one = json.loads(line)
            self.last[one["forward"]] = one
            self.ports[one["forward"]] = int(one["local"].rsplit(":", 1)[1])

    @property
    def port(self):
        return next(iter(self.ports.values()))

    def memory(self):
        return private(self.process.pid)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def reset_mid_download(port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /big HTTP/1.1\r\nHost: bench\r\n\r\n")
        connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def survives(port):
    seconds = answers(port, 15)
    return "no answer within 15 s" if seconds is None else f"answers after {seconds:.2f} s"


def say(what):
    print(what, file=sys.stderr, flush=True)


def survival(rows, ours, peer):
    for what, act in (("a client that resets mid-download", None), ("the pod is replaced", "pod")):
        said = []
        for port in (ours, peer):
            if act is None:
                reset_mid_download(port)
                said.append(survives(port))
        if act == "pod":
            before = kubectl("-n", NS, "get", "pods", "-o", "name")
            kubectl("-n", NS, "delete", "--timeout=60s", *before.split())
            said = [None, None]
            watchers = [threading.Thread(target=lambda i=i, port=port: said.__setitem__(i, survives(port)))
                        for i, port in enumerate((ours, peer))]
            for watcher in watchers:
                watcher.start()
            for watcher in watchers:
                watcher.join()
        rows.append([f"after {what}", said[0], "", f"kubectl: {said[1]}"])


def main():
    cockpit = pathlib.Path(sys.argv[1]).resolve()
    kubectl("apply", "-f", "-", text=OBJECTS)
    kubectl("-n", NS, "rollout", "status", "deployment/web", "--timeout=60s")
    rows = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        pod = kubectl("-n", NS, "get", "pods", "-o", "jsonpath={.items[0].status.podIP}")
        one, many = Ours(cockpit, folder, 1), None
        peer = Peers(1)
        try:
            time.sleep(3)
            alone = one.memory()
            for name, pause in (("back to back", 0.0), ("every 50 ms", 0.05)):
                say(f"new connections, {name}")
                direct, ours, theirs = [], [], []
                for _ in range(3):
                    direct += latencies(8080, pod, 100)
                    ours += latencies(one.port, pause=pause)
                    theirs += latencies(peer.ports[0], pause=pause)
                for part in (0.5, 0.99):
                    rows.append([f"new connection + GET, {name}, p{int(part * 100)}", percentile(ours, part), "ms",
                                 f"kubectl: {percentile(theirs, part):.2f} ms; direct: {percentile(direct, part):.2f} ms"])
            for streams in (1, 64):
                say(f"downloads, {streams}")
                ours, theirs = [], []
                for _ in range(3):
                    ours.append(throughput(one.port, streams))
                    theirs.append(throughput(peer.ports[0], streams))
                rows.append([f"download, {streams} stream{'s' if streams > 1 else ''}", statistics.median(ours), "MB/s",
                             f"kubectl: {statistics.median(theirs):.0f} MB/s ({statistics.median(ours) / statistics.median(theirs):.2f} ×); "
                             f"direct: {throughput(8080, streams, pod):.0f} MB/s"])
            rows.append(["private memory, one forward, after the transfers", one.memory(), "MiB", f"kubectl: {peer.memory():.1f} MiB"])
            last = next(iter(one.last.values()))
            rows.append(["spare tunnels used, of those opened", last.get("sparesUsed", 0), f"of {last.get('sparesOpened', 0)}", ""])
            say("survival")
            survival(rows, one.port, peer.ports[0])
            one.end()
            peer.end()
            say("13 of each")
            peer, many = Peers(13), Ours(cockpit, folder, 13)
            time.sleep(3)
            count = len(many.ports)
            # What one more forward costs, times 13: "without any" is no state that the command has.
            ours = (many.memory() - alone) / (count - 1) * 13
            rows.append(["private memory of 13 forwards at rest", ours, "MiB",
                         f"kubectl: {peer.memory():.1f} MiB ({100 * ours / peer.memory():.1f} %); whole cockpit {many.memory():.1f} MiB"])
        finally:
            for running in (one, many, peer):
                if running:
                    with contextlib.suppress(Exception):
                        running.end()
            kubectl("delete", "--wait=false", "namespace", NS)
    print(json.dumps(rows))


main()
