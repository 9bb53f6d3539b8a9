"""What every step of the demo needs: the folder, the day, the password, and a voice that counts the steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.cli.console import Console, document_text
from desktop_app.cli.demo.folder import DemoFolder
from desktop_app.cli.faults import DemoFailed
from desktop_app.progress import Progress
from desktop_app.services.clock import Clock


class Stage:
    """Where the demo is played."""

    def __init__(self, console: Console, folder: DemoFolder, clock: Clock, password: str) -> None:
        """Tell through ``console`` and write into ``folder``; both sample homes have ``password``."""
        self.folder = folder
        self.clock = clock
        self.password = password
        self._console = console
        self._step = 0

    @property
    def today(self) -> date:
        """The day of the demo."""
        return self.clock.today()

    @property
    def progress(self) -> Progress:
        """A progress that shows itself where somebody watches."""
        return self._console.progress()

    def step(self, title: str) -> None:
        """Begin a step."""
        self._step += 1
        self._console.say(f"\n{self._step}. {title}")

    def tell(self, text: str) -> None:
        """Tell what was done."""
        self._console.say(f"   {text}")

    def write_json(self, name: str, document: Any, what: str) -> Path:
        """Write a document into the folder."""
        path = self.folder.claim(name, what)
        path.write_text(document_text(document) + "\n", encoding="utf-8")
        return path

    def expect(self, as_promised: object, step: str) -> None:
        """Raise ``DemoFailed`` naming ``step`` unless the program did what it promises."""
        if not as_promised:
            raise DemoFailed(step=step)


def months_back(day: date, number: int) -> date:
    """Return the first day of the month ``number`` months before that of ``day``."""
    months = day.year * 12 + day.month - 1 - number
    return date(months // 12, months % 12 + 1, 1)
