"""Look into a zipped workbook before anything unpacks it: parts, sizes, rows and hidden dangers."""

from __future__ import annotations

import html
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.errors import N_
from desktop_app.exchange.workbooks.contents import MAX_ROWS
from desktop_app.exchange.workbooks.refusals import (
    NotAWorkbook,
    TooManyRows,
    WorkbookDamaged,
    WorkbookEncrypted,
    WorkbookSuspicious,
)

MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 5_000

_RATIO_COUNTS_FROM = 4 * 1024 * 1024
"""Smaller parts may compress as well as they like."""
_MAX_DIRECTORY_BYTES = MAX_PARTS * 400
_MAX_SMALL_PART_BYTES = 4 * 1024 * 1024
_CHUNK = 1 << 20
_DIRECTORY_END = b"PK\x05\x06"
_ENCRYPTED_FLAG = 0x1

_ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^>]*?\sr=[\"'](\d{1,9})[\"'])?")
_VALUE = (b"<v>", b"<v ", b"<is>", b":v>", b":is>")
_TAG_ATTRIBUTE = r"\b{0}=[\"']([^\"']*)[\"']"
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATIONSHIP_TAG = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")

IS_DOCUMENT = N_("它是文字文档")
IS_SLIDES = N_("它是演示文稿")
IS_ARCHIVE = N_("它是压缩包")


@dataclass(frozen=True, slots=True)
class _SheetPart:
    """Where a sheet's rows are and what the user calls it."""

    name: str
    hidden: bool


def inspect_package(content: bytes) -> str:
    """Return ``xlsx`` or ``ods`` for a package that may be read; raises ExchangeError subclasses otherwise."""
    _check_directory(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or len(names) != len(parts):
                raise WorkbookSuspicious
            if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
                raise WorkbookEncrypted
            kind = _kind(package, names)
            _check_parts(package, parts, _sheet_parts(package, names) if kind == "xlsx" else {})
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        # every way in which the standard library's zip reader says that a package is broken
        raise WorkbookDamaged from None


def _check_directory(content: bytes) -> None:
    """Refuse a list of parts that would itself fill the memory, before it is read."""
    end = content.rfind(_DIRECTORY_END)
    if end < 0 or len(content) < end + 22:
        raise WorkbookDamaged
    count, size = struct.unpack_from("<HI", content, end + 10)
    if count > MAX_PARTS or size > _MAX_DIRECTORY_BYTES:
        raise WorkbookSuspicious


def _kind(package: zipfile.ZipFile, names: set[str]) -> str:
    """Tell a workbook from other zipped things by the parts it has."""
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "mimetype" in names:
        mime = _small_part(package, "mimetype")
        if "opendocument.spreadsheet" in mime:
            if "META-INF/manifest.xml" in names and "encryption-data" in _small_part(
                package, "META-INF/manifest.xml"
            ):
                raise WorkbookEncrypted
            return "ods"
        raise NotAWorkbook(looks_like=IS_SLIDES if "presentation" in mime else IS_DOCUMENT)
    if any(name.startswith("word/") for name in names):
        raise NotAWorkbook(looks_like=IS_DOCUMENT)
    if any(name.startswith("ppt/") for name in names):
        raise NotAWorkbook(looks_like=IS_SLIDES)
    if "[Content_Types].xml" in names:
        raise WorkbookDamaged
    raise NotAWorkbook(looks_like=IS_ARCHIVE)


def _sheet_parts(package: zipfile.ZipFile, names: set[str]) -> dict[str, _SheetPart]:
    """Return the sheets of an .xlsx by the name of their part; unknown ones are simply missing."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names or "xl/workbook.xml" not in names:
        return {}
    targets = {
        _attribute(tag, "Id"): posixpath.normpath(posixpath.join("/xl", _attribute(tag, "Target"))).lstrip(
            "/"
        )
        for tag in _RELATIONSHIP_TAG.findall(_small_part(package, relations))
    }
    sheets = {}
    for tag in _SHEET_TAG.findall(_small_part(package, "xl/workbook.xml")):
        part = targets.get(_attribute(tag, r"\w+:id"), "")
        sheets[part] = _SheetPart(html.unescape(_attribute(tag, "name")), "idden" in _attribute(tag, "state"))
    if all(sheet.hidden for sheet in sheets.values()):
        return {part: _SheetPart(sheet.name, hidden=False) for part, sheet in sheets.items()}
    return sheets


def _attribute(tag: str, name: str) -> str:
    """Return one attribute of a tag, or nothing."""
    match = re.search(_TAG_ATTRIBUTE.format(name), tag)
    return match[1] if match else ""


def _small_part(package: zipfile.ZipFile, name: str) -> str:
    """Return the text of a part that has no reason to be big."""
    with package.open(name) as part:
        content = part.read(_MAX_SMALL_PART_BYTES + 1)
    if len(content) > _MAX_SMALL_PART_BYTES:
        raise WorkbookSuspicious
    return content.decode("utf-8", errors="replace")


def _check_parts(
    package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], sheets: dict[str, _SheetPart]
) -> None:
    """Unpack every XML part piece by piece, counting bytes and rows, and keep nothing."""
    budget = MAX_UNPACKED_BYTES
    for part in parts:
        sheet = sheets.get(part.filename)
        ratio = part.file_size / max(part.compress_size, 1)
        suspicious = part.file_size > _RATIO_COUNTS_FROM and ratio > MAX_RATIO
        if not part.filename.lower().endswith((".xml", ".rels", ".bin", ".vml")):
            budget -= part.file_size
        else:
            rows = _RowCounter(sheet.name) if sheet and not sheet.hidden else None
            for piece in _pieces(package, part):
                budget -= len(piece)
                if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                    raise WorkbookSuspicious
                if rows:
                    rows.feed(piece)
                if budget < 0 or suspicious:
                    if rows and rows.row > MAX_ROWS:
                        raise TooManyRows(sheet=rows.sheet, limit=MAX_ROWS)
                    if budget < 0:
                        break
        if budget < 0 or suspicious:
            raise WorkbookSuspicious


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the unpacked content of a part, cut before a ``<`` so that no tag is torn apart."""
    left = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            piece = left + chunk
            cut = piece.rfind(b"<")
            if cut <= 0:
                cut = len(piece)
            yield piece[:cut]
            left = piece[cut:]
    yield left


class _RowCounter:
    """Follows the rows of a sheet and stops at the first filled one beyond the cap."""

    def __init__(self, sheet: str) -> None:
        """Count for the sheet of this name."""
        self.sheet = sheet
        self.row = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece; raises TooManyRows. Empty formatted rows below the data do not count."""
        last_value = max(piece.rfind(mark) for mark in _VALUE)
        if self.row > MAX_ROWS and last_value >= 0 and last_value < piece.find(b"<row"):
            raise TooManyRows(sheet=self.sheet, limit=MAX_ROWS)
        for match in _ROW.finditer(piece):
            self.row = int(match[1]) if match[1] else self.row + 1
            if self.row > MAX_ROWS and match.start() < last_value:
                raise TooManyRows(sheet=self.sheet, limit=MAX_ROWS)
