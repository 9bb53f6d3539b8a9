"""The window's program: Qt, the way from login to main window and back, and pictures of every page."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def run_window(home: Path | None, *, sample: bool = False, as_of: date | None = None) -> int:
    """Open the window on ``home`` (else the platform's data folder, or the sample township) and return the exit code.

    ``as_of`` replaces the day to work by. Returns when the last window is closed.
    """
    from desktop_app.app.window import run

    return run(home, sample=sample, as_of=as_of)
