#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Holds every file of the tree against the house's rules that need no compiler.

    house.py ROOT         prints each fault as file:line: why; exit 1 if there is one
    house.py --self-test  samples that are wrong, each for one reason, and one that is right

- Every file says its licence (SPDX) in its first lines, where its format has comments.
- No file names a path of the machine that it was written on.
- Headers begin with #pragma once; text ends in one newline and has no tab indents or CRs in C++.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

LICENCE = "SPDX-License-" + "Identifier: Apache-2.0"
# JSON and plain data have no comments; the CRDs are upstream's, reduced (see packaging/crds).
WITHOUT = re.compile(r"(^|/)(LICENSE|\.gitignore|\.gitattributes)$|\.(json|png|jpg|ico|ttf|woff2?|ts|tar|bin)$"
                     r"|^resources/demo/manifests/crds/|^resources/stage/openapi/|^tests/.*/(corpus|golden|samples)/")
BINARY = re.compile(r"\.(png|jpg|ico|ttf|woff2?|tar|bin)$")
# Written apart, so that this file is not its own first fault.
MACHINE = re.compile(r"(?<![\w.$}/-])/(?:" + "|".join(["work/", "root/", "home/[a-z]", "tmp/build-"]) + ")")


def files_of(root):
    """What git tracks; without git, everything but build trees."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.decode().split("\0")
    else:
        names = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*"))
                 if not any(part == ".git" or part.startswith("build") or part == "__pycache__"
                            for part in path.relative_to(root).parts)]
    return [name for name in names if name and (root / name).is_file()]


def faults_of(name, text):
    head = "\n".join(text.split("\n", 8)[:8])
    if LICENCE not in head and not WITHOUT.search(name):
        yield f"{name}:1: no SPDX licence line"
    if name.endswith(".h") and "#pragma once" not in text:
        yield f"{name}:1: no #pragma once"
    if name.endswith((".h", ".cpp")):
        if "\r" in text or re.search(r"^\t", text, re.M):
            yield f"{name}:1: tabs or CRs"
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            yield f"{name}:1: does not end in one newline"
    for number, line in enumerate(text.split("\n"), 1):
        found = MACHINE.search(line)
        if found:
            yield f"{name}:{number}: a path of one machine: {line.strip()[:80]}"


def faults(root):
    said = []
    for name in files_of(root):
        if not BINARY.search(name):
            said += faults_of(name, (root / name).read_text(encoding="utf-8", errors="replace"))
    return said


LICENSED = "// " + LICENCE + "\n"
SAMPLES = [
    ("no licence", "backend/core/a.cpp", "int a;\n", "no SPDX licence line"),
    ("no pragma", "backend/core/a.h", LICENSED + "int a;\n", "no #pragma once"),
    ("a tab", "backend/core/a.cpp", LICENSED + "\tint a;\n", "tabs or CRs"),
    ("no end of line", "backend/core/a.cpp", LICENSED + "int a;", "does not end in one newline"),
    ("a working directory", "README.md", LICENSED + "cd /" + "work/main\n", "a path of one machine"),
    ("root's home", "a.yaml", "# " + LICENCE + "\nkey: '/" + "root/.kube/config'\n", "a path of one machine"),
    ("somebody's home", "a.json", '{"file": "/' + 'home/ann/x"}\n', "a path of one machine"),
    ("somebody's build", "a.json", '{"file": "/' + 'tmp/build-ann"}\n', "a path of one machine"),
    ("JSON has no comments", "a.json", "{}\n", ""),
    ("a URL's path is no machine's", "a.md", "<!-- " + LICENCE + " -->\nhttps://example.org/" + "work/x and ./" + "root/x\n", ""),
    ("right", "backend/core/a.h", LICENSED + "#pragma once\nint a;\n", ""),
]


def self_test():
    wrong = 0
    for title, name, text, expected in SAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            said = faults(pathlib.Path(folder))
        if (expected and not any(expected in fault for fault in said)) or (not expected and said):
            wrong += 1
            print(f"{title}: expected '{expected or 'nothing'}', said {said}")
    print(f"{len(SAMPLES)} samples, {wrong} judged wrongly")
    return 1 if wrong else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    said = faults(pathlib.Path(sys.argv[1]))
    print("\n".join(said) or "the house is in order")
    return 1 if said else 0


sys.exit(main())
