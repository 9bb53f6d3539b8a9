"""应享服务名单: by village who is owed which service or benefit by when, with the plans' sentences at its foot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, Type, deal
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, SERIF_BOLD, Sheet
from desktop_app.reports.workbooks import ColumnKind, TableColumn, Value, write_table
from desktop_app.reports.wrapping import wrap

TITLE = "老年人应享服务名单"
EMPTY = "这段时间没有到期、应办的服务和待遇"

Sentence = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One thing one person is owed; ``sources`` are documents and sentences, the strictest first."""

    uid: str
    name: str
    what: str
    state: str
    by_when: str
    why: str
    sources: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueGroup:
    """The people of one village."""

    village: str
    rows: tuple[DueRow, ...]

    @property
    def people(self) -> int:
        """Return how many people are named."""
        return len({row.uid for row in self.rows})

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences that the rows rest on, each once, in the order in which they are numbered."""
        return tuple(dict.fromkeys(source for row in self.rows for source in row.sources))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueList:
    """The list as of a day, of one village or all."""

    signed: Signed
    day: date
    until: date
    groups: tuple[DueGroup, ...]

    @property
    def people(self) -> int:
        """Return how many people are named."""
        return sum(group.people for group in self.groups)


COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 10, "center"),
    ("姓名", 30, "left"),
    ("应享什么", 47, "left"),
    ("状态", 17, "center"),
    ("什么时候\n以前", 24, "center"),
    ("情况", 78, "left"),
    ("依据", 15, "center"),
    ("办理日期", 24, "center"),
    ("经办人", 22, "center"),
)
"""Title with its line break, width in mm on the A4 page, alignment."""

_TYPE = Type(size=9.5, leading=12.4)
_GRID = Grid(
    columns=tuple(Column(width * MM, align) for _title, width, align in COLUMNS),
    head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(COLUMNS)),
    head_heights=(11 * MM,),
    type=_TYPE,
    head_type=Type(size=9.5, leading=12.4, role=SERIF_BOLD),
    least_height=8.5 * MM,
)
_TITLE_HEIGHT = 18.5 * MM
_NOTE_SIZE, _NOTE_LEADING = 8.5, 11.5
_SIGNATURE_HEIGHT = 11 * MM
_MOST_TAIL = 0.6
"""Sentences that would take more of a page than this get a page of their own."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One village with its rows as texts, and the lines under them."""

    group: DueGroup
    texts: list[list[str]]
    notes: list[str]


def write(path: Path, listed: DueList, progress: Progress = SILENT) -> Printed:
    """Write the list as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(LANDSCAPE, listed.signed, TITLE, progress)
    left = sheet.left + (sheet.room - _GRID.width) / 2
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - _GRID.head_height
    parts = [_part(group) for group in listed.groups] or [_part(DueGroup(village="", rows=()))]
    dealt = []
    for part in parts:
        rows = _GRID.measure_all(part.texts, room / 2, progress)
        tail = 3 * MM + len(part.notes) * _NOTE_LEADING + _SIGNATURE_HEIGHT
        apart = tail > room * _MOST_TAIL
        pages: list[tuple[int, int] | None] = [
            *deal([row.height for row in rows], room, room, 0 if apart else tail)
        ]
        dealt.append((part, rows, [*pages, None] if apart else pages))
    count, number = sum(len(pages) for _part, _rows, pages in dealt), 0
    for part, rows, pages in dealt:
        for at, page in enumerate(pages, start=1):
            number += 1
            _head(sheet, listed, part.group, left)
            bottom = sheet.top + _TITLE_HEIGHT
            if page is not None:
                start, stop = page
                bottom = _GRID.draw_page(sheet, left, bottom, rows[start:stop], "" if rows else EMPTY)
            if at == len(pages):
                _tail(sheet, part, left, bottom)
            sheet.end_page(number, count)
            progress.report(number, count, TITLE)
    return sheet.save(path)


def write_book(path: Path, listed: DueList, progress: Progress = SILENT) -> None:
    """Write the list as one workbook table, each line with its sentences; raises Cancelled and OSError."""
    columns = [
        TableColumn("嘎查村（社区）", width=20),
        *(
            TableColumn(title.replace("\n", ""), ColumnKind.TEXT, width / 1.7)
            for title, width, _align in COLUMNS[1:6]
        ),
        TableColumn("依据文件", width=26),
        TableColumn("文件原文", width=60),
    ]
    rows: list[list[Value]] = [
        [
            group.village,
            row.name,
            row.what,
            row.state,
            row.by_when,
            row.why,
            "；".join(document for document, _sentence in row.sources),
            "\n".join(sentence for _document, sentence in row.sources),
        ]
        for group in listed.groups
        for row in group.rows
    ]
    write_table(path, TITLE, columns, rows, [_about(listed)], signed=listed.signed, progress=progress)


def _about(listed: DueList) -> str:
    return (
        f"{day_text(listed.day)}核对，列到{day_text(listed.until)}："
        f"{listed.people} 人，{sum(len(group.rows) for group in listed.groups)} 项。"
    )


def _part(group: DueGroup) -> _Part:
    numbers = {sentence: number for number, sentence in enumerate(group.sentences, start=1)}
    texts = [
        [
            str(at),
            row.name,
            row.what,
            row.state,
            row.by_when,
            row.why,
            "、".join(str(numbers[source]) for source in row.sources),
            "",
            "",
        ]
        for at, row in enumerate(group.rows, start=1)
    ]
    told = [f"依据{number}　{document}：{sentence}" for (document, sentence), number in numbers.items()]
    return _Part(group, texts, list(_wrapped(told)))


def _wrapped(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from wrap(text, _TYPE.role, _NOTE_SIZE, _GRID.width)


def _head(sheet: Sheet, listed: DueList, group: DueGroup, left: float) -> None:
    width = _GRID.width
    sheet.text(left, sheet.top, TITLE, size=17, role=SERIF_BOLD, align="center", room=width)
    y = sheet.top + 11 * MM
    village = f"　{group.village}" if group.village else ""
    sheet.text(left, y, f"填报单位（盖章）：{listed.signed.unit}{village}", size=10.5)
    words = (
        f"{day_text(listed.day)}核对，列到{day_text(listed.until)}　共 {group.people} 人 {len(group.rows)} 项"
    )
    sheet.text(left, y, words, size=10.5, align="right", room=width)


def _tail(sheet: Sheet, part: _Part, left: float, bottom: float) -> None:
    y = sheet.lines_of_text(left, bottom + 2 * MM, part.notes, size=_NOTE_SIZE, leading=_NOTE_LEADING)
    y += 3 * MM
    places = ("核对人：", "负责人：", "日期：20    年    月    日")
    for index, place in enumerate(places):
        sheet.text(left + index * _GRID.width / len(places), y, place, size=10.5)
