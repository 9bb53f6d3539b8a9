"""Be the real program's window, and answer questions about it: where it is, and how long it worked.

Started as ``python watched_window.py HOME YYYY-MM-DD``. Each line on standard input asks once; the answer, one JSON
document a line, is given as soon as the program rests: its event loop waits and no job runs. ``program_ms`` is how
long it did not rest since the answer before. A line that begins with ``??`` asks for the words in sight as well.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from desktop_app.app import window as program
from desktop_app.app.application import make_application
from desktop_app.ui.jobs import Job, JobRunner
from desktop_app.ui.shell import MainWindow

QUIET = 2
"""How often in a row the loop must come to rest before the program counts as resting."""


class Watch(QObject):
    """Counts keys, and the time in which the program was at work for its user."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.keys = 0
        self.asked = 0
        self._reads = False
        self._jobs: list[Job[Any]] = []
        self._awake = True
        self._since = time.perf_counter()
        self._worked = 0.0
        self._longest = 0.0
        self._rests = 0
        app.installEventFilter(self)
        loop = QAbstractEventDispatcher.instance()
        loop.awake.connect(self._on_awake)
        loop.aboutToBlock.connect(self._on_rest)
        self._questions = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._questions.activated.connect(self._on_question)
        self._waiting = QTimer(self)
        self._waiting.setInterval(5)
        self._waiting.timeout.connect(self._answer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Qt: count the keys that come from the display server, each once."""
        if (
            event.type() == QEvent.Type.KeyPress
            and event.spontaneous()
            and isinstance(event, QKeyEvent)
            and watched.isWindowType()
        ):
            self.keys += 1
        return False

    def job_began(self, job: Job[Any]) -> None:
        """Note that the program works in the background."""
        self._count()
        self._jobs.append(job)
        job.finished.connect(lambda: self._on_job_ended(job))

    def _on_job_ended(self, job: Job[Any]) -> None:
        self._count()
        self._jobs.remove(job)
        self._rests = 0

    def _works(self) -> bool:
        # Who gets a job's result may open a dialog of the system with it: the work is done, the job not let go yet.
        return any(job.ending is None for job in self._jobs)

    def _on_awake(self) -> None:
        self._count()
        self._awake = True

    def _on_rest(self) -> None:
        self._count()
        self._awake = False
        self._rests += 1

    def _count(self) -> None:
        now = time.perf_counter()
        if self._awake or self._works():
            self._worked += now - self._since
        if self._awake:
            self._longest = max(self._longest, now - self._since)
        self._since = now

    def _on_question(self) -> None:
        question = sys.stdin.readline()
        if not question:
            QApplication.quit()
            return
        self._reads = question.startswith("??")
        self.asked += 1
        self._rests = 0
        self._waiting.start()

    def _answer(self) -> None:
        if self._works() or self._rests < QUIET:
            return
        self._waiting.stop()
        times = {"program_ms": self._worked * 1000, "longest_ms": self._longest * 1000}
        self._worked = self._longest = 0.0
        told = {
            **describe(),
            **({"words": words_in_sight()} if self._reads else {}),
            **times,
            "keys": self.keys,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def describe() -> dict[str, Any]:
    """Return where the program is, in the words that an accessibility client would read."""
    focus = QApplication.focusWidget()
    dialog = QApplication.activeModalWidget()
    found: dict[str, Any] = {
        "focus": name_of(focus),
        "kind": type(focus).__name__ if focus is not None else "",
        "value": value_of(focus),
        "dialog": dialog.windowTitle() if dialog is not None else "",
        "page": "",
    }
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow) and widget.isVisible():
            page = widget.navigator.current_page()
            found |= {
                "page": widget.navigator.current_key(),
                "person": getattr(page, "person_name", lambda: "")() if page is not None else "",
                "title": page.title() if page is not None else "",
                "notice": widget.notices.text(),
                "done": widget.undo_notice.accessibleName() if widget.undo_notice.can_undo() else "",
            }
    return found


def name_of(widget: QWidget | None) -> str:
    """Return a widget's accessible name, or that of the nearest parent that has one."""
    while widget is not None:
        if widget.accessibleName():
            return widget.accessibleName()
        if isinstance(widget, QAbstractButton) and widget.text():
            return widget.text()
        widget = widget.parentWidget()
    return ""


def value_of(widget: QWidget | None) -> str:
    """Return what a list or a choice stands on, or what is typed in a line."""
    if isinstance(widget, QAbstractItemView):
        return str(widget.currentIndex().data() or "")
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLineEdit) else ""


def words_in_sight() -> str:
    """Return the words of every line that is shown, as somebody looking at the page reads them."""
    return "\n".join(
        widget.text()
        for widget in QApplication.allWidgets()
        if isinstance(widget, QLabel) and widget.isVisible()
    )


def watch_jobs(watch: Watch) -> None:
    """Have every job of every runner told to ``watch``."""
    start: Callable[[JobRunner, Job[Any]], None] = JobRunner.start

    def told(runner: JobRunner, job: Job[Any]) -> None:
        watch.job_began(job)
        start(runner, job)

    JobRunner.start = told  # type: ignore[assignment, method-assign]  # only this process looks on


def main() -> int:
    """Run the program until the other side closes its questions."""
    home, as_of = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
    app = make_application(["watched"])
    watch_jobs(Watch(app))
    return program.run(home, sample=False, as_of=as_of)


if __name__ == "__main__":
    sys.exit(main())
