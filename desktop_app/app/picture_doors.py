"""Pictures beside the main window: the password, the first run, the paper that is handed out; and how to wait."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QPixmap

from desktop_app.bootstrap import Application
from desktop_app.services.clock import Clock
from desktop_app.storage.passwords import FLOOR
from desktop_app.ui.first_run.wizard import FirstRunWindow
from desktop_app.ui.jobs import JobRunner
from desktop_app.ui.kit.pdf_view import PdfView
from desktop_app.ui.lock.login_window import LoginWindow

CALM_SECONDS, PATIENCE_SECONDS = 0.5, 30.0
PERSONAL_COPY = "personal-copy"
_PAPER_WIDTH = 1000


def take_login(home: Path, clock: Clock, out_dir: Path) -> None:
    """Draw the window that asks for the password."""
    window = LoginWindow(home, make_clock=lambda: clock)
    window.show()
    wait(None)
    save(window.grab(), out_dir, "14-login")
    window.finish()
    window.deleteLater()


def take_first_run(scratch: Path, clock: Clock, out_dir: Path) -> None:
    """Draw the five steps of the first run; the home is made in ``scratch``."""
    window = FirstRunWindow(scratch / "home", clock=clock, kdf=FLOOR)
    window.resize(1000, 700)
    window.show()

    def grab(name: str) -> None:
        wait(None)
        save(window.grab(), out_dir, f"13-first-run-{name}")

    grab("1-level")
    window.go_on()
    window.place.search.setText("达日罕")
    wait(None)
    window.place.search.entered.emit("达日罕")
    grab("2-place")
    window.go_on()
    grab("3-unit")
    window.go_on()
    window.user.user.set_value("王秀英")
    for secret in (window.user.password, window.user.again):
        secret.set_value("苹果-马车-82-雪山")
    grab("4-user")
    window.go_on()
    end = time.monotonic() + PATIENCE_SECONDS
    while window.at() < 4 and time.monotonic() < end:
        turn()
    grab("5-key")
    window.go_on()
    grab("5-typed-back")
    window.close()
    window.deleteLater()


def take_copy_paper(app: Application, uid: str, scratch: Path, out_dir: Path) -> None:
    """Draw the pages of the copy of a person's data that is handed out."""
    path = scratch / "copy.pdf"
    app.reports.make(
        app.actor,
        PERSONAL_COPY,
        path,
        elder_uid=uid,
        masked=False,
        reason="本人申请查阅、复制",
        recipient="本人",
    )
    view = PdfView()
    view.resize(_PAPER_WIDTH, round(_PAPER_WIDTH * 1.45))
    view.show_document(path.read_bytes())
    view.zoom_to_width()
    view.show()
    bar = view.verticalScrollBar()
    for number in range(bar.maximum() // view.viewport().height() + 2):
        bar.setValue(number * view.viewport().height())
        wait(None)
        save(view.grab(), out_dir, f"15-copy-{number + 1}")
    view.clear()
    view.close()
    view.deleteLater()


def wait(jobs: JobRunner | None) -> None:
    """Let the window work until no job has run for a while."""
    end = time.monotonic() + PATIENCE_SECONDS
    calm_since = time.monotonic()
    while time.monotonic() < end:
        turn()
        if jobs is not None and jobs.running():
            calm_since = time.monotonic()
        elif time.monotonic() - calm_since >= CALM_SECONDS:
            return


def turn() -> None:
    """Let Qt do what waits, once."""
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    QCoreApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete waits for a loop that we do not run
    time.sleep(0.005)


def save(picture: QPixmap, out_dir: Path, name: str, set_name: str = "") -> None:
    """Write a picture under its name and, where it belongs to a set, that of the set."""
    picture.save(str(out_dir / (f"{name}-{set_name}.png" if set_name else f"{name}.png")))
