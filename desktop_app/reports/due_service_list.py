"""应享服务名单: by village who is owed which service or benefit by when, with the plans' sentences at its foot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.reports.layouts import Layout
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.table_paper import Cell, Group, Kind, TablePaper

LAYOUT = "due-service-list"
EMPTY = "这段时间没有到期、应办的服务和待遇"

Sentence = tuple[str, str]

_KINDS = {
    "number": Kind.NUMBER,
    "name": Kind.WORDS,
    "what": Kind.WORDS,
    "state": Kind.WORDS,
    "by": Kind.DAY,
    "why": Kind.WORDS,
    "sources": Kind.WORDS,
    "done": Kind.WORDS,
    "doer": Kind.WORDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One thing one person is owed, at once where ``by_when`` is None; ``sources`` are documents and sentences."""

    uid: str
    name: str
    what: str
    state: str
    by_when: date | None
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
    def told(self) -> str:
        """Return how many people and things the village has."""
        return f"共 {self.people} 人 {len(self.rows)} 项"


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

    @property
    def about(self) -> str:
        """Return what was looked for and how much was found."""
        things = sum(len(group.rows) for group in self.groups)
        looked = f"{day_text(self.day)}核对，列到{day_text(self.until)}"
        return f"{looked}：{self.people} 人，{things} 项。"

    @property
    def numbered(self) -> dict[Sentence, int]:
        """Return the sentences that the rows rest on with their numbers, the same on every page."""
        found = dict.fromkeys(source for group in self.groups for row in group.rows for source in row.sources)
        return {sentence: number for number, sentence in enumerate(found, start=1)}


def whole(listed: DueList, layout: Layout) -> TablePaper:
    """Return the list as one table with a group for each village."""
    numbers = listed.numbered
    groups = tuple(Group(group.village, _rows(group, numbers), told=group.told) for group in listed.groups)
    return _table(listed, layout, groups, (listed.about, *_told(numbers)))


def by_village(listed: DueList, layout: Layout) -> tuple[TablePaper, ...]:
    """Return a table for each village, to be handed out, with the sentences that its own rows rest on."""
    if not listed.groups:
        return (whole(listed, layout),)
    numbers, found = listed.numbered, []
    for group in listed.groups:
        mine = {source: numbers[source] for row in group.rows for source in row.sources}
        notes = (group.told + "。", *_told(dict(sorted(mine.items(), key=lambda one: one[1]))))
        found.append(
            _table(listed, layout, (Group("", _rows(group, numbers)),), notes, village=group.village)
        )
    return tuple(found)


def _table(
    listed: DueList, layout: Layout, groups: tuple[Group, ...], notes: tuple[str, ...], *, village: str = ""
) -> TablePaper:
    return TablePaper(
        layout=layout,
        signed=listed.signed,
        keys=tuple(_KINDS),
        kinds=tuple(_KINDS.values()),
        groups=groups,
        whose="name",
        place=village,
        period=f"{day_text(listed.day)}核对，列到{day_text(listed.until)}",
        notes=notes,
        empty=EMPTY,
        name=village,
        least_row=8.5,
    )


def _rows(group: DueGroup, numbers: Mapping[Sentence, int]) -> tuple[Sequence[Cell], ...]:
    return tuple(
        (
            at,
            row.name,
            row.what,
            row.state,
            "现在" if row.by_when is None else row.by_when,
            row.why,
            "、".join(str(numbers[source]) for source in row.sources),
            None,
            None,
        )
        for at, row in enumerate(group.rows, start=1)
    )


def _told(numbers: Mapping[Sentence, int]) -> tuple[str, ...]:
    return tuple(f"依据{number}　{document}：{sentence}" for (document, sentence), number in numbers.items())
