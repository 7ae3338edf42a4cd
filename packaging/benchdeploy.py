# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""A deploy's wall clock beside its critical path, and its own forecast at half time after three runs."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile

ROUNDS = 4


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def needs_of(printed):
    """{step: [steps before it]} from `deploy --dry-run`."""
    needs = {}
    for line in printed.splitlines():
        step = re.match(r"(\S+)  \S+  ", line)
        if step and "(skipped: " not in line:
            after = re.search(r"\(after ([^)]*)\)", line)
            needs[step.group(1)] = after.group(1).split(", ") if after else []
    return needs


def critical(needs, took):
    ends = {}

    def end(step):
        if step not in ends:
            ends[step] = max((end(each) for each in needs.get(step, [])), default=0) + took.get(step, 0)
        return ends[step]

    return max((end(step) for step in took), default=0)


def read(journal):
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    steps = [line for line in lines if line.get("event") == "step"]
    took = {line["step"]: line["seconds"] for line in steps if line["state"] in ("done", "already") and "seconds" in line}
    begun = instant(next(line for line in lines if line.get("event") == "plan")["t"])
    wall = (instant(lines[-1]["t"]) - begun).total_seconds()
    forecasts = [(line["seconds"], line["remaining"]) for line in lines if line.get("event") == "phase"]
    return took, wall, forecasts


def deploy(programs, stage_of):
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        folder = pathlib.Path(folder)
        environment = dict(os.environ, XDG_STATE_HOME=str(folder / "state"), XDG_DATA_HOME=str(folder / "data"), XDG_CACHE_HOME=str(folder / "cache"))
        needs = {}
        for number in range(ROUNDS):
            home = folder / str(number)
            home.mkdir()
            with stage_of(programs, home) as stage:
                if not stage.ready.get("ready"):
                    return [], f"the stage did not get ready: {stage.ready.get('why', '')}"
                command = [programs / "trustusbank-cockpit", "deploy", "--kubeconfig", stage.ready["kubeconfig"], "--port-offset", "5600"]
                if not needs:
                    needs = needs_of(subprocess.run([*command, "--dry-run"], env=environment, capture_output=True, text=True, check=False).stdout)
                ran = subprocess.run([*command, "--yes"], env=environment, capture_output=True, text=True, check=False)
                if ran.returncode != 0:
                    return [], f"deploy exited {ran.returncode}: {ran.stderr.strip()[-300:]}"
        took, wall, forecasts = read(sorted((folder / "state").rglob("deploys/*.jsonl"))[-1])
        path = critical(needs, took)
        rows = [("steps", len(took), "", ""), ("deploy on a stage", wall, "s", ""), ("its critical path", path, "s", ""),
                ("over its critical path", (wall / path - 1) * 100, "%", "≤ 2")]
        halfway = min(forecasts, key=lambda each: abs(each[0] - wall / 2), default=None)
        if halfway:
            at, remaining = halfway
            rows.append((f"forecast at {at:.1f} s, off by", (at + remaining - wall) / (wall - at) * 100 if wall > at else 0, "%", "± 20 at half time"))
        return rows, ""
