#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
# SPDX-License-Identifier: Apache-2.0
"""Holds the includes and the link lines against the house's arrows (design.md, The house).

    arrows.py ROOT        prints each arrow that turns back as file:line: why; exit 1 if there is one
    arrows.py --self-test samples that are wrong, each for one reason, and one that is right
"""

import pathlib
import re
import sys
import tempfile

# Room: what may be included from it, itself aside. What a room may see is listed in full: an arrow
# does not come along with another.
ROOMS = {
    "backend/core": [],
    "backend/http": ["core"],
    "backend/tools": ["core"],
    "backend/kube": ["core", "http"],
    "backend/forward": ["core", "http", "kube"],
    "backend/deploy": ["core", "http", "kube", "tools"],
    "backend/evidence": ["core", "http", "kube"],
    "backend/show": ["core"],
    "backend/report": ["core"],
    "backend/stage/net": [],
    "backend/stage/schema": ["stage/net"],
    "backend/stage/registry": ["stage/net"],
    "backend/stage/workloads": ["stage/net"],
    "backend/stage/cluster": ["stage/net", "stage/schema"],
    "backend/stage/tools": ["stage/net", "stage/workloads"],
}
ROOMS["backend/stage/nodes"] = ["stage/net", "stage/schema", "stage/cluster", "stage/workloads"]
for above in ("mesh", "agents", "observe"):
    ROOMS[f"backend/stage/{above}"] = ROOMS["backend/stage/nodes"] + ["stage/nodes"]
ROOMS = {room: {f"backend/{name}" for name in seen} for room, seen in ROOMS.items()}

COCKPIT = {room for room in ROOMS if not room.startswith("backend/stage/")}
STAGE = set(ROOMS) - COCKPIT
# The window sees values and signals, never the wire.
ROOMS["widgets"] = COCKPIT - {"backend/http"}
ROOMS["app/cockpit"] = COCKPIT
ROOMS["app/window"] = COCKPIT | {"widgets", "app/cockpit"}
ROOMS["app/program"] = {"app/cockpit", "app/window"}
ROOMS["app/stage"] = STAGE
# The precompiled header stands beside the rooms that share it.
ROOMS["backend/stage"] = set()
ROOMS["tests/unit"] = COCKPIT | {"tests/support"}
ROOMS["tests/app"] = COCKPIT | {"app/cockpit", "tests/support"}
ROOMS["tests/gui"] = COCKPIT | {"widgets", "app/cockpit", "app/window", "tests/support"}
ROOMS["tests/stage"] = STAGE | {"tests/support"}

# Qt's modules that are GPL only; Apache-2.0 could not be kept with one of them.
GPL_ONLY = ("HttpServer Charts DataVisualization Graphs GraphsWidgets NetworkAuth VirtualKeyboard "
            "Lottie Bodymovin QuickTimeline Quick3D Quick3DPhysics QuickEffectMaker Mqtt Coap OpcUa "
            "WaylandCompositor Protobuf Grpc InsightTracker").split()

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
QT_HEADER = re.compile(r"^Q[A-Z]\w*(/\w+)?$|^Qt\w+/|^q[a-z]+\.h$")
LIBRARY = re.compile(r"\b(cockpit|stage)_library\(\s*(\w+)([^)]*)\)")
QT_MODULE = re.compile(r"\bQt6::(\w+)")
QT_COMPONENTS = re.compile(r"find_package\(\s*Qt6\b([^)]*)\)")


def room_of(path):
    """The longest known room that holds a path like backend/stage/mesh/gateway/x.h, or None."""
    parts = path.split("/")
    for length in (3, 2, 1):
        name = "/".join(parts[:length])
        if len(parts) > length and name in ROOMS:
            return name if name != "backend/stage" or len(parts) == 3 else None
    return None


def lines_of(path):
    return enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)


def source_faults(root):
    for top in ("app", "backend", "widgets", "tests"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".in") or not path.is_file():
                continue
            name = path.relative_to(root).as_posix()
            here = room_of(name)
            if here is None and top in ("app", "backend", "widgets"):
                yield f"{name}:1: a room that tests/arrows does not know"
                continue
            for number, line in lines_of(path):
                match = INCLUDE.match(line)
                if match:
                    for why in include_faults(root, here, *match.groups()):
                        yield f"{name}:{number}: {why}"


def include_faults(root, here, quoted, system):
    if system:
        module = re.match(r"Qt(\w+)/", system)
        if module and module[1] in GPL_ONLY:
            yield f"<{system}> is of a Qt module that is GPL only"
        if here and (here.startswith("backend/stage") or here == "app/stage") and QT_HEADER.match(system):
            yield f"<{system}>: the stage has no Qt"
        return
    if quoted.endswith(".moc") or quoted.startswith("moc_"):
        return
    there = room_of(quoted)
    if there is None:
        if "/" not in quoted or not (root / quoted).is_file():
            yield f'"{quoted}" is not written from the root'
        return
    if here and here in ROOMS and there != here and there not in ROOMS[here]:
        yield f'"{quoted}": {here} does not look into {there}'


