"""Be the window that is walked through page by page, first in peace, then while PDFs are made without a pause.

Started by ``alive.py`` as ``pages_child.py HOME YYYY-MM-DD SHEETS`` with the password on standard input.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication

from desktop_app.app.quiet_collector import QuietCollector
from desktop_app.bootstrap import Application, open_application
from desktop_app.services.clock import Clock
from desktop_app.storage.queries.findings import FindingFilter
from desktop_app.ui import theme
from desktop_app.ui.feed import ChangeFeed
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.navigator import discover_pages
from desktop_app.ui.shell import MainWindow, ShellInfo

WIDTH, HEIGHT = 1366, 768
LEAST_SECONDS, MOST_SECONDS = 0.4, 8.0
"""How long a page is looked at after each opening: until it has read what it shows, and a moment more."""
PDF = "PDF"
"""The title of the job that makes papers beside the walk."""
STEPS = 6
"""How many keys are pressed on a page: down where a list has the keyboard, on to the next field elsewhere."""
NEEDS_A_PERSON = {
    "person": "uid",
    "elder": "uid",
    "visit": "elder_uid",
    "household-round": "elder_uid",
    "assessment": "elder_uid",
    "finding-form": "elder_uid",
    "service": "elder_uid",
    "support-paper": "elder_uid",
    "support-step": "elder_uid",
}


class Walk:
    """Opens pages in the window and notes for each how long the window was silent at most."""

    def __init__(self, qapp: QApplication, app: Application, home: Path, person: str, finding: str) -> None:
        self._qapp = qapp
        self.jobs = JobRunner()
        self.running: list[Job[Any]] = []
        self.jobs.job_started.connect(self.running.append)
        self.jobs.job_finished.connect(self.running.remove)
        feed = ChangeFeed()
        app.store.subscribe(feed.publish)
        self.window = MainWindow(
            ShellInfo(unit_name=app.site.unit_name),
            pages=discover_pages(),
            jobs=self.jobs,
            feed=feed,
            settings_file=home / "window-bench.ini",
            app=app,
        )
        self.window.resize(WIDTH, HEIGHT)
        self.window.open_first_page()
        self.window.show()
        self._native = self.window.windowHandle()
        self._params = {key: {name: person} for key, name in NEEDS_A_PERSON.items()}
        self._params["finding"] = {"uid": finding}

    def pages(self) -> list[str]:
        """Return the pages that can be walked to."""
        return [spec.key for spec in self.window.navigator.specs()]

    def visit(self, key: str, background: str = "") -> float:
        """Open a page, go through it by keys, read it anew; return its longest silence in seconds."""
        params = self._params.get(key, {})
        longest = self._timed(lambda: self.window.navigator.open(key, **params))
        longest = max(longest, self._live(background))
        for _step in range(STEPS):
            in_list = isinstance(QApplication.focusWidget(), QAbstractItemView)
            pressed = Qt.Key.Key_Down if in_list else Qt.Key.Key_Tab
            longest = max(longest, self._timed(lambda what=pressed: QTest.keyClick(self._native, what)))
            longest = max(longest, self._timed(self._qapp.processEvents))
        page = self.window.navigator.current_page()
        if page is not None:
            longest = max(longest, self._timed(page.refresh))
        return max(longest, self._live(background))

    def _live(self, background: str) -> float:
        longest, began = 0.0, time.monotonic()
        last = time.perf_counter()
        while True:
            self._qapp.processEvents()
            now = time.perf_counter()
            longest, last = max(longest, now - last), now
            age = time.monotonic() - began
            busy = [job for job in self.running if job.title != background]
            if age > MOST_SECONDS or (age > LEAST_SECONDS and not busy):
                return longest
            time.sleep(0.001)

    @staticmethod
    def _timed(act: Any) -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began


class Press:
    """Makes the same PDF again and again, in the lane that papers are made in."""

    def __init__(self, walk: Walk, app: Application, uids: list[str], folder: Path) -> None:
        self._walk, self._app, self._uids, self._folder = walk, app, uids, folder
        self.made = 0
        self._on = True

    def go(self) -> None:
        """Begin the next one."""
        if not self._on:
            return
        app, uids, path = self._app, self._uids, self._folder / f"{self.made}.pdf"
        job = self._walk.jobs.outside(
            PDF,
            lambda progress: app.reports.make(
                app.actor, "visit-record", path, visit_uids=uids, progress=progress
            ),
        )
        job.succeeded.connect(self._on_made)
        job.start()

    def stop(self) -> None:
        """Begin no more."""
        self._on = False

    def _on_made(self, _made: object) -> None:
        self.made += 1
        self.go()


def main() -> int:
    """Walk twice and print one JSON document."""
    home, today, sheets = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3])
    sys.setswitchinterval(0.0005)
    qapp = QApplication([])
    theme.apply(qapp)
    QuietCollector(qapp).begin()
    app = open_application(home, sys.stdin.read(), clock=Clock(fixed_on=today))
    visits = app.visits.between(app.actor, date(today.year - 1, 1, 1), today, most=sheets)
    found = app.findings.list(app.actor, FindingFilter(), limit=1)
    walk = Walk(qapp, app, home, visits[0].elder_uid, found[0].uid if found else "")
    for key in walk.pages():  # pages are built when they are opened first
        walk.visit(key)
    alone = {key: walk.visit(key) for key in walk.pages()}
    with TemporaryDirectory() as folder:
        press = Press(walk, app, [visit.uid for visit in visits], Path(folder))
        press.go()
        beside = {key: walk.visit(key, PDF) for key in walk.pages()}
        press.stop()
    pages = {key: (alone[key], beside[key]) for key in alone}
    print(json.dumps({"pages": pages, "papers": press.made, "sheets": len(visits)}))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
