"""A display server of one's own, and a keyboard on it: keys go to the window the way a person's do."""

from __future__ import annotations

import os
import shutil
import subprocess
from types import TracebackType
from typing import Self

NEEDED = ("Xvfb", "xdotool")
SIZE = "1366x768x24"


def missing() -> str:
    """Return what this machine lacks for a real display, empty when nothing."""
    return ", ".join(name for name in NEEDED if shutil.which(name) is None)


class Display:
    """An X server without a window manager; ``environment`` is what a program needs to appear on it."""

    def __init__(self) -> None:
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp"],
            pass_fds=(write,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read, encoding="ascii") as told:
            self.name = ":" + told.readline().strip()
        self.environment = {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb"}
        self.keyboard = Keyboard(self.environment)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.keyboard.close()
        self._server.terminate()
        self._server.wait(10)


class Keyboard:
    """Presses keys through the X server's own test extension; counts every key that is pressed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.pressed = 0
        self._environment = environment

    def press(self, *keys: str) -> None:
        """Press keys one after another: ``F2``, ``ctrl+Return``, ``Tab``."""
        self._run("key", "--delay", "0", *keys)
        self.pressed += len(keys)

    def type(self, text: str) -> None:
        """Type a text, a key per character."""
        self._run("type", "--delay", "2", text)
        self.pressed += len(text)

    def focus(self, process: int) -> None:
        """Give the keyboard to the visible window of a process, as a window manager would."""
        found = self._run("search", "--onlyvisible", "--pid", str(process)).split()
        self._run("windowfocus", "--sync", found[-1])

    def close(self) -> None:
        """Let go; nothing is held."""

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._environment, capture_output=True, text=True, timeout=30, check=True
        )
        return done.stdout