def link_faults(root):
    """The same arrows in the link lines, where a forgotten include cannot hide them."""
    for path in [root / "CMakeLists.txt", *sorted(root.glob("[abtw]*/**/CMakeLists.txt")),
                 *sorted(root.glob("packaging/cmake/*.cmake"))]:
        if not path.is_file():
            continue
        name = path.relative_to(root).as_posix()
        text = path.read_text()
        for kind, library, links in LIBRARY.findall(text):
            prefix = "backend/" if kind == "cockpit" else "backend/stage/"
            room = prefix + library
            for linked in re.findall(r"\b(cockpit|stage)_(\w+)", links):
                there = ("backend/" if linked[0] == "cockpit" else "backend/stage/") + linked[1]
                if there not in ROOMS.get(room, ()):
                    yield f"{name}: {room} does not link {there}"
            modules = set(QT_MODULE.findall(links))
            if kind == "stage" and modules:
                yield f"{name}: {room} links Qt; the stage has none"
            if kind == "cockpit" and modules & {"Gui", "Widgets", "Svg", "Quick"}:
                yield f"{name}: {room} links Qt's Gui; the backend has none"
        named = set(QT_MODULE.findall(text))
        for components in QT_COMPONENTS.findall(text):
            named |= set(components.split())
        for module in sorted(named & set(GPL_ONLY)):
            yield f"{name}: Qt's {module} is GPL only"


def faults(root):
    return [*source_faults(root), *link_faults(root)]


# Each sample is a tree of one or two files, and what must be said about it ("" for nothing).
SAMPLES = [
    ("core looks at nothing", {"backend/core/a.h": '#include "backend/kube/client.h"'},
     "backend/core does not look into backend/kube"),
    ("kube does not know deploy", {"backend/kube/a.cpp": '#include "backend/deploy/plan.h"'},
     "backend/kube does not look into backend/deploy"),
    ("siblings do not meet", {"backend/forward/a.cpp": '#include "backend/evidence/board.h"'},
     "backend/forward does not look into backend/evidence"),
    ("show names intents only", {"backend/show/a.h": '#  include "backend/kube/client.h"'},
     "backend/show does not look into backend/kube"),
    ("the stage shares no parser", {"backend/stage/cluster/a.h": '#include "backend/kube/client.h"'},
     "backend/stage/cluster does not look into backend/kube"),
    ("the cockpit knows no stage", {"backend/deploy/a.h": '#include "backend/stage/cluster/store.h"'},
     "backend/deploy does not look into backend/stage/cluster"),
    ("nor does its composition root", {"app/cockpit/a.cpp": '#include "backend/stage/net/http.h"'},
     "app/cockpit does not look into backend/stage/net"),
    ("subfolders belong to their room", {"backend/stage/mesh/gateway/a.h": '#include "backend/stage/observe/loki.h"'},
     "backend/stage/mesh does not look into backend/stage/observe"),
    ("no Qt in the stage", {"backend/stage/net/a.h": "#include <QString>"}, "the stage has no Qt"),
    ("no Qt in the stage's program", {"app/stage/a.h": "#include <QtCore/QString>"}, "the stage has no Qt"),
    ("no GPL-only module by include", {"backend/core/a.h": "#include <QtHttpServer/QHttpServer>"}, "GPL only"),
    ("no GPL-only module by link", {"CMakeLists.txt": "find_package(Qt6 6.4 REQUIRED COMPONENTS Core Charts)"},
     "Qt's Charts is GPL only"),
    ("no link back", {"backend/CMakeLists.txt": "cockpit_library(http cockpit_kube)"},
     "backend/http does not link backend/kube"),
    ("no Gui below the window", {"backend/CMakeLists.txt": "cockpit_library(report cockpit_core Qt6::Gui)"},
     "links Qt's Gui"),
    ("the window sees no wire", {"widgets/present/a.h": '#include "backend/http/transport.h"'},
     "widgets does not look into backend/http"),
    ("includes are rooted", {"backend/core/a.cpp": '#include "a.h"', "backend/core/a.h": ""},
     "is not written from the root"),
    ("a new room is an entry here", {"backend/cellar/a.h": ""}, "a room that tests/arrows does not know"),
    ("also on the stage", {"backend/stage/cellar/a.h": ""}, "a room that tests/arrows does not know"),
    ("unit tests stay on their side", {"tests/unit/kube/a.cpp": '#include "backend/stage/net/http.h"'},
     "tests/unit does not look into backend/stage/net"),
    ("what is allowed is not a fault",
     {"backend/deploy/a.cpp": '#include "backend/kube/client.h"\n#include "backend/core/task.h"\n#include <QString>',
      "backend/stage/mesh/gateway/a.cpp": '#include "backend/stage/mesh/b.h"\n#include "backend/stage/nodes/b.h"',
      "tests/unit/kube/tst_a.cpp": '#include "backend/kube/client.h"\n#include "tst_a.moc"',
      "backend/CMakeLists.txt": "cockpit_library(kube cockpit_http cockpit_core Qt6::Network)"}, ""),
]


def self_test():
    wrong = 0
    for title, files, expected in SAMPLES:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text + "\n")
            said = faults(root)
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
    print("\n".join(said) or "every arrow points the right way")
    return 1 if said else 0


sys.exit(main())
