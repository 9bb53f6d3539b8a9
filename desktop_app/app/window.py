"""Start Qt, run the session, end in order."""

from __future__ import annotations

import signal
import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.app import application, faults, logs
from desktop_app.app.quiet_collector import QuietCollector
from desktop_app.app.second_start import FirstStart, knock, raise_windows, refusal
from desktop_app.app.session import Session
from desktop_app.config import paths
from desktop_app.ui.settings import appearance

LOOK_FOR_SIGNALS_MS = 300


def run(home: Path | None, *, sample: bool, as_of: date | None) -> int:
    """Open the window and return the exit code when it is closed."""
    sys.setswitchinterval(0.0005)
    folder = home or (paths.sample_folder() if sample else paths.data_folder())
    app = application.make_application(sys.argv[:1])
    handler = logs.begin(folder)
    appearance.put_on(appearance.read(appearance.open_file(folder)))
    first = FirstStart(folder, app)
    if not first.begin():
        logs.end(handler)
        return _bring_up_the_first(app, folder)
    session = Session(folder, sample=sample, as_of=as_of)
    first.knocked.connect(raise_windows)
    hooks = faults.Hooks(session.present)
    collector = QuietCollector(app)
    collector.begin()
    try:
        _end_on_signals(app)
        session.finished.connect(app.quit)
        QTimer.singleShot(0, session.start)
        return app.exec()
    finally:
        session.close()
        collector.end()
        first.end()
        hooks.remove()
        logs.end(handler)


def _bring_up_the_first(app: QApplication, folder: Path) -> int:
    """Raise the window that is open already; say so in words where that fails, and return the exit code."""
    if knock(folder):
        return 0
    box = refusal()
    box.finished.connect(app.quit)
    box.show()
    app.exec()
    return 1


def _end_on_signals(app: QApplication) -> None:
    """Quit on SIGTERM and Ctrl+C; Python sees a signal only when Python runs, so a timer lets it run."""
    signal.signal(signal.SIGTERM, lambda *_ignored: app.quit())
    signal.signal(signal.SIGINT, lambda *_ignored: app.quit())
    timer = QTimer(app)
    timer.timeout.connect(lambda: None)
    timer.start(LOOK_FOR_SIGNALS_MS)
