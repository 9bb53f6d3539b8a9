"""Be the measured window: open the home, show today, and say how long that took and how much memory it holds.

Started by ``window.py`` as ``window_child.py bare|window|importing HOME YYYY-MM-DD [WORKBOOK]`` with the password on
standard input.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

STARTED = time.time()
WIDTH, HEIGHT = 1366, 768
PATIENCE = 60.0


def main() -> int:
    """Show what was asked for and print one JSON document."""
    kind, home, today, *more = sys.argv[1:]
    from PySide6.QtWidgets import QApplication

    qapp = QApplication([])
    asked = sys.stdin.read()
    if kind == "bare":
        found = _bare(qapp)
    else:
        workbook = Path(more[0]) if more else None
        found = _window(qapp, Path(home), asked, date.fromisoformat(today), workbook)
    print(json.dumps(found))
    # The window was only to be looked at: no farewell to what it holds.
    sys.stdout.flush()
    os._exit(0)


def _bare(qapp: object) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    assert isinstance(qapp, QApplication)
    window = QMainWindow()
    window.setCentralWidget(QLabel("今日"))
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.grab()
    return {"seconds": _age(), "megabytes": _resident()}


def _window(qapp: object, home: Path, password: str, today: date, workbook: Path | None) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from desktop_app.bootstrap import open_application
    from desktop_app.services.clock import Clock
    from desktop_app.ui import theme
    from desktop_app.ui.feed import ChangeFeed
    from desktop_app.ui.jobs import Job, JobRunner
    from desktop_app.ui.navigator import discover_pages
    from desktop_app.ui.shell import MainWindow, ShellInfo
    from desktop_app.ui.today.page import TodayPage

    assert isinstance(qapp, QApplication)
    theme.apply(qapp)
    app = open_application(home, password, clock=Clock(fixed_on=today))
    jobs, feed = JobRunner(), ChangeFeed()
    running: list[Job[Any]] = []
    jobs.job_started.connect(running.append)
    jobs.job_finished.connect(running.remove)
    window = MainWindow(
        ShellInfo(unit_name=app.site.unit_name),
        pages=discover_pages(),
        jobs=jobs,
        feed=feed,
        settings_file=home / "window-bench.ini",
        app=app,
    )
    window.resize(WIDTH, HEIGHT)
    window.open_first_page()
    window.show()
    page = window.navigator.current_page()
    assert isinstance(page, TodayPage)
    if workbook is not None:
        return _importing(qapp, app, jobs, workbook)
    end = time.monotonic() + PATIENCE
    while page.list.current() is None and time.monotonic() < end:
        qapp.processEvents()
        time.sleep(0.001)
    window.grab()
    seconds = _age()
    # Memory counts once the figures beside the list have come in too.
    while running and time.monotonic() < end:
        qapp.processEvents()
        time.sleep(0.005)
    window.grab()
    return {"seconds": seconds, "megabytes": _resident(), "complete_seconds": _age()}


def _importing(qapp: Any, app: Any, jobs: Any, workbook: Path) -> dict[str, float]:
    """Import the workbook as the page does, in jobs, and say how long the window did not answer meanwhile."""
    from PySide6.QtCore import QTimer

    beats: list[float] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start(5)
    over: list[bool] = []

    def write(preview: Any) -> None:
        job = jobs.writing(
            "import", lambda progress: app.imports.apply(app.actor, preview, progress=progress)
        )
        job.succeeded.connect(lambda _result: over.append(True))
        job.start()

    looking = jobs.reading(
        "preview", lambda progress: app.imports.preview(app.actor, workbook, progress=progress)
    )
    looking.succeeded.connect(write)
    began = time.monotonic()
    looking.start()
    while not over and time.monotonic() < began + PATIENCE:
        qapp.processEvents()
        time.sleep(0.001)
    gaps = sorted(later - earlier for earlier, later in pairwise(beats))
    return {
        "seconds": time.monotonic() - began,
        "longest": gaps[-1],
        "over": float(sum(gap > 0.1 for gap in gaps)),
        "done": float(bool(over)),
    }


def _age() -> float:
    """Return the seconds since the process began, the interpreter's own start included where that is known."""
    try:
        fields = Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        uptime = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
        return uptime - int(fields[19]) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return time.time() - STARTED


def _resident() -> float:
    """Return the resident memory in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    raise SystemExit(main())
