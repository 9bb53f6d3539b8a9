"""The command line: everything that moves data, without a window and without Qt."""

from __future__ import annotations

from desktop_app.cli.program import run
from desktop_app.cli.session import TakePictures, Window

__all__ = ["TakePictures", "Window", "run"]
