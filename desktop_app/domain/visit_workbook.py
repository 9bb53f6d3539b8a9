"""How a visit workbook is laid out: its sheets, its columns, and the codes by which its rows are known again.

A workbook is written by ``reports`` and read by ``exchange``, which do not know each other: what both must agree on
stands here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from desktop_app.domain.characters import narrow
from desktop_app.domain.forms import LONGEST_TEXT, ItemKind, VisitForm
from desktop_app.domain.measures import Measure
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind

FORMAT = 1
"""Raised when a workbook could no longer be read by the program of before."""

GUIDE_SHEET = "填写说明"
VISIT_SHEET = "探访登记"
LIST_SHEET = "选项"
PROGRAM_SHEET = "程序用（请勿改动）"
"""The hidden sheet by which a returned workbook is recognised; it is read although it is hidden."""

YES, NO = "是", "否"
SEPARATOR = "、"
"""Between several choices in one cell."""

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that are not mistaken for each other."""

SHORT_TEXT, NAME_TEXT, LONG_TEXT = 100, 50, 500
_CHECK = 5
_ROW_CODE = re.compile(rf"(\d{{4}}[{ALPHABET}]{{4}})-(\d{{3,5}})-([{ALPHABET}]{{{_CHECK}}})")


class Cells(StrEnum):
    """How the cells of a column are filled."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    CHOICE = "choice"
    SUGGESTED = "suggested"
    """A choice where another text may stand as well."""
    MULTI = "multi"
    NUMBER = "number"


class Tag(StrEnum):
    """What a line of the program's sheet says, in its first cell."""

    FORMAT = "format"
    CODE = "code"
    SITE = "site"
    VILLAGE = "village"
    MONTH = "month"
    FORM = "form"
    FORM_VERSION = "form_version"
    ROW = "row"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookColumn:
    """One column; ``width`` in millimetres, ``hint`` what the cell says when it is entered."""

    key: str
    title: str
    group: str
    cells: Cells = Cells.TEXT
    width: float = 16.0
    locked: bool = False
    options: tuple[str, ...] = ()
    hint: str = ""
    longest: int = LONG_TEXT
    measure: Measure | None = None


WHO, HOW, REST = "老年人", "本次探访", "情况与办理"
ANSWER, MEASURE = "answer:", "measure:"
"""What the keys of the form's columns begin with."""

_WHO = (
    WorkbookColumn(key="number", title="序号", group=WHO, width=9, locked=True),
    WorkbookColumn(key="name", title="姓名", group=WHO, width=24, locked=True, cells=Cells.CHOICE),
    WorkbookColumn(key="sex", title="性别", group=WHO, width=9, locked=True),
    WorkbookColumn(key="age", title="年龄", group=WHO, width=9, locked=True),
    WorkbookColumn(key="place", title="组别、住址", group=WHO, width=32, locked=True),
    WorkbookColumn(key="categories", title="类别", group=WHO, width=24, locked=True),
    WorkbookColumn(key="tier", title="风险等级", group=WHO, width=14, locked=True),
    WorkbookColumn(key="phone", title="电话", group=WHO, width=27, locked=True),
    WorkbookColumn(key="before_on", title="应在此日前探访", group=WHO, width=23, locked=True),
    WorkbookColumn(key="last", title="上次探访及情况", group=WHO, width=40, locked=True),
)
_OUTCOME_HINT = "上门：见到本人、不在家；电话、视频、物联网：通话到本人、无人应答；代访：他人代述、无人应答。其余结果各种方式都可选。"


def columns(form: VisitForm, month: int) -> tuple[WorkbookColumn, ...]:
    """Return the columns for ``form`` in ``month`` (1 to 12), in their order; winter items only in season."""
    return (
        *_WHO,
        *_how(),
        *(
            WorkbookColumn(
                key=ANSWER + key,
                title=item.title,
                group=block.title,
                cells=_CELLS[item.kind],
                width=36 if item.kind is ItemKind.TEXT else 26 if item.kind is ItemKind.MULTI else 20,
                options=tuple(option.title for option in item.options),
                longest=LONGEST_TEXT,
            )
            for key, (block, item) in form.by_key.items()
            if item.asked_in(month)
        ),
        *(
            WorkbookColumn(
                key=MEASURE + measure.key,
                title=f"{measure.title}（{measure.unit}）",
                group="测量（选填）",
                cells=Cells.NUMBER,
                width=17,
                measure=measure,
            )
            for measure in form.measures
        ),
        *_rest(),
    )


_CELLS = {ItemKind.SINGLE: Cells.CHOICE, ItemKind.MULTI: Cells.MULTI, ItemKind.TEXT: Cells.TEXT}


