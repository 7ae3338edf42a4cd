#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Measures both programs as they are used, and prints the peer's figure beside ours where there is one.

    bench.py BINDIR --report FILE [NAME...]

show   one rehearsal at fast pace: deploy, each act, the tag move, peak memory of both programs
reads  a stage alone: its ready time, and the same reads by a plain HTTPS client and by kubectl
log    CPU time of the GUI thread's turns with 100,000 log lines a second
window  the real window on a stage: first frame, usable, memory with eight tabs beside chromium's with the
       same pages, CPU time of the GUI thread's turns through the show
deploy four deploys, each on a stage of its own: wall clock beside the critical path, and the forecast
forwards  ours beside kubectl port-forward on a real cluster made for it (TEST_CLUSTER, or
       ../shared/cluster/cluster; needs root)
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import yaml

import benchdeploy

READS = [  # what kubectl is asked, and the same as a path
    ("get pods -A", "/api/v1/pods"),
    ("get deployments -A", "/apis/apps/v1/deployments"),
    ("get namespaces", "/api/v1/namespaces"),
    ("get events -A", "/api/v1/events"),
]


class PeakMemory(threading.Thread):
    """The highest resident memory of a program and of the stage below it, from /proc."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.peaks = {}
        self.over = threading.Event()

    def run(self):
        while not self.over.wait(0.2):
            for pid in self.family():
                self.look(pid)

    def family(self):
        parents = {}
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    parents[int(entry)] = int(pathlib.Path(f"/proc/{entry}/stat").read_text().rsplit(")", 1)[1].split()[1])
                except (OSError, IndexError):
                    continue
        found = [self.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def look(self, pid):
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return
        name = " ".join([os.path.basename(words[0])] + [word for word in words[1:2] if word in ("serve", "workload", "tool")])
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                self.peaks[name] = max(self.peaks.get(name, 0), int(line.split()[1]) / 1024)


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def lines_of(folder):
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text().splitlines():
            try:
                yield path, json.loads(line)
            except ValueError:
                continue  # a torn last line


def act_seconds(folder):
    """From an act's first running cue to its verdict."""
    begun, took = None, {}
    for path, line in lines_of(folder):
        if path.parent.name != "shows":
            continue
        if line.get("event") == "cue" and line.get("outcome") == "running" and begun is None:
            begun = instant(line["t"])
        if line.get("event") == "act" and begun is not None:
            took[line.get("id", "?")] = (instant(line["t"]) - begun).total_seconds()
            begun = None
    return took


def step_seconds(folder, step):
    for path, line in lines_of(folder):
        if line.get("id") == step and isinstance(line.get("seconds"), (int, float)):
            return line["seconds"]
        if line.get("step") == step and isinstance(line.get("seconds"), (int, float)):
            return line["seconds"]
    return None


