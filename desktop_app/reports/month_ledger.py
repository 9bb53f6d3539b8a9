"""P3 探访台账: one village's visits of one month, row by person, as a landscape paper for signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.grid import Column, Grid, HeadCell, Type, deal
from desktop_app.reports.paper import Figure, Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import LANDSCAPE, MM, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import pack, wrap

TITLE = "特殊困难老年人探访台账"
EMPTY = "本月无应探访人员，也无探访记录"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One person of the month; texts are the words printed, counts are visits."""

    name: str
    sex: str
    age: int | None
    categories: tuple[str, ...]
    tier: str
    owed: int
    made: int
    made_on: tuple[date, ...] = ()
    modes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    findings: str = ""
    handling: str = ""
    visitors: tuple[str, ...] = ()
    not_visited_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthLedger:
    """The ledger of one village and month; ``apart`` lists people told apart from the rate: (拒访, 2) …"""

    signed: Signed
    village: str
    rows: tuple[LedgerRow, ...]
    rate: Figure
    apart: tuple[tuple[str, int], ...] = ()

    @property
    def summary(self) -> str:
        """Return the line of totals under the table."""
        owed = sum(row.owed for row in self.rows)
        made = sum(row.made for row in self.rows)
        parts = [f"本月列入 {len(self.rows)} 人，应访 {owed} 人次，实访 {made} 人次", self.rate.sentence]
        if self.apart:
            parts.append("其中" + "、".join(f"{word} {count} 人" for word, count in self.apart))
        return "；".join(parts) + "。"

    @property
    def definition(self) -> str:
        """Return the sentence that defines the rate, printed under the figure."""
        return f"{self.rate.title}口径：{self.rate.definition}"


COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 9, "center"),
    ("姓名", 24, "left"),
    ("性别", 9, "center"),
    ("年龄", 9, "center"),
    ("类别", 31, "left"),
    ("风险\n等级", 12, "center"),
    ("应访\n次数", 9, "center"),
    ("实访\n次数", 9, "center"),
    ("探访日期", 22, "left"),
    ("方式", 13, "left"),
    ("结果", 19, "left"),
    ("发现问题", 29, "left"),
    ("处理措施", 28, "left"),
    ("探访人", 22, "left"),
    ("未访原因", 22, "left"),
)
"""Title with its line break, width in mm on the A4 page, alignment."""

NUMBER_COLUMNS = frozenset({0, 3, 6, 7})


def row_values(number: int, row: LedgerRow) -> tuple[str | int | tuple[str, ...] | None, ...]:
    """Return the values of one line in the order of ``COLUMNS``; lists of words stay lists."""
    return (
        number,
        row.name,
        row.sex,
        row.age,
        row.categories,
        row.tier,
        row.owed,
        row.made,
        tuple(f"{on.day}日" for on in row.made_on),
        row.modes,
        row.outcomes,
        row.findings,
        row.handling,
        row.visitors,
        row.not_visited_reason,
    )


_TYPE = Type(size=9, leading=11.6)
_HEAD = Type(size=9, leading=11.6, role=SERIF_BOLD)
_GRID = Grid(
    columns=tuple(Column(width * MM, align) for _title, width, align in COLUMNS),
    head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(COLUMNS)),
    head_heights=(10 * MM,),
    type=_TYPE,
    head_type=_HEAD,
    least_height=7.5 * MM,
)
_TITLE_HEIGHT = 18.5 * MM
_SIGNATURE_HEIGHT = 13 * MM
_NOTE_SIZE, _NOTE_LEADING = 9.0, 12.5


def write(path: Path, ledger: MonthLedger, progress: Progress = SILENT) -> Printed:
    """Write the ledger as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    title = f"{ledger.signed.month_text}{ledger.village}{TITLE}"
    sheet = Sheet(LANDSCAPE, ledger.signed, title, progress)
    left = sheet.left + (sheet.room - _GRID.width) / 2
    notes = [
        *wrap(ledger.summary, _TYPE.role, _NOTE_SIZE, _GRID.width),
        *wrap(ledger.definition, _TYPE.role, _NOTE_SIZE, _GRID.width),
    ]
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - _GRID.head_height
    texts = [_texts(number, row) for number, row in enumerate(ledger.rows, start=1)]
    rows = _GRID.measure_all(texts, room / 2, progress)
    tail = 2 * MM + len(notes) * _NOTE_LEADING + _SIGNATURE_HEIGHT
    pages = deal([row.height for row in rows], room, room, tail)
    for number, (start, stop) in enumerate(pages, start=1):
        _head(sheet, ledger, left)
        bottom = _GRID.draw_page(
            sheet, left, sheet.top + _TITLE_HEIGHT, rows[start:stop], "" if rows else EMPTY
        )
        if number == len(pages):
            _tail(sheet, ledger, left, bottom, notes)
        sheet.end_page(number, len(pages))
        progress.report(number, len(pages), TITLE)
    return sheet.save(path)


def _texts(number: int, row: LedgerRow) -> list[str]:
    room = 2 * _TYPE.pad_x
    return [
        pack(value, _TYPE.role, _TYPE.size, column.width - room)
        if isinstance(value, tuple)
        else ("" if value is None else str(value))
        for value, column in zip(row_values(number, row), _GRID.columns, strict=True)
    ]


def _head(sheet: Sheet, ledger: MonthLedger, left: float) -> None:
    signed = ledger.signed
    sheet.text(left, sheet.top, TITLE, size=18, role=SERIF_BOLD, align="center", room=_GRID.width)
    y = sheet.top + 11.5 * MM
    sheet.text(left, y, f"填报单位（盖章）：{signed.unit}", size=10.5)
    sheet.text(
        left, y, f"{ledger.village}　　{signed.month_text}", size=10.5, align="center", room=_GRID.width
    )
    sheet.text(left, y, "单位：人、次", size=10.5, align="right", room=_GRID.width)


def _tail(sheet: Sheet, ledger: MonthLedger, left: float, bottom: float, notes: list[str]) -> None:
    y = sheet.lines_of_text(left, bottom + 2 * MM, notes, size=_NOTE_SIZE, leading=_NOTE_LEADING)
    y += 5 * MM
    places = ("填报人：", "审核人：", "分管领导：", f"填报日期：{day_text(ledger.signed.reported_on)}")
    for index, place in enumerate(places):
        sheet.text(left + index * _GRID.width / 4, y, place, size=10.5)
