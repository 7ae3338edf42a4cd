# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""A stage with the demo on it, for clients that are not ours."""

import json
import os
import select
import signal
import subprocess
import time


class Failed(Exception):
    """One of our programs did not do what the clients need."""


def own_folders(folder):
    """The environment of somebody who never used these programs."""
    env = dict(os.environ, HOME=str(folder), QT_QPA_PLATFORM="offscreen")
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        env[f"XDG_{name}_HOME"] = str(folder / name.lower())
    env.pop("KUBECONFIG", None)
    return env


def child(stack, words, env, log, read=False):
    """A program that ends with STACK, whatever happens."""
    out = subprocess.PIPE if read else log
    process = subprocess.Popen([str(word) for word in words], env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=log)

    def end():
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()

    stack.callback(end)
    return process


def documents(process, seconds):
    """The JSON lines PROCESS prints, until SECONDS are over."""
    ends, rest = time.monotonic() + seconds, b""
    while (left := ends - time.monotonic()) > 0:
        if not select.select([process.stdout], [], [], left)[0]:
            break
        some = os.read(process.stdout.fileno(), 65536)
        if not some:
            break
        *lines, rest = (rest + some).split(b"\n")
        yield from (json.loads(line) for line in lines if line)


def ready(process):
    for document in documents(process, 60):
        if document.get("ready"):
            return document
    raise Failed("the stage is not ready")


def deployed_stage(stack, bin_folder, folder, env, log):
    """A stage that ends with STACK, the demo deployed on it; its ready line."""
    line = ready(child(stack, [bin_folder / "trustusbank-stage", "serve", "--data", folder / "stage"], env, log, read=True))
    done = subprocess.run([bin_folder / "trustusbank-cockpit", "deploy", "--yes", "--ports", "auto", "--kubeconfig",
                           line["kubeconfig"]], env=env,
                          stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=300, check=False)
    if done.returncode != 0:
        raise Failed(f"deploy ended with {done.returncode}")
    return line
