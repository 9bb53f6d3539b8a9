"""The program that is killed: a server that forks children, each a real window whose form is typed into.

Orders come as JSON lines on standard input, what the children do goes out as JSON lines with a time stamp; the clock
is one for the whole computer.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from desktop_app.ui import draft_keeper, theme
from desktop_app.ui.page import Page
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.made_up_home import Desk, open_home

HUMAN, FRANTIC = (0.06, 0.25), (0.0, 0.012)
"""Seconds between two keys."""
WHO, VISITS_BEFORE = "王桂兰", 10
TOKEN = "字{number:04d}"
MOST_TOKENS_IN_A_FIELD = 60
LONGEST_LIFE = 40
"""Seconds after which a child ends itself, should nobody else end it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one child is to do, and when it dies."""

    number: int
    home: str
    seed: int
    page: str = "visit"
    frantic: bool = False
    busy: bool = False
    """A long work of the writer runs all the time."""
    saves: bool = False
    """The form is saved after a while, and the child dies so soon after that as ``dies_after`` says."""
    dies_after: float = 0.0
    """Seconds after the first key, or after the saving was asked for."""
    pause_ms: int = 0
    """Another pause of the keeper; 0 leaves it as it is."""


class _NoBot:
    """Stands in for pytest-qt where there is no test."""

    def addWidget(self, widget: QWidget) -> None:  # noqa: N802 - Qt's way of naming
        """Leave the widget alone."""

    def waitActive(self, widget: QWidget) -> _NoBot:  # noqa: N802 - Qt's way of naming
        """Do not wait: nobody looks."""
        return self

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, *_all: object) -> None:
        """End."""

    def waitUntil(self, done: Any, timeout: int = 5000) -> None:  # noqa: N802 - Qt's way of naming
        """Let events happen until ``done``."""
        until = time.monotonic() + timeout / 1000
        while not done():
            if time.monotonic() > until:
                raise TimeoutError
            QCoreApplication.processEvents()
            time.sleep(0.002)


class Typist:
    """Types into the text fields of a form, and says after each key what is in it."""

    def __init__(self, order: Order) -> None:
        """Open the home and the form."""
        self.order, self.random = order, random.Random(order.seed)
        if order.pause_ms:
            draft_keeper.PAUSE_MS = order.pause_ms
        folder = Path(order.home)
        self.desk = Desk(_NoBot(), open_home(folder), folder.parent / f"{folder.name}.ini")  # type: ignore[arg-type]  # stands in
        self.page = self._open()
        self.typed = 0
        self.spelled = ""

    def say(self, what: str, **more: object) -> None:
        """Report something that has happened, with its time."""
        line = json.dumps(
            {"child": self.order.number, "at": time.monotonic(), "pid": os.getpid(), "what": what, **more}
        )
        os.write(1, line.encode() + b"\n")

    def start(self) -> None:
        """Begin to type; the first key is when the clock of death starts."""
        if self.order.busy:
            self._be_busy()
        self.say("ready")
        if not self.order.saves:
            self._die_after(self.order.dies_after)
        self._type()

    def _open(self) -> Page:
        uid = self.desk.uid(WHO)
        page = self.desk.open(self.order.page, elder_uid=uid)
        assert self.fields(page)
        return page

    def fields(self, page: Page) -> list[QPlainTextEdit]:
        """Return the fields for running text that can be typed into."""
        found = cast("list[QPlainTextEdit]", page.findChildren(QPlainTextEdit))
        return [field for field in found if field.isVisibleTo(page) and not field.isReadOnly()]

    def _type(self) -> None:
        """Type the next key, then wait as long as the pace says."""
        if not self.spelled:
            self.typed += 1
            self.spelled = TOKEN.format(number=self.typed)
        field = self.fields(self.page)[(self.typed // MOST_TOKENS_IN_A_FIELD) % len(self.fields(self.page))]
        field.moveCursor(QTextCursor.MoveOperation.End)
        key, self.spelled = self.spelled[0], self.spelled[1:]
        if key.isascii():
            QTest.keyClicks(field, key)
        else:
            composing, committed = QInputMethodEvent("zi", []), QInputMethodEvent()
            committed.setCommitString(key)
            for event in (composing, committed):
                QCoreApplication.sendEvent(field, event)
        if not self.spelled:
            self.say("typed", token=self.typed)
        if self.order.saves and not self.spelled and self.typed == 8:
            QTimer.singleShot(self.random.randrange(0, 400), self._save)
            return
        low, high = FRANTIC if self.order.frantic else HUMAN
        QTimer.singleShot(int(self.random.uniform(low, high) * 1000), self._type)

    def _save(self) -> None:
        self.desk.app.store.subscribe(lambda _changes: self.say("saved"))
        cast(VisitPage, self.page).sheet.accept_all()
        self.say("saving")
        self._die_after(self.order.dies_after)
        self.page.main_action().act()  # type: ignore[union-attr]  # the form has one

    def _be_busy(self) -> None:
        app = self.desk.app

        def work(_progress: object) -> None:
            while True:
                app.duties.refresh(app.actor)

        self.desk.jobs.writing("long work", work).start()

    def _die_after(self, seconds: float) -> None:
        def die() -> None:
            time.sleep(seconds)
            self.say("dies")
            os.kill(os.getpid(), signal.SIGKILL)

        threading.Thread(target=die, daemon=True).start()


def live(order: Order) -> None:
    """Be the window of one order until the end."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DisableSessionManager)
    application = QApplication(["typist", "-platform", os.environ.get("QT_QPA_PLATFORM", "offscreen")])
    theme.apply(application)
    typist = Typist(order)
    QTimer.singleShot(0, typist.start)
    application.exec()


def serve() -> None:
    """Fork a child for each line of orders; everything heavy is loaded already."""
    import desktop_app.services.duties
    import desktop_app.services.register
    import desktop_app.services.visits  # noqa: F401 - loaded once for all children

    sys.setswitchinterval(0.0005)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            signal.alarm(LONGEST_LIFE)
            try:
                live(Order(**json.loads(line)))
            except BaseException:  # the parent must hear of it
                told = {
                    "child": json.loads(line)["number"],
                    "what": "failed",
                    "why": traceback.format_exc()[-800:],
                }
                os.write(1, json.dumps(told).encode() + b"\n")
            os._exit(1)


def written(order: Order) -> str:
    """Return the line that orders a child."""
    return json.dumps(asdict(order)) + "\n"


if __name__ == "__main__":
    serve()
