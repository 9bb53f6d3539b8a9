"""问题办理情况表: open findings by kind and age with a line for each village, then every one by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

COUNTS, NAMES = "finding-ageing-counts", "finding-ageing"
"""The layouts of the two parts."""
EMPTY = "没有在办的问题"

_NAME_KINDS = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "kind": Kind.WORDS,
    "what": Kind.WORDS,
    "found": Kind.DAY,
    "days": Kind.NUMBER,
    "due": Kind.DAY,
    "overdue": Kind.NUMBER,
    "stage": Kind.WORDS,
    "owner": Kind.WORDS,
    "referred": Kind.WORDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingRow:
    """One open finding; texts are the words printed, ``age_class`` is the key of its class."""

    village: str
    name: str
    kind: str
    what: str
    found_on: date
    days: int
    age_class: str
    due_on: date | None
    overdue_days: int
    stage: str
    owner: str
    referred_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingPaper:
    """The table as of a day, of one village or all; ``rows`` by village, oldest first; ``classes`` are keys."""

    signed: Signed
    day: date
    village: str
    kinds: tuple[str, ...]
    classes: tuple[str, ...]
    rows: tuple[AgeingRow, ...]

    @property
    def summary(self) -> str:
        """Return the line of totals."""
        if not self.rows:
            return EMPTY + "。"
        late = sum(1 for row in self.rows if row.overdue_days)
        oldest = max(row.days for row in self.rows)
        return f"截至{day_text(self.day)}，在办 {len(self.rows)} 件，其中超期 {late} 件，最长 {oldest} 天。"


def tables(paper: AgeingPaper, counts: Layout, names: Layout) -> tuple[TablePaper, ...]:
    """Return the two parts, of which an empty paper has the second alone."""
    by_name = _names(paper, names)
    return (_counts(paper, counts), by_name) if paper.rows else (by_name,)


def _by_village(paper: AgeingPaper) -> list[tuple[str, list[AgeingRow]]]:
    return [(village, list(rows)) for village, rows in groupby(paper.rows, key=lambda row: row.village)]


def _counts(paper: AgeingPaper, layout: Layout) -> TablePaper:
    villages = _by_village(paper)
    groups = []
    for village, rows in villages:
        kinds = [kind for kind in paper.kinds if any(row.kind == kind for row in rows)]
        lines = tuple(_numbers(paper, kind, [row for row in rows if row.kind == kind]) for kind in kinds)
        groups.append(Group(village, lines, _numbers(paper, "小计", rows)))
    keys = ("kind", *(f"age.{each}" for each in paper.classes), "total", "overdue")
    return TablePaper(
        layout=layout,
        signed=paper.signed,
        keys=keys,
        kinds=(Kind.WORDS, *(Kind.NUMBER for _key in keys[1:])),
        groups=tuple(groups),
        whose="kind",
        total=_numbers(paper, "合计", paper.rows) if len(villages) > 1 else None,
        total_first=True,
        place=paper.village or "全部嘎查村（社区）",
        period=day_text(paper.day),
        notes=(paper.summary,),
        name="分类件数",
    )


def _numbers(paper: AgeingPaper, word: str, rows: Sequence[AgeingRow]) -> tuple[Cell, ...]:
    each = (sum(1 for row in rows if row.age_class == one) for one in paper.classes)
    return (word, *each, len(rows), sum(1 for row in rows if row.overdue_days))


def _names(paper: AgeingPaper, layout: Layout) -> TablePaper:
    number = iter(range(1, len(paper.rows) + 1))
    return TablePaper(
        layout=layout,
        signed=paper.signed,
        keys=tuple(_NAME_KINDS),
        kinds=tuple(_NAME_KINDS.values()),
        groups=tuple(
            Group(village, tuple(_values(next(number), row) for row in rows), told=f"{len(rows)} 件")
            for village, rows in _by_village(paper)
        ),
        whose="name",
        place=paper.village or "全部嘎查村（社区）",
        period=day_text(paper.day),
        notes=(paper.summary,),
        empty=EMPTY,
        name="逐件名单",
        bookmarks=len(_by_village(paper)) > 1,
    )


def _values(number: int, row: AgeingRow) -> tuple[Cell, ...]:
    return (
        number,
        row.name,
        row.kind,
        row.what,
        row.found_on,
        row.days,
        row.due_on,
        row.overdue_days or None,
        row.stage,
        row.owner,
        row.referred_to,
    )
