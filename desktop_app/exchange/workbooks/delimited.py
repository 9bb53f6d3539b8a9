"""Read .csv and .txt tables: find the encoding, refuse a mixture, split into cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from desktop_app.domain.characters import FORMULA_SIGNS, repair_private_use
from desktop_app.exchange.workbooks.contents import MAX_CELL_CHARACTERS, MAX_ROWS, column_letter
from desktop_app.exchange.workbooks.refusals import (
    CellTooLong,
    MixedEncodings,
    TooManyRows,
    UnknownEncoding,
    WorkbookDamaged,
)

SHEET_NAME = "CSV"
_DELIMITERS = ",\t;|"
_LINES_TO_LOOK_AT = 20
_UTF8_MARK = b"\xef\xbb\xbf"
_FIELD_LIMIT = 4 * MAX_CELL_CHARACTERS


def decode(content: bytes) -> str:
    """Return the text: byte order mark, else strict UTF-8, else GB 18030; raises ExchangeError subclasses.

    A file glued together from two encodings decodes as GB 18030 without an error but as nonsense, so a
    file that is not UTF-8 may hold no line of Han characters in UTF-8.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16")
    if content.startswith(_UTF8_MARK):
        content = content[len(_UTF8_MARK) :]
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MixedEncodings(line=_line_of(content, error.start)) from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        first_other = error.start
    lines = content.split(b"\n")
    utf8_lines = [number for number, line in enumerate(lines, start=1) if _is_chinese_utf8(line)]
    if utf8_lines:
        broken = _line_of(content, first_other)
        raise MixedEncodings(line=broken if broken > utf8_lines[0] else utf8_lines[0])
    return repair_private_use(_strictly(content, "gb18030"))


def split(text: str) -> Iterator[list[str]]:
    """Yield the rows of a delimited text; raises ExchangeError subclasses."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if number > MAX_ROWS and any(row):
                raise TooManyRows(sheet=SHEET_NAME, limit=MAX_ROWS)
            yield [_bare(cell) for cell in row]
    except csv.Error as error:
        if "field larger" in str(error):
            raise CellTooLong(
                sheet=SHEET_NAME, row=number + 1, column=column_letter(0), limit=MAX_CELL_CHARACTERS
            ) from None
        raise WorkbookDamaged from None


def _bare(cell: str) -> str:
    """Return a cell without the apostrophe that an export puts before a formula's sign to keep it inert."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS) else cell


def _strictly(content: bytes, encoding: str) -> str:
    """Decode without any replacement; raises UnknownEncoding."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(line=_line_of(content, error.start)) from None


def _line_of(content: bytes, position: int) -> int:
    """Return the 1-based line in which a byte stands."""
    return content.count(b"\n", 0, position) + 1


def _is_chinese_utf8(line: bytes) -> bool:
    """Tell whether a line is surely Chinese in UTF-8: valid, with several Han characters in a row.

    Two Han characters of GBK are valid UTF-8 in about one case of a hundred, three or more hardly ever.
    """
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum("\u4e00" <= character <= "\u9fff" for character in text) >= 3


def _delimiter(text: str) -> str:
    """Return the sign that stands between cells: the one most rows agree on, a comma if none does."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()][:_LINES_TO_LOOK_AT]
    return max(_DELIMITERS, key=lambda sign: (sum(sign in line for line in lines), -_DELIMITERS.index(sign)))