def show(programs):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        result = folder / "result.json"
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"), XDG_DATA_HOME=str(folder / "data"))
        begun = time.monotonic()
        process = subprocess.Popen([programs / "trustusbank-cockpit", "rehearse", "--json", result], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        memory = PeakMemory(process.pid)
        memory.start()
        said = process.communicate()[1]
        took = time.monotonic() - begun
        memory.over.set()
        memory.join()
        if not result.exists():
            return [], f"rehearse exited {process.returncode} without a result: {said[-500:]}"
        document = json.loads(result.read_text())
        rows = [("rehearse, from start to end", took, "s", "< 60 (fast pace, 2 cores)")]
        phases = document.get("phases", [])
        rows.append(("deploy, sum of its phases", sum(phase.get("seconds", 0) for phase in phases), "s", ""))
        rows += [(f"phase {phase['id']} {phase.get('title', '')}", phase.get("seconds", 0), "s", "") for phase in phases]
        rows += [(f"act {act}, to its verdict", seconds, "s", "") for act, seconds in act_seconds(folder / "state").items()]
        moved = step_seconds(folder / "state", "compromise.1")
        if moved is not None:
            rows.append(("tag move", moved, "s", "< 0.3"))
        rows += [(f"peak memory, {name}", peak, "MiB", "< 120" if "cockpit" in name else "") for name, peak in sorted(memory.peaks.items())]
        why = "" if process.returncode == 0 else f"rehearse exited {process.returncode}: {document.get('why', '')}"
        return rows, why


class Stage:
    """A stage of its own, ended with its children."""

    def __init__(self, programs, folder):
        begun = time.monotonic()
        self.process = subprocess.Popen([programs / "trustusbank-stage", "serve", "--data", folder / "data", "--kubeconfig", folder / "kubeconfig"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.ready = json.loads(self.process.stdout.readline() or '{"ready": false, "why": "no ready line"}')
        self.seconds = time.monotonic() - begun

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()


def median(action, times=7):
    taken = []
    for _ in range(times):
        begun = time.monotonic()
        action()
        taken.append(time.monotonic() - begun)
    return statistics.median(taken)


def plain_client(kubeconfig, folder):
    """The same credentials for a plain HTTPS client."""
    import base64
    config = yaml.safe_load(kubeconfig.read_text())
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]

    def file_for(holder, key):
        if holder.get(key):
            return holder[key]
        if not holder.get(key + "-data"):
            return None
        path = folder / key
        path.write_bytes(base64.b64decode(holder[key + "-data"]))
        return str(path)

    context = None
    if cluster["server"].startswith("https"):
        context = ssl.create_default_context(cafile=file_for(cluster, "certificate-authority"))
        certificate = file_for(user, "client-certificate")
        if certificate:
            context.load_cert_chain(certificate, file_for(user, "client-key"))
    token = user.get("token") or (pathlib.Path(user["tokenFile"]).read_text().strip() if user.get("tokenFile") else "")
    headers = {"Authorization": "Bearer " + token} if token else {}

    def read(path):
        request = urllib.request.Request(cluster["server"].rstrip("/") + path, headers=headers)
        with urllib.request.urlopen(request, context=context) as reply:
            return reply.read()

    return read


def reads(programs):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        with Stage(programs, folder) as stage:
            if not stage.ready.get("ready"):
                return [], f"the stage did not get ready: {stage.ready.get('why', '')}"
            rows = [("stage ready", stage.seconds, "s", "")]
            kubeconfig = pathlib.Path(stage.ready["kubeconfig"])
            read = plain_client(kubeconfig, folder)
            kubectl = shutil.which("kubectl")
            for question, path in READS:
                peer = "no kubectl here"
                if kubectl:
                    command = [kubectl, "--kubeconfig", kubeconfig, "--cache-dir", folder / "cache", *question.split()]
                    failed = subprocess.run(command, capture_output=True, text=True, check=False)
                    if failed.returncode != 0:
                        return rows, f"kubectl {question}: {failed.stderr.strip()[-300:]}"
                    peer = f"kubectl: {median(lambda c=command: subprocess.run(c, capture_output=True, check=True)):.3f} s"
                rows.append((question, median(lambda p=path: read(p)), "s", peer))
            return rows, ""


def forwards(programs):
    here = pathlib.Path(__file__).resolve().parent
    harness = pathlib.Path(os.environ.get("TEST_CLUSTER") or here.parent.parent / "shared/cluster/cluster")
    if not harness.exists() or os.geteuid() != 0:
        return [], f"it takes root and a test cluster ({harness})"
    subprocess.run([harness, "up"], check=True, stdout=sys.stderr)
    try:
        ran = subprocess.run([harness, "exec", sys.executable, here / "benchforwards.py", programs / "trustusbank-cockpit"],
                             stdout=subprocess.PIPE, text=True, check=False)
    finally:
        subprocess.run([harness, "down"], check=False, stdout=sys.stderr)
    if ran.returncode != 0:
        return [], f"benchforwards.py exited {ran.returncode}"
    return json.loads(ran.stdout.splitlines()[-1]), ""


def deploy(programs):
    return benchdeploy.deploy(programs, Stage)


def log(programs):
    """CPU time of one turn of the GUI thread while Deploy mode's log takes 100,000 lines a second."""
    test = programs.parent / "tests" / "gui_tst_deploy"
    if not test.exists():
        return [], f"{test} is not built"
    ran = subprocess.run([test, "hundredThousandLinesASecond"], text=True, capture_output=True, check=False,
                         env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "LOG_SECONDS": "12"})
    figures = re.search(r"bench log: .* median ([\d.]+) ms, p99.9 ([\d.]+) ms, worst ([\d.]+) ms .* ([\d.]+) %",
                        ran.stdout + ran.stderr)
    if not figures:
        return [], f"gui_tst_deploy exited {ran.returncode} without its figures"
    names = ("a turn, median", "a turn, p99.9", "a turn, worst", "of one core")
    beside = ("", "", "≤ 16", "")
    units = ("ms", "ms", "ms", "%")
    return list(zip(names, map(float, figures.groups()), units, beside)), ""


def window(programs):
    """The real window with its eight tabs, on a stage of its own, through one show."""
    test = programs / "gui_bench_window"
    if not test.exists():
        return [], f"{test} is not built"
    rows, why = window_once(programs, test, {})
    # And with the audience's window on a second screen, which only the offscreen platform has anywhere.
    mirrored, why_not = window_once(programs, test, {"BENCH_MIRROR": "1"})
    rows += [(f"{what}, with the mirror", *rest) for what, *rest in mirrored if what.startswith("GUI thread")]
    return rows, why or why_not


def window_once(programs, test, extra):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        own = {name: str(pathlib.Path(folder) / name) for name in ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
        for path in own.values():
            os.makedirs(path, mode=0o700)
        ran = subprocess.run([test], text=True, capture_output=True, check=False, timeout=300,
                             env={**os.environ, **own, "PATH": f"{programs}:{os.environ['PATH']}", "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), **extra})
    try:
        rows = json.loads(ran.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        rows = []
    return [tuple(row) for row in rows], "" if ran.returncode == 0 and rows else f"gui_bench_window exited {ran.returncode}: {ran.stderr[-500:]}"


def verdict(value, beside):
    """Says how a figure stands to its target; "" where there is none, or only a peer. It decides nothing:
    another machine, or a busy one, has other figures."""
    target = re.match(r"(<|≤|±) ?([\d.]+)", beside)
    if not target or not isinstance(value, (int, float)):
        return ""
    limit = float(target[2])
    held = {"<": value < limit, "≤": value <= limit, "±": abs(value) <= limit}[target[1]]
    return "within" if held else "**over**"


def shown(value):
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def main():
    benches = {"reads": reads, "show": show, "deploy": deploy, "forwards": forwards, "log": log, "window": window}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--report", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_intermixed_args()
    unknown = [name for name in options.names if name not in benches]
    if unknown:
        print(f"bench: no '{unknown[0]}'; there are: {', '.join(benches)}", file=sys.stderr)
        return 2
    failed = False
    with options.report.open("a") as report:
        for name in options.names or benches:
            rows, why = benches[name](options.programs.resolve())
            out = [f"## {name}", "", "| what | measured | target or peer | verdict |", "|---|---|---|---|"]
            out += [f"| {what} | {shown(value)} {unit} | {beside} | {verdict(value, beside)} |" for what, value, unit, beside in rows]
            out += ["", f"Failed: {why}"] if why else []
            print("\n".join(out) + "\n", flush=True)
            report.write("\n".join(out) + "\n\n")
            failed = failed or bool(why)
    return 1 if failed else 0


sys.exit(main())
