"""A window in a process of its own, driven by keys alone; what it says of itself after each step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.journey.real_display import Display

CHILD = Path(__file__).with_name("watched_window.py")
PATIENCE = 30


@dataclass(slots=True)
class Part:
    """One part of the way: how many keys it took, and how long the program itself worked."""

    name: str
    keys: int = 0
    program_ms: float = 0.0
    longest_ms: float = 0.0


@dataclass(slots=True)
class WindowByKeys:
    """The running program; every step waits until it rests again."""

    process: subprocess.Popen[str]
    display: Display
    parts: list[Part] = field(default_factory=list)
    last: dict[str, Any] = field(default_factory=dict)

    def to_the_front(self) -> None:
        """Give the keyboard to the program's window, as a window manager would, and wait until it has it."""
        self._counted(0)
        self.display.keyboard.focus(self.process.pid)
        self._counted(0)

    def part(self, name: str) -> Part:
        """Begin a new part of the way."""
        self.parts.append(Part(name))
        return self.parts[-1]

    def press(self, *keys: str) -> dict[str, Any]:
        """Press keys one by one, each after the program rests; return what it then says."""
        for key in keys:
            self.display.keyboard.press(key)
            self._counted(1)
        return self.last

    def type(self, text: str) -> dict[str, Any]:
        """Type a text; return what the program says when it rests."""
        self.display.keyboard.type(text)
        return self._counted(len(text))

    def wait_for(self, **wanted: str) -> dict[str, Any]:
        """Return when the program says what is wanted; fails with what it said last."""
        for _attempt in range(PATIENCE * 10):
            if all(wanted[name] in str(self.last.get(name, "")) for name in wanted):
                return self.last
            self._counted(0, pause=True)
        raise AssertionError(f"wanted {wanted}, but it says {self.last}")

    def words(self) -> str:
        """Return the words in sight once the program rests."""
        return str(self._counted(0, question="??")["words"])

    def wait_for_words(self, *wanted: str) -> str:
        """Return the words in sight as soon as all that is wanted is among them."""
        told = ""
        for _attempt in range(PATIENCE * 10):
            told = self.words()
            if all(each in told for each in wanted):
                return told
            self._counted(0, pause=True)
        raise AssertionError(f"wanted {wanted}, but it says {told}")

    def _counted(self, keys: int, *, pause: bool = False, question: str = "?") -> dict[str, Any]:
        if pause:
            subprocess.run(["sleep", "0.1"], check=True)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the program ended with {self.process.wait(10)}")
        self.last = json.loads(line)
        if self.parts:
            part = self.parts[-1]
            part.keys += keys
            part.program_ms += self.last["program_ms"]
            part.longest_ms = max(part.longest_ms, self.last["longest_ms"])
        return self.last


@contextmanager
def open_window(display: Display, home: Path, as_of: date) -> Iterator[WindowByKeys]:
    """Start the program on ``home`` and end it afterwards."""
    # Without GLib the event loop tells truthfully when it waits.
    environment = {**display.environment, "PYTHONPATH": os.pathsep.join(sys.path), "QT_NO_GLIB": "1"}
    with subprocess.Popen(
        [sys.executable, "-X", "faulthandler", str(CHILD), str(home), as_of.isoformat()],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        window = WindowByKeys(process, display)
        try:
            yield window
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(15)
            finally:
                process.kill()
