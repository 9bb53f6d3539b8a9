"""The process that reads a foreign workbook: bytes come in, rows go out, and it can touch nothing else."""

from __future__ import annotations

import codecs
import io
import math
import struct
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import python_calamine

from desktop_app.domain.errors import ExchangeError
from desktop_app.domain.visit_workbook import PROGRAM_SHEET
from desktop_app.exchange.workbooks import delimited, sniffing
from desktop_app.exchange.workbooks.contents import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMNS,
    MAX_FILE_BYTES,
    MAX_ROWS,
    MAX_SHEETS,
    Cell,
    column_letter,
)
from desktop_app.exchange.workbooks.packages import inspect_package
from desktop_app.exchange.workbooks.refusals import (
    CellTooLong,
    TooManyColumns,
    TooManyRows,
    TooMuchContent,
    WorkbookDamaged,
    WorkbookEncrypted,
)
from desktop_app.exchange.workbooks.wire import encode_line, encode_row

MAX_MEMORY_BYTES = 512 * 1024 * 1024
MAX_CPU_SECONDS = 20

_EXACT_INTEGERS = 10**15
_MAX_MERGES = 5_000
_CODECS = ("ascii", "cp437", "gb18030", "utf-8", "utf-16")
_WORKBOOK_BEGINS = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASSWORD_RECORD = 0x2F
_FIRST_SECTOR = 512
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def main(source: BinaryIO | None = None, target: BinaryIO | None = None) -> int:
    """Read a workbook from standard input and write its rows as lines to standard output; return 0."""
    source = source or sys.stdin.buffer
    target = target or sys.stdout.buffer
    limit_process()
    try:
        content = source.read(MAX_FILE_BYTES + 1)
        for line in read(content):
            target.write(line)
        target.write(encode_line({"end": True}))
    except ExchangeError as refusal:
        target.write(encode_line({"refused": refusal.code, "details": refusal.details}))
    except MemoryError:
        target.write(encode_line({"refused": TooMuchContent.code, "details": {}}))
    target.flush()
    return 0


def limit_process() -> None:
    """Take away memory, time, files and sockets where the system can; there is no such call on Windows."""
    for codec in _CODECS:
        codecs.lookup(codec)  # codecs are modules: load them while files may still be opened
    try:
        import resource
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        resource.setrlimit(what, (limit, limit))


def read(content: bytes) -> Iterator[bytes]:
    """Yield the lines for one file; raises ExchangeError subclasses."""
    kind = sniffing.sniff(content)
    if kind == sniffing.TEXT:
        yield encode_line({"sheet": delimited.SHEET_NAME, "kind": "csv", "merges": []})
        for number, row in enumerate(delimited.split(delimited.decode(content)), start=1):
            yield _row_line(row, delimited.SHEET_NAME, number)
        return
    if kind == sniffing.ZIP:
        kind = inspect_package(content)
    else:
        kind = "xls"
        if _OLE_ENCRYPTED in content or _has_file_password(content):
            raise WorkbookEncrypted
    yield from _read_with_calamine(content, kind)


def _has_file_password(content: bytes) -> bool:
    """Tell whether an old workbook says FILEPASS among its first records; its reader only calls it unknown."""
    start = content.find(_WORKBOOK_BEGINS)
    position = start
    while 0 <= start <= position < start + _FIRST_SECTOR and position + 4 <= len(content):
        record, length = struct.unpack_from("<HH", content, position)
        if record == _FILE_PASSWORD_RECORD:
            return True
        position += 4 + length
    return False


def _read_with_calamine(content: bytes, kind: str) -> Iterator[bytes]:
    """Yield the lines of the visible sheets of a workbook."""
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(content))
        for name in _visible_sheets(workbook):
            sheet = workbook.get_sheet_by_name(name)
            yield encode_line({"sheet": name, "kind": kind, "merges": _merges(sheet)})
            left = [None] * (
                sheet.start[1] if sheet.start else 0
            )  # rows come without the empty columns before
            for number, row in enumerate(sheet.iter_rows(), start=1):
                yield _row_line([*left, *row], name, number)
    except python_calamine.PasswordError:
        raise WorkbookEncrypted from None
    except (ExchangeError, MemoryError):
        raise
    except Exception as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise WorkbookEncrypted from None
        raise WorkbookDamaged from None
    except BaseException as panic:
        # a panic of the Rust reader arrives as a BaseException of its own class
        if type(panic).__name__ == "PanicException":
            raise WorkbookDamaged from None
        raise


def _visible_sheets(workbook: python_calamine.CalamineWorkbook) -> list[str]:
    """Return the sheets a user sees, and the one by which our workbooks are known; all if every one is hidden."""
    worksheets = [
        sheet for sheet in workbook.sheets_metadata if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    visible = [s.name for s in worksheets if s.visible == python_calamine.SheetVisibleEnum.Visible]
    own = [s.name for s in worksheets if s.name == PROGRAM_SHEET and s.name not in visible]
    names = [*visible, *own] if visible else [sheet.name for sheet in worksheets]
    if len(names) > MAX_SHEETS:
        raise TooMuchContent
    return names


def _merges(sheet: python_calamine.CalamineSheet) -> list[list[int]]:
    """Return the merged blocks as [first row, first column, last row, last column]."""
    ranges = sheet.merged_cell_ranges or []
    return [[*first, *last] for first, last in ranges[:_MAX_MERGES] if last[0] < MAX_ROWS]


def _row_line(row: Sequence[object], sheet: str, number: int) -> bytes:
    """Return the line of one row without its empty end; raises ExchangeError subclasses."""
    cells = [_plain(value) for value in row]
    while cells and cells[-1] is None:
        cells.pop()
    if cells and number > MAX_ROWS:
        raise TooManyRows(sheet=sheet, limit=MAX_ROWS)
    if len(cells) > MAX_COLUMNS:
        raise TooManyColumns(sheet=sheet, limit=MAX_COLUMNS)
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS:
            letter = column_letter(column)
            raise CellTooLong(sheet=sheet, row=number, column=letter, limit=MAX_CELL_CHARACTERS)
    return encode_row(cells)


def _plain(value: object) -> Cell:
    """Return a cell of one of our types: whole numbers as int where nothing was lost, blanks as None."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool | date | datetime):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    return value.isoformat() if isinstance(value, time) else None


def _number(value: float) -> Cell:
    """Return a whole number as int while all its digits are surely there, any other as float."""
    if not math.isfinite(value):
        return None
    exact = abs(value) < _EXACT_INTEGERS and (isinstance(value, int) or value.is_integer())
    return int(value) if exact else float(value)


if __name__ == "__main__":
    raise SystemExit(main())
