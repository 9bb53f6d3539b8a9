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
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop_app.services import drafts
from desktop_app.ui import draft_keeper, theme
from desktop_app.ui.rounds.calls_page import CallsPage
from desktop_app.ui.rounds.household_page import HouseholdPage
from desktop_app.ui.visits.form_page import VisitPage
from tests.ui.made_up_home import LONG_NAME, Desk, open_home

HUMAN, FRANTIC = (0.06, 0.25), (0.0, 0.012)
"""Seconds between two keys."""
WHO, VISITS_BEFORE = "王桂兰", 10
FAMILY = (WHO, "吴秀珍", LONG_NAME)
"""Who lives under one roof, and who is phoned in a round."""
PAGES = ("visit", "household-round", "phone-round")
TOKEN = "字{number:04d}"
MOST_TOKENS_IN_A_FIELD, TOKENS_BEFORE_SAVING = 60, 8
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
    clumsy: bool = False
    """The draft is dropped long after the saving, with nothing that tells a crash in between."""


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


class Hands(Protocol):
    """Knows where on a page can be typed, and how it is saved."""

    def field(self, token: int) -> QLineEdit | QPlainTextEdit:
        """Return where a token goes, with the page made ready for it."""

    def save(self) -> None:
        """Answer what must be answered and save."""


class AtTheForm:
    """The visit form: all its fields for running text, one after the other."""

    def __init__(self, desk: Desk, _order: Order) -> None:
        """Open the form of one person."""
        self.page = cast(VisitPage, desk.open("visit", elder_uid=desk.uid(WHO)))

    def field(self, token: int) -> QPlainTextEdit:
        """Return the field that is filled next."""
        found = cast("list[QPlainTextEdit]", self.page.findChildren(QPlainTextEdit))
        fields = [field for field in found if field.isVisibleTo(self.page) and not field.isReadOnly()]
        return fields[(token // MOST_TOKENS_IN_A_FIELD) % len(fields)]

    def save(self) -> None:
        """Save the visit as last time."""
        self.page.sheet.accept_all()
        self.page.save()


class AtTheDoor:
    """The household round: a note for each of the family."""

    def __init__(self, desk: Desk, order: Order) -> None:
        """Open the round of the household."""
        self.page = cast(HouseholdPage, desk.open("household-round", elder_uid=desk.uid(WHO)))
        self.each = 3 if order.saves else MOST_TOKENS_IN_A_FIELD

    def field(self, token: int) -> QLineEdit:
        """Return the note of the column that is filled next."""
        columns = self.page.form.columns
        return columns[(token // self.each) % len(columns)].summary.line

    def save(self) -> None:
        """Save everybody's visit as last time."""
        self.page.form.accept_all()
        self.page.save()


class AtThePhone:
    """The phone round: the note of each call; now and then one call is saved alone and the others stay."""

    def __init__(self, desk: Desk, order: Order) -> None:
        """Open the round of the family."""
        self.page = cast(CallsPage, desk.open("phone-round", uids=tuple(map(desk.uid, FAMILY))))
        self.each = 3 if order.saves else MOST_TOKENS_IN_A_FIELD
        self.alone = bool(order.seed % 2)

    def field(self, token: int) -> QLineEdit:
        """Go to the call that is filled next."""
        sheet = self.page.sheet
        uids = sheet.list.uids()
        uid = uids[(token // self.each) % len(uids)]
        if sheet.place() != uid:
            sheet.list.go_to(uid)
        if uid not in sheet.entries:
            sheet.panel.pick(1, "09:30")
        return sheet.panel.note.line

    def save(self) -> None:
        """Save the calls filled in, or the one under the cursor."""
        if self.alone:
            self.page.save_this()
        else:
            self.page.save()


HANDS: dict[str, Callable[[Desk, Order], Hands]] = {
    "visit": AtTheForm,
    "household-round": AtTheDoor,
    "phone-round": AtThePhone,
}


class Typist:
    """Types into the text fields of a form, and says after each key what is in it."""

    def __init__(self, order: Order) -> None:
        """Open the home and the form."""
        self.order, self.random = order, random.Random(order.seed)
        if order.pause_ms:
            draft_keeper.PAUSE_MS = order.pause_ms
        if order.clumsy:
            drafts.FormSaving.through = _save_and_dawdle  # type: ignore[assignment, method-assign]  # a fault that must be found
        folder = Path(order.home)
        self.desk = Desk(_NoBot(), open_home(folder), folder.parent / f"{folder.name}.ini")  # type: ignore[arg-type]  # stands in
        self.hands: Hands = HANDS[order.page](self.desk, order)
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

    def _type(self) -> None:
        """Type the next key, then wait as long as the pace says."""
        if not self.spelled:
            self.typed += 1
            self.spelled = TOKEN.format(number=self.typed)
        field = self.hands.field(self.typed)
        if isinstance(field, QPlainTextEdit):
            field.moveCursor(QTextCursor.MoveOperation.End)
        else:
            field.end(False)
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
        if self.order.saves and not self.spelled and self.typed == TOKENS_BEFORE_SAVING:
            QTimer.singleShot(self.random.randrange(0, 400), self._save)
            return
        low, high = FRANTIC if self.order.frantic else HUMAN
        QTimer.singleShot(int(self.random.uniform(low, high) * 1000), self._type)

    def _save(self) -> None:
        self.desk.app.store.subscribe(lambda _changes: self.say("saved"))
        self.say("saving")
        self._die_after(self.order.dies_after)
        self.hands.save()

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


def _save_and_dawdle(_saving: drafts.FormSaving, save: Callable[[], Any], *, remains: Any = None) -> Any:
    done = save()
    time.sleep(LONGEST_LIFE)
    return done, remains


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
