"""The console: words and tables for people, or exactly one JSON document for programs."""

from __future__ import annotations

import getpass
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from desktop_app.cli.faults import CORRECT_AND_REPEAT
from desktop_app.config.strings import _
from desktop_app.domain.errors import ElderVisitsError, FieldProblem
from desktop_app.domain.phrases import Phrase
from desktop_app.progress import Progress

DONE, WITH_PROBLEMS, WRONG_INPUT, SURROUNDINGS, BUG = range(5)
"""The exit codes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the document for ``--json``, the lines for people, the exit code."""

    document: Any
    lines: Sequence[str] = ()
    exit_code: int = DONE


@dataclass(frozen=True, slots=True)
class Words:
    """The three sentences of an error, spoken."""

    code: str
    what: str
    data_safe: str
    do_now: str


class _Blanks(dict[str, object]):
    """Translates details that are message ids and fills in those an error forgot."""

    def __init__(self, details: Mapping[str, object]) -> None:
        super().__init__(
            {name: _(value) if isinstance(value, str) else value for name, value in details.items()}
        )
        # Why a measured value cannot be names its limits, which are details of their own.
        if isinstance(reason := self.get("reason"), str) and "{" in reason:
            self["reason"] = reason.format_map(self)

    def __missing__(self, _name: str) -> str:
        return "…"


def spoken(error: ElderVisitsError) -> Words:
    """Return the sentences of ``error`` in the language in use."""
    blanks = _Blanks(error.details)
    do_now = CORRECT_AND_REPEAT if error.do_now == FieldProblem.do_now else error.do_now
    sentences = (_(text).format_map(blanks) for text in (error.what, error.data_safe, do_now))
    return Words(error.code, *sentences)


def plain(value: Any) -> Any:
    """Return rows, enums, dates and phrases as JSON can hold them."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal | Path):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Phrase):
        return value.say(_)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, Iterable):
        return [plain(each) for each in value]
    raise TypeError(type(value).__name__)


def document_text(document: Any) -> str:
    """Return a document as the text that ``--json`` prints and demo files hold."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2)


def columns(rows: Iterable[Sequence[object]], head: Sequence[str]) -> list[str]:
    """Return a table as lines; a Chinese character takes two columns."""
    texts = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*texts, strict=True)]
    lines = [
        "  ".join(
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in texts
    ]
    return [lines[0], "─" * (sum(widths) + 2 * (len(widths) - 1)), *lines[1:]]


def _cell(value: object) -> str:
    if value is None:
        return "—"
    return value.isoformat() if isinstance(value, date) else str(value)


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(each) in "WF" else 0 if unicodedata.combining(each) else 1
        for each in text
    )


class Console:
    """Standard output, standard error and the keyboard."""

    def __init__(self, *, as_json: bool) -> None:
        """Speak to people, or with ``as_json`` to a program."""
        self.as_json = as_json
        self._shown = False
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # A pipe on Windows carries the old code page; programs expect UTF-8, people need no traceback.
                stream.reconfigure(encoding="utf-8" if as_json else None, errors="replace")

    @property
    def interactive(self) -> bool:
        """Tell whether somebody can be asked."""
        return sys.stdin is not None and sys.stdin.isatty()

    def say(self, text: str = "") -> None:
        """Tell people how it goes; programs do not hear it."""
        if not self.as_json:
            self._clear()
            print(text, flush=True)

    def give(self, answer: Answer) -> None:
        """Print what a command found."""
        if self.as_json:
            print(document_text(answer.document), flush=True)
            return
        self._clear()
        for line in answer.lines:
            print(line)
        sys.stdout.flush()

    def refuse(self, words: Words) -> None:
        """Print why nothing was done."""
        if self.as_json:
            error = {
                "code": words.code,
                "what": words.what,
                "data_safe": words.data_safe,
                "do_now": words.do_now,
            }
            print(document_text({"error": error}), flush=True)
            return
        self._clear()
        for line in (words.what, words.data_safe, words.do_now):
            print(line, file=sys.stderr)

    def progress(self) -> Progress:
        """Return a progress that shows itself on a terminal."""
        if self.as_json or sys.stderr is None or not sys.stderr.isatty():
            return Progress()
        return Progress(self._show)

    def ask_password(self, prompt: str) -> str:
        """Ask for a password without showing it."""
        return getpass.getpass(prompt)

    def _show(self, done: int, total: int, what: str) -> None:
        share = f"{done * 100 // total:3d}%" if total else f"{done}"
        print(f"\r\x1b[K{what} {share}", end="", file=sys.stderr, flush=True)
        self._shown = True

    def _clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False
