"""Workbooks for the tests of imports, good and bad, built in memory; every person in them is made up."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from desktop_app.domain.identity import check_digit
from desktop_app.exchange.workbooks.contents import Cell, Merge, Sheet, Workbook

TODAY = date(2026, 11, 2)
DATA = Path(__file__).resolve().parent / "data"


def made_up_id(birth: str = "19450312", sequence: str = "001", area: str = "150425") -> str:
    """Return an id number with a right check digit."""
    first_17 = area + birth + sequence
    return first_17 + check_digit(first_17)


def workbook_of(
    rows: Iterable[Sequence[Cell]], name: str = "名册", merges: tuple[Merge, ...] = ()
) -> Workbook:
    """Return a workbook that was read already."""
    return Workbook((Sheet(name, tuple(tuple(row) for row in rows), merges),), "xlsx")


def xlsx_bytes(rows: Iterable[Sequence[object]], sheet: str = "名册") -> bytes:
    """Return an .xlsx with one sheet."""

    def fill(book: xlsxwriter.Workbook) -> None:
        """Write the rows."""
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date | datetime):
                    page.write_datetime(r, c, value, day)
                elif isinstance(value, str):
                    page.write_string(r, c, value)
                elif value is not None:
                    page.write(r, c, value)

    return built(fill)


def built(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """Return the .xlsx that ``fill`` makes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    fill(book)
    book.close()
    return buffer.getvalue()


def with_part(package: bytes, name: str, pieces: Iterable[bytes]) -> bytes:
    """Return a copy of a package in which one part is replaced or added."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        with new.open(name, "w", force_zip64=True) as target:
            for piece in pieces:
                target.write(piece)
    return buffer.getvalue()


def full_length_sheet(filled: bool) -> Iterable[bytes]:
    """Yield the XML of a sheet of 1,048,576 rows, each with a value or only formatted."""
    yield (
        b'<?xml version="1.0" encoding="UTF-8"?><worksheet '
        b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    value = b"<v>7</v>" if filled else b""
    for start in range(2, 1_048_577, 8192):
        yield b"".join(
            b'<row r="%d"><c r="A%d">%b</c></row>' % (row, row, value)
            for row in range(start, min(start + 8192, 1_048_577))
        )
    yield b"</sheetData></worksheet>"


REGISTER_HEADER = (
    "序号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "联系电话",
    "嘎查村",
    "组别",
    "身份类别",
    "备注",
)


def register_rows() -> list[tuple[Cell, ...]]:
    """Return a small register with title, header and three elders."""
    return [
        ("达日罕乌拉苏木特殊困难老年人名册",),
        ("填报单位：达日罕乌拉苏木", None, None, "2026年11月"),
        REGISTER_HEADER,
        (
            1,
            "乌云•其木格",
            "男",
            made_up_id(),
            date(1945, 3, 12),
            13800138001,
            "巴彦嘎查",
            "第一组",
            "独居老人",
            None,
        ),
        (
            2,
            "王𬭸",
            "女",
            made_up_id("19500101", "102"),
            "1950.1.1",
            "无电话",
            "巴彦嘎查",
            "2社",
            "低保户",
            "眼疾",
        ),
        (3, "张 三", "男", made_up_id("19480715", "003"), None, "0476-8234567", "查干嘎查", 3, None, None),
    ]
