"""Tables as .csv for systems that read nothing else, with every cell inert in a spreadsheet program."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from desktop_app.config import durable
from desktop_app.domain.characters import BLANKS, FORMULA_SIGNS, INVISIBLE
from desktop_app.reports.workbooks import Value

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HALVES = re.compile("[\ud800-\udfff]")
_SKIPPED = BLANKS + INVISIBLE + "\u034f\u061c\u115f\u180e\u3164\ufe0f\ufffc'\"‘’“”`"
"""What a program may drop at the front of a cell, whatever stands behind it then: blanks, marks of no width, quotes."""


class Encoding(StrEnum):
    """How the characters of a .csv are written."""

    UTF8 = "utf-8-sig"
    GB18030 = "gb18030"


def inert(text: str) -> str:
    """Return the text so that no spreadsheet program runs it: on one line, an apostrophe before a formula's sign."""
    line = _HALVES.sub("\ufffd", _CONTROL.sub(" ", text)).strip()
    return f"'{line}" if line.lstrip(_SKIPPED).startswith(FORMULA_SIGNS) else line


def write_delimited(
    path: Path,
    titles: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    encoding: Encoding = Encoding.UTF8,
) -> int:
    """Write the rows under their titles and return how many; what ``rows`` raises leaves an older file as it was.

    Every cell is quoted, so that a program with another separator splits none. UTF-8 begins with its mark,
    without which old spreadsheet programs show nonsense.
    """
    part = durable.part_of(path)
    try:
        with (
            os.fdopen(durable.create_private(part), "wb") as raw,
            io.TextIOWrapper(raw, encoding.value, newline="") as out,
        ):
            writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            writer.writerow([inert(title) for title in titles])
            written = 0
            for values in rows:
                writer.writerow([_cell(value) for value in values])
                written += 1
            out.flush()
            os.fsync(raw.fileno())
        durable.publish(part, path)
        return written
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    return value.isoformat() if isinstance(value, date) else str(value)