def _how() -> tuple[WorkbookColumn, ...]:
    return (
        WorkbookColumn(key="visited_on", title="探访日期", group=HOW, cells=Cells.DAY, width=23),
        WorkbookColumn(
            key="visited_time",
            title="时间",
            group=HOW,
            cells=Cells.TIME,
            width=13,
            hint="如 9:30，可以不填。",
        ),
        WorkbookColumn(
            key="mode",
            title="探访方式",
            group=HOW,
            cells=Cells.CHOICE,
            width=15,
            options=tuple(mode.term for mode in Mode),
        ),
        WorkbookColumn(
            key="outcome",
            title="探访结果",
            group=HOW,
            cells=Cells.CHOICE,
            width=21,
            options=tuple(outcome.term for outcome in Outcome),
            hint=_OUTCOME_HINT,
        ),
        WorkbookColumn(
            key="visitor",
            title="探访人",
            group=HOW,
            cells=Cells.SUGGESTED,
            width=19,
            longest=NAME_TEXT,
            hint="从下拉列表选，没有的直接写姓名。",
        ),
        WorkbookColumn(key="companions", title="同行人", group=HOW, width=19, longest=SHORT_TEXT),
        WorkbookColumn(
            key="same",
            title="与上次相同",
            group=HOW,
            cells=Cells.CHOICE,
            width=15,
            options=(YES, NO),
            hint="选“是”：没有填的各项按上次的情况记，只填有变化的项。",
        ),
    )


def _rest() -> tuple[WorkbookColumn, ...]:
    return (
        WorkbookColumn(key="summary", title="情况记录", group=REST, width=40),
        WorkbookColumn(key="action", title="帮办事项", group=REST, width=32),
        WorkbookColumn(
            key="finding_kind",
            title="发现问题类别",
            group=REST,
            cells=Cells.CHOICE,
            width=16,
            options=tuple(kind.term for kind in FindingKind),
            hint="没有发现需要跟进的问题，这两栏都空着。",
        ),
        WorkbookColumn(key="finding", title="发现问题内容", group=REST, width=36),
        WorkbookColumn(key="next_on", title="下次探访日期", group=REST, cells=Cells.DAY, width=23),
        WorkbookColumn(
            key="signed_as",
            title="签字情况",
            group=REST,
            cells=Cells.CHOICE,
            width=20,
            options=tuple(kind.term for kind in SignatureKind),
        ),
        WorkbookColumn(
            key="signed_by",
            title="代签人",
            group=REST,
            width=20,
            longest=SHORT_TEXT,
            hint="他人代签的，写代签人姓名和与老人的关系。",
        ),
        WorkbookColumn(key="row_code", title="行码（请勿改动）", group="", width=38, locked=True),
    )


@dataclass(frozen=True, slots=True)
class RowCode:
    """The code at the end of a row: of which workbook, which row, and for whom that row is."""

    workbook: str
    number: int
    check: str

    @property
    def text(self) -> str:
        """Return the code as it stands in the cell."""
        return f"{self.workbook}-{self.number:03d}-{self.check}"

    @property
    def month_on(self) -> date:
        """Return the first day of the workbook's month."""
        return month_of(self.workbook)

    def is_for(self, uid: str) -> bool:
        """Tell whether the row was made for a person; an empty uid asks whether it was left for anybody."""
        return self.check == row_code(self.workbook, self.number, uid).check


def workbook_code(month_on: date, letters: str) -> str:
    """Return the code of a new workbook: year and month, and four random letters of ``ALPHABET``."""
    return f"{month_on:%y%m}{letters}"


def month_of(code: str) -> date:
    """Return the first day of the month that a workbook's code begins with."""
    return date(2000 + int(code[:2]), int(code[2:4]), 1)


def row_code(workbook: str, number: int, uid: str) -> RowCode:
    """Return the code of a row; ``uid`` is the person's, empty for a row left for anybody.

    The person is in it as a short digest, so that a row whose hidden sheet was lost still says whose it was
    without saying it to everybody.
    """
    digest = sha256(f"{workbook}|{number}|{uid}".encode()).digest()
    return RowCode(workbook, number, "".join(ALPHABET[octet & 31] for octet in digest[:_CHECK]))


def read_row_code(text: str) -> RowCode | None:
    """Return the code in a cell, or None; blanks, small letters and full-width forms do not matter."""
    found = _ROW_CODE.fullmatch("".join(narrow(text).upper().split()))
    if found is None or not 1 <= int(found[1][2:4]) <= 12:
        return None
    return RowCode(found[1], int(found[2]), found[3])


def sheet_no(workbook: str, number: int) -> str:
    """Return the sheet number under which a row's visit is kept."""
    return f"{workbook}-{number:03d}"


def person_choice(name: str, number: int) -> str:
    """Return a person as the drop-down of a spare row shows them."""
    return f"{name}（{number}）"


def read_person_choice(text: str) -> tuple[str, int | None]:
    """Return name and number of a spare row's person; the number is None where only a name was written."""
    found = re.fullmatch(r"(.*?)[（(]\s*(\d{1,5})\s*[）)]", narrow(text).strip(), re.DOTALL)
    return (found[1].strip(), int(found[2])) if found else (text.strip(), None)
