"""专项探访电话联络表: who calls whom on the first page, then for every visitor the sheet to tick off and sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

TREE, SHEET = "campaign-call-tree", "campaign-call-sheet"
"""The layouts of the first page and of a visitor's sheet."""
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
    """One campaign's paper; ``modes`` and ``who`` are words, groups come by village and visitor.

    ``campaign`` is empty where the title says what the paper is for.
    """

    signed: Signed
    campaign: str
    from_on: date
    to_on: date
    modes: tuple[str, ...]
    who: str
    groups: tuple[CallGroup, ...]
    title: str = ""
    """Over a paper for another purpose, empty for the title of the layout."""
    counts_reached: bool = True
    """Whether it is known who was reached already; else the columns are left for the pen."""
    empty: str = EMPTY

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

    @property
    def about(self) -> str:
        """Return how and whom to visit."""
        parts = [f"探访方式：{'、'.join(self.modes)}"]
        if self.who:
            parts.append(f"对象：{self.who}")
        return "；".join(parts) + "。"


_TREE_KINDS = {
    "number": Kind.NUMBER,
    "village": Kind.WORDS,
    "visitor": Kind.WORDS,
    "phone": Kind.WORDS,
    "people": Kind.NUMBER,
    "reached": Kind.NUMBER,
    "told": Kind.WORDS,
    "answered": Kind.WORDS,
    "signed": Kind.WORDS,
}
_LINE_KINDS = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "age": Kind.NUMBER,
    "place": Kind.WORDS,
    "phones": Kind.WORDS,
    "emergency": Kind.WORDS,
    "neighbours": Kind.WORDS,
    "notes": Kind.WORDS,
    "made": Kind.WORDS,
    "mode": Kind.WORDS,
    "outcome": Kind.WORDS,
    "signed": Kind.WORDS,
}


def tables(tree: CallTree, first: Layout, sheet: Layout) -> tuple[TablePaper, ...]:
    """Return the first page, and for every visitor the sheet to tick off and sign."""
    sheets = (
        _sheet(tree, sheet, (Group("", _lines(group)),), place=_whose(group), name=_whose(group))
        for group in tree.groups
    )
    return (_tree(tree, first), *sheets)


def whole(tree: CallTree, sheet: Layout) -> TablePaper:
    """Return everybody as one table, by village and visitor."""
    groups = tuple(Group(_whose(group), _lines(group)) for group in tree.groups)
    paper = _sheet(tree, sheet, groups, place=tree.campaign, name="")
    return replace(paper, period=tree.days, notes=(f"共 {tree.people} 人。{tree.about}",))


def _tree(tree: CallTree, layout: Layout) -> TablePaper:
    rows = tuple(
        (
            number,
            group.village,
            group.visitor_words,
            group.visitor_phone,
            len(group.lines),
            group.reached if tree.counts_reached else None,
            None,
            None,
            None,
        )
        for number, group in enumerate(tree.groups, start=1)
    )
    reached = sum(group.reached for group in tree.groups)
    told = f"共 {tree.people} 人，已探访 {reached} 人。" if tree.counts_reached else f"共 {tree.people} 人。"
    return TablePaper(
        layout=_titled(tree, layout),
        signed=tree.signed,
        keys=tuple(_TREE_KINDS),
        kinds=tuple(_TREE_KINDS.values()),
        groups=(Group("", rows),),
        whose="village",
        place=tree.campaign,
        period=tree.days,
        notes=(told + tree.about,),
        empty=tree.empty,
        name="联络总表",
        least_row=9.0,
    )


def _sheet(tree: CallTree, layout: Layout, groups: tuple[Group, ...], *, place: str, name: str) -> TablePaper:
    return TablePaper(
        layout=_titled(tree, layout),
        signed=tree.signed,
        keys=tuple(_LINE_KINDS),
        kinds=tuple(_LINE_KINDS.values()),
        groups=groups,
        whose="name",
        place=place,
        period="　".join(part for part in (tree.campaign, tree.days) if part),
        notes=(tree.about,),
        empty=tree.empty,
        name=name,
        least_row=11.0,
    )


def _titled(tree: CallTree, layout: Layout) -> Layout:
    return replace(layout, title=tree.title) if tree.title else layout


def _whose(group: CallGroup) -> str:
    phone = f"（{group.visitor_phone}）" if group.visitor_phone else ""
    return f"{group.village}　探访人：{group.visitor_words}{phone}"


def _lines(group: CallGroup) -> tuple[Sequence[Cell], ...]:
    return tuple(
        (
            number,
            line.name,
            line.age,
            line.place,
            "\n".join(line.phones),
            "\n".join(line.emergency),
            "\n".join(line.neighbours),
            "；".join(line.notes),
            line.made,
            line.mode,
            line.outcome,
            line.signed_by,
        )
        for number, line in enumerate(group.lines, start=1)
    )
