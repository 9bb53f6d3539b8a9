"""The process that prints a long paper: what to print comes in, the paper is written, pages and progress go out."""

from __future__ import annotations

import importlib
import json
import pickle
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from desktop_app.progress import Progress
from desktop_app.reports.page_store import waiting_beside
from desktop_app.reports.printed import Printed

WORKER = "paper"
"""What follows ``--worker`` on the command line of the frozen program."""
_PRINTERS = "desktop_app.reports."


class Arriving:
    """Items that come through the pipe in portions while they are printed; they can be gone through once."""

    def __init__(self, count: int, source: BinaryIO | None = None) -> None:
        self._count, self._source = count, source

    def through(self, source: BinaryIO) -> Arriving:
        """Return the items as they are read from ``source``."""
        return Arriving(self._count, source)

    def __len__(self) -> int:
        """Return how many there will be."""
        return self._count

    def __iter__(self) -> Iterator[Any]:
        """Go through the items as they come."""
        assert self._source is not None  # given before anybody asks for items
        left = self._count
        while left:
            portion = pickle.load(self._source)  # noqa: S301 - from the program itself, as the order is
            left -= len(portion)
            yield from portion


def main(source: BinaryIO | None = None, target: BinaryIO | None = None) -> int:
    """Read one order from standard input, carry it out, answer in JSON lines; return 0."""
    source, target = source or sys.stdin.buffer, target or sys.stdout.buffer

    def say(**words: Any) -> None:
        target.write(json.dumps(words).encode() + b"\n")
        target.flush()

    # The order comes through a pipe from the program itself, which alone starts this process.
    module, function, path, arguments = pickle.load(source)  # noqa: S301 - see above
    if not module.startswith(_PRINTERS):
        return 2
    write: Callable[..., Printed] = getattr(importlib.import_module(module), function)
    sent = [each.through(source) if isinstance(each, Arriving) else each for each in arguments]
    progress = Progress(lambda done, total, what: say(done=done, total=total, what=what))
    try:
        with waiting_beside(Path(path)):
            printed = write(Path(path), *sent, progress)
    except OSError as error:
        say(errno=error.errno or 0, words=error.strerror or type(error).__name__)
    except Exception as error:  # a bug: its kind and its places go to the log, never what was to be printed
        places = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
        say(bug=type(error).__name__, places=places)
    else:
        say(printed=printed.plain())
    return 0
