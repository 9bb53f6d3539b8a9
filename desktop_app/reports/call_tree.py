"""专项探访电话联络表: who calls whom on the first page, then for every visitor the sheet to tick off and sign."""

from __future__ import annotations

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

TITLE = "专项探访电话联络表"
NOBODY = "未指定探访人"
EMPTY = "这次专项探访没有对象"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One person to be called or visited; phones in full, people to ask as 关系 姓名 电话, one each.

    The last four are filled in where the person was reached already, else left for the pen.
    """

    name: str
    age: int | None
    place: str = ""
    phones: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    made: str = ""
    mode: str = ""
    outcome: str = ""
    signed_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGroup:
    """The people of one village to whom one visitor goes; ``visitor`` is empty where nobody was named."""

    village: str
    visitor: str
    visitor_phone: str
    lines: tuple[CallLine, ...]

    @property
    def visitor_words(self) -> str:
        """Return the visitor, or that there is none."""
        return self.visitor or NOBODY

    @property
    def reached(self) -> int:
        """Return how many were reached already."""
        return sum(1 for line in self.lines if line.made)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTree:
    """One campaign's paper; ``modes`` and ``who`` are words, groups come by village and visitor."""

    signed: Signed
    campaign: str
    from_on: date
    to_on: date
    modes: tuple[str, ...]
    who: str
    groups: tuple[CallGroup, ...]
    title: str = TITLE

    @property
    def people(self) -> int:
        """Return how many people are named."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def days(self) -> str:
        """Return 2026年11月20日至2026年11月22日, or the one day."""
        if self.from_on == self.to_on:
            return day_text(self.from_on)
        return f"{day_text(self.from_on)}至{day_text(self.to_on)}"


TREE_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 12, "center"),
    ("嘎查村（社区）", 62, "left"),
    ("探访人", 46, "left"),
    ("联系电话", 34, "center"),
    ("对象\n人数", 18, "center"),
    ("已探访\n人数", 18, "center"),
    ("通知时间", 26, "center"),
    ("回报时间", 26, "center"),
    ("签名", 24, "center"),
)
LINE_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("序号", 9, "center"),
    ("姓名", 25, "left"),
    ("年龄", 9, "center"),
    ("组别住址", 27, "left"),
    ("本人电话", 25, "center"),
    ("紧急联系人", 35, "left"),
    ("邻居、钥匙保管人", 35, "left"),
    ("取暖、风险提示", 33, "left"),
    ("时间", 17, "center"),
    ("方式", 14, "center"),
    ("结果", 21, "left"),
    ("签名", 16, "center"),
)
"""Title with its line break, width in mm on the A4 page, alignment."""

_TYPE = Type(size=9.5, leading=12.4)
_HEAD = Type(size=9.5, leading=12.4, role=SERIF_BOLD)
_NOTE_SIZE, _NOTE_LEADING = 9.0, 12.5
_TITLE_HEIGHT = 25 * MM
_SIGNATURE_HEIGHT = 13 * MM
_TREE_NOTE = "乡镇（街道）按本页逐个通知探访人；探访人办完后回报人数，未联系上的当日报告。"
_LINE_NOTE = "先打本人电话；无人接听再问紧急联系人、邻居或钥匙保管人；仍无消息，当日报告村（社区）和乡镇。"


def _grid(columns: tuple[tuple[str, float, str], ...], least: float) -> Grid:
    return Grid(
        columns=tuple(Column(width * MM, align) for _title, width, align in columns),
        head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(columns)),
        head_heights=(11 * MM,),
        type=_TYPE,
        head_type=_HEAD,
        least_height=least,
    )


_TREE = _grid(TREE_COLUMNS, 9 * MM)
_LINES = _grid(LINE_COLUMNS, 11 * MM)


@dataclass(frozen=True, slots=True)
class _Part:
    """One table of the paper with what stands over and under it."""

    grid: Grid
    texts: list[list[str]]
    left_head: str
    right_head: str
    notes: tuple[str, ...]
    places: tuple[str, ...]


def write(path: Path, tree: CallTree, progress: Progress = SILENT) -> Printed:
    """Write the paper as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(LANDSCAPE, tree.signed, f"{tree.campaign} {tree.title}", progress)
    parts = _parts(tree)
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT
    tail = 2 * MM + 2 * _NOTE_LEADING + _SIGNATURE_HEIGHT
    dealt = []
    for part in parts:
        body = room - part.grid.head_height
        rows = part.grid.measure_all(part.texts, body / 2, progress)
        dealt.append((part, rows, deal([row.height for row in rows], body, body, tail)))
    count = sum(len(pages) for _part, _rows, pages in dealt)
    number = 0
    for part, rows, pages in dealt:
        left = sheet.left + (sheet.room - part.grid.width) / 2
        for at, (start, stop) in enumerate(pages, start=1):
            number += 1
            _head(sheet, tree, part, left)
            bottom = part.grid.draw_page(
                sheet, left, sheet.top + _TITLE_HEIGHT, rows[start:stop], "" if rows else EMPTY
            )
            if at == len(pages):
                _tail(sheet, part, left, bottom)
            sheet.end_page(number, count)
            progress.report(number, count, tree.title)
    return sheet.save(path)


