"""年终卷册: a village's papers of one year as one volume: cover, index, every paper with page numbers throughout, last leaf.

The pages of the papers are numbered from 1 through the whole volume, cover, index and last leaf are not, as files of
archives are (DA/T 22-2015): the index tells on which page each paper begins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, Type, deal
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import wrap

TITLE = "特殊困难老年人探访关爱服务档案"
INDEX = "卷内目录"
LAST_LEAF = "卷内备考表"

_MARGIN = 20 * MM
_COLUMNS = (
    ("顺序号", 14.5, "center"),
    ("文号", 13, "left"),
    ("责任者", 27, "left"),
    ("题　　名", 48, "left"),
    ("日　　期", 31, "center"),
    ("页　号", 23, "center"),
    ("备注", 13, "left"),
)
_HEAD = Type(size=10.5, leading=13, role=SERIF_BOLD)
_BODY = Type(size=10.5, leading=14)


@dataclass(frozen=True, slots=True)
class Document:
    """One paper of the volume: its title in the index, its time, and what draws it on a sheet, called with these arguments."""

    title: str
    when: str
    draw: Callable[..., None]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Binder:
    """The volume of one village and year; ``until`` is 至 whenever the year is not over."""

    signed: Signed
    village: str
    year: int
    from_on: str
    until: str
    people: int
    documents: Sequence[Document]

    @property
    def title(self) -> str:
        """Return the title of the volume."""
        return f"{self.village}{self.year}年度{TITLE}"


def write(path: Path, binder: Binder, progress: Progress = SILENT) -> Printed:
    """Write the volume as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    begins, pages = _count(binder, progress)
    sheet = Sheet(PORTRAIT, binder.signed, binder.title, progress, margin=_MARGIN)
    _draw_cover(sheet, binder, pages)
    _draw_index(sheet, binder, begins, pages)
    sheet.number_from(1)
    for document in binder.documents:
        sheet.begin_section(document.title)
        document.draw(sheet, *document.arguments)
    sheet.number_from(None)
    sheet.turn_to(PORTRAIT, binder.signed, margin=_MARGIN)
    _draw_last_leaf(sheet, binder, pages)
    return sheet.save(path)


def _count(binder: Binder, progress: Progress) -> tuple[list[int], int]:
    """Return on which page each paper begins, and how many pages they have: the index stands before them."""
    sheet = Sheet(PORTRAIT, binder.signed, binder.title, progress)
    begins = []
    for document in binder.documents:
        begins.append(sheet.pages_done + 1)
        document.draw(sheet, *document.arguments)
    return begins, sheet.pages_done


def _draw_cover(sheet: Sheet, binder: Binder, pages: int) -> None:
    sheet.begin_section("封面")
    y = sheet.top + 45 * MM
    for line in wrap(TITLE, SERIF_BOLD, 26, sheet.room):
        sheet.text(sheet.left, y, line, size=26, role=SERIF_BOLD, align="center", room=sheet.room)
        y += 13 * MM
    y += 6 * MM
    sheet.text(
        sheet.left, y, f"{binder.year} 年度", size=20, role=SERIF_BOLD, align="center", room=sheet.room
    )
    y += 50 * MM
    signed = binder.signed
    for label, value in (
        ("嘎查村（社区）", binder.village),
        ("立卷单位", signed.unit),
        ("起止日期", f"{binder.from_on} 至 {binder.until}"),
        ("涉及老年人", f"{binder.people} 人"),
        ("件数、页数", f"{len(binder.documents)} 件，{pages} 页"),
        ("保管期限", ""),
        ("档　　号", ""),
    ):
        x = sheet.left + 22 * MM
        sheet.text(x, y, label, size=14, align="right", room=34 * MM)
        for number, line in enumerate(wrap(value, SERIF_BOLD, 14, 84 * MM)):
            sheet.text(x + 38 * MM, y + number * 20, line, size=14)
        y += max(1, len(wrap(value, SERIF_BOLD, 14, 84 * MM))) * 20
        sheet.rule(x + 37 * MM, y, x + 124 * MM, y)
        y += 4 * MM
    sheet.end_page(1, 1)


def _draw_index(sheet: Sheet, binder: Binder, begins: Sequence[int], pages: int) -> None:
    scale = sheet.room / (sum(width for _title, width, _align in _COLUMNS) * MM)
    grid = Grid(
        columns=tuple(Column(width * MM * scale, align) for _title, width, align in _COLUMNS),
        head=tuple(HeadCell(title, place) for place, (title, _width, _align) in enumerate(_COLUMNS)),
        head_heights=(9 * MM,),
        type=_BODY,
        head_type=_HEAD,
        least_height=9 * MM,
    )
    stops = [*(begin - 1 for begin in begins[1:]), pages]
    rows = [
        piece
        for number, (document, begin, stop) in enumerate(
            zip(binder.documents, begins, stops, strict=True), start=1
        )
        for piece in grid.measure(
            [
                str(number),
                "",
                binder.signed.unit,
                document.title,
                document.when,
                f"{begin}-{stop}" if stop > begin else str(begin),
                "",
            ],
            sheet.height / 2,
        )
    ]
    room = sheet.bottom - sheet.top - 18 * MM - grid.head_height
    parts = deal([row.height for row in rows], room, room, 0)
    sheet.begin_section(INDEX)
    for number, (start, stop) in enumerate(parts, start=1):
        sheet.text(sheet.left, sheet.top, INDEX, size=20, role=SERIF_BOLD, align="center", room=sheet.room)
        grid.draw_page(sheet, sheet.left, sheet.top + 18 * MM, rows[start:stop], "本卷没有内容")
        sheet.end_page(number, len(parts))


def _draw_last_leaf(sheet: Sheet, binder: Binder, pages: int) -> None:
    sheet.begin_section(LAST_LEAF)
    sheet.text(sheet.left, sheet.top, LAST_LEAF, size=20, role=SERIF_BOLD, align="center", room=sheet.room)
    top = sheet.top + 18 * MM
    sheet.box(sheet.left, top, sheet.room, 190 * MM)
    said = f"本卷情况说明：本卷共 {len(binder.documents)} 件，{pages} 页，由登记数据生成，各件数字可凭每页下方的校验码核对。"
    y = top + 6 * MM
    for line in wrap(said, _BODY.role, 12, sheet.room - 12 * MM):
        sheet.text(sheet.left + 6 * MM, y, line, size=12)
        y += 20
    for number, place in enumerate(("立卷人：", "检查人：", f"立卷日期：{day_text(None)}")):
        sheet.text(sheet.left + 80 * MM, top + (150 + number * 12) * MM, place, size=12)
    sheet.end_page(1, 1)
