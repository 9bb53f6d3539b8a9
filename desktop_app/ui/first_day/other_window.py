"""Opens the sample township in a window of its own, beside a real register that stays open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QProcessEnvironment

import desktop_app

SAMPLE = "--sample"


def open_sample_window() -> bool:
    """Start the program once more, on the sample; False when it could not be started.

    A sample that is open already comes to the front instead.
    """
    command = sample_command()
    process = QProcess()
    process.setProgram(command[0])
    process.setArguments(command[1:])
    environment = QProcessEnvironment.systemEnvironment()
    parent = str(Path(desktop_app.__file__).resolve().parents[1])
    paths = [parent, *filter(None, [environment.value("PYTHONPATH")])]
    environment.insert("PYTHONPATH", os.pathsep.join(paths))
    process.setProcessEnvironment(environment)
    started: bool | tuple[bool, int] = process.startDetached()
    return started[0] if isinstance(started, tuple) else started


def sample_command() -> list[str]:
    """Return how this very program is started on the sample, packed or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SAMPLE]
    return [sys.executable, "-m", desktop_app.__name__, SAMPLE]