def write_book(path: Path, tree: CallTree, progress: Progress = SILENT) -> None:
    """Write everybody as one workbook table, by village and visitor; raises Cancelled and OSError."""
    columns = [TableColumn("嘎查村（社区）", width=20), TableColumn("探访人", width=14)]
    columns += [
        TableColumn(
            title.replace("\n", ""), ColumnKind.NUMBER if title == "年龄" else ColumnKind.TEXT, width / 1.7
        )
        for title, width, _align in LINE_COLUMNS[1:]
    ]
    rows: list[list[Value]] = [
        [
            group.village,
            group.visitor_words,
            line.name,
            line.age,
            line.place,
            "、".join(line.phones),
            "；".join(line.emergency),
            "；".join(line.neighbours),
            "；".join(line.notes),
            line.made,
            line.mode,
            line.outcome,
            line.signed_by,
        ]
        for group in tree.groups
        for line in group.lines
    ]
    notes = [f"{tree.campaign}　{tree.days}　共 {tree.people} 人", _LINE_NOTE]
    write_table(path, tree.title, columns, rows, notes, signed=tree.signed, progress=progress)


def _parts(tree: CallTree) -> list[_Part]:
    first = _Part(
        grid=_TREE,
        texts=[
            [
                str(number),
                group.village,
                group.visitor_words,
                group.visitor_phone,
                str(len(group.lines)),
                str(group.reached) if group.reached else "",
                "",
                "",
                "",
            ]
            for number, group in enumerate(tree.groups, start=1)
        ],
        left_head=f"填报单位（盖章）：{tree.signed.unit}",
        right_head=f"共 {tree.people} 人，已探访 {sum(group.reached for group in tree.groups)} 人",
        notes=(_about(tree), _TREE_NOTE),
        places=("发起人：", "审核人：", "分管领导：", "日期：20    年    月    日"),
    )
    return [first, *(_sheet_of(tree, group) for group in tree.groups)]


def _about(tree: CallTree) -> str:
    parts = [f"探访方式：{'、'.join(tree.modes)}"]
    if tree.who:
        parts.append(f"对象：{tree.who}")
    return "；".join(parts) + "。"


def _sheet_of(tree: CallTree, group: CallGroup) -> _Part:
    phone = f"（{group.visitor_phone}）" if group.visitor_phone else ""
    return _Part(
        grid=_LINES,
        texts=[
            [
                str(number),
                line.name,
                "" if line.age is None else str(line.age),
                line.place,
                "\n".join(line.phones),
                "\n".join(line.emergency),
                "\n".join(line.neighbours),
                "；".join(line.notes),
                line.made,
                line.mode,
                line.outcome,
                line.signed_by,
            ]
            for number, line in enumerate(group.lines, start=1)
        ],
        left_head=f"{group.village}　　探访人：{group.visitor_words}{phone}",
        right_head=f"共 {len(group.lines)} 人",
        notes=(_about(tree), _LINE_NOTE),
        places=("探访人签名：", "完成人数：", "未联系上人数：", "日期：20    年    月    日"),
    )


def _head(sheet: Sheet, tree: CallTree, part: _Part, left: float) -> None:
    width = part.grid.width
    sheet.text(left, sheet.top, tree.title, size=18, role=SERIF_BOLD, align="center", room=width)
    y = sheet.top + 10.5 * MM
    about = wrap(f"{tree.campaign}　{tree.days}", SERIF_BOLD, 11, width)
    sheet.text(left, y, about[0], size=11, role=SERIF_BOLD, align="center", room=width)
    y += 7.5 * MM
    sheet.text(left, y, part.left_head, size=10.5)
    sheet.text(left, y, part.right_head, size=10.5, align="right", room=width)


def _tail(sheet: Sheet, part: _Part, left: float, bottom: float) -> None:
    width = part.grid.width
    lines = [line for note in part.notes for line in wrap(note, _TYPE.role, _NOTE_SIZE, width)][:3]
    y = sheet.lines_of_text(left, bottom + 2 * MM, lines, size=_NOTE_SIZE, leading=_NOTE_LEADING)
    y += 4 * MM
    for index, place in enumerate(part.places):
        sheet.text(left + index * width / len(part.places), y, place, size=10.5)
