"""Measure the window: start to the first paint of today, and memory, in a process of its own without a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from measures.figures import Figure, tell
from measures.world import PASSWORD, TODAY, World

CHILD = Path(__file__).with_name("window_child.py")
RUNS = 3


def windows(world: World) -> Iterator[Figure]:
    """Start the window on the township three times after once for warming up, and a bare Qt window beside it."""
    if find_spec("PySide6") is None:
        tell("  Qt is not installed here: no window to measure")
        return
    app = world.filled
    if app.duties.is_stale(app.actor):
        app.duties.refresh(app.actor)
    bare, own = [], []
    with world.lent() as home:
        for run in range(RUNS + 1):
            bare.append(_start("bare", home))
            own.append(_start("window", home))
            tell(f"  run {run}: {own[-1]}")
    yield Figure(
        name="window-start",
        what="start of the process to the first paint of today, warm, password given",
        values=[run["seconds"] for run in own[1:]],
        budget=2,
        floor=[run["seconds"] for run in bare[1:]],
        floor_what="a bare Qt window with one label",
    )
    yield Figure(
        name="window-complete",
        what="– until the month's figures beside the list are painted too",
        values=[run["complete_seconds"] for run in own[1:]],
        budget=None,
    )
    yield Figure(
        name="window-memory",
        what="memory of the window on today",
        values=[run["megabytes"] for run in own[1:]],
        budget=300,
        unit="MB",
        floor=[run["megabytes"] for run in bare[1:]],
        floor_what="a bare Qt window with one label",
    )


def imports_alive(world: World) -> Iterator[Figure]:
    """Import the register's workbook in the window's jobs and find the longest time it did not answer."""
    if find_spec("PySide6") is None:
        tell("  Qt is not installed here: no window to measure")
        return
    app = world.new_home("alive")
    home = app.store.folder
    world.close_home(app)
    found = _start("importing", home, str(world.workbook))
    tell(f"  {found}")
    yield Figure(
        name="import-in-window",
        what=f"import a workbook of {world.elders:,} elders from the window",
        values=[found["seconds"]],
        budget=15,
    )
    yield Figure(
        name="import-stall",
        what="– the longest time the window did not answer meanwhile",
        values=[found["longest"]],
        budget=0.1,
    )


def _surroundings(root: Path, home: Path) -> dict[str, str]:
    """Return the surroundings of a usual start: compiled modules are kept from one start to the next."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = str(home.parent / "compiled")
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(root),
        "PYTHONPYCACHEPREFIX": compiled,
    }


def _start(kind: str, home: Path, *more: str) -> dict[str, float]:
    found: dict[str, float] = _told([str(CHILD), kind, str(home), TODAY.isoformat(), *more], home, 120)
    return found


def start_child(script: str, home: Path, *more: str, patience: float) -> dict[str, Any]:
    """Run a script of this folder on a home, at most ``patience`` seconds, and return the document it prints."""
    return _told([str(CHILD.with_name(script)), str(home), TODAY.isoformat(), *more], home, patience)


def _told(words: list[str], home: Path, patience: float) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, *words],
        input=PASSWORD.encode(),
        env=_surroundings(CHILD.parent.parent.parent, home),
        capture_output=True,
        timeout=patience,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    found: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return found
