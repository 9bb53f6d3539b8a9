"""Owed visits in groups by village or visitor, alerts in a group of their own on top; pure, no widgets."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.terms import DutyState, Term
from desktop_app.services.duties import OwedRow
from desktop_app.ui.kit import ListSource, Sort

ALERTS = "!"
"""The key of the group of alerts; no village or visitor has it."""


class Grouping(Term):
    """How the list is grouped."""

    NONE = "none", "不分组"
    VILLAGE = "village", "按村"
    VISITOR = "visitor", "按探访人"


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's heading: its key, its title, how many people, how many of them overdue, and whether it is folded."""

    key: str
    title: str
    count: int
    overdue: int
    folded: bool

    def words(self) -> str:
        """Return the heading as it is shown: ▾ 达日罕嘎查  37 人 · 逾期 5."""
        told = _("{mark} {title}  {count} 人").format(
            mark="▸" if self.folded else "▾", title=self.title, count=self.count
        )
        if not self.overdue:
            return told
        return _("{told} · 逾期 {overdue}").format(told=told, overdue=self.overdue)


Entry = OwedRow | Heading


def group_key(row: OwedRow, grouping: Grouping) -> str:
    """Return which group a row belongs to."""
    if row.line.alert:
        return ALERTS
    if grouping is Grouping.VILLAGE:
        return row.line.village_code
    return row.line.visitor_uid or row.line.visitor or ""


def group_title(row: OwedRow, grouping: Grouping) -> str:
    """Return the title of the group of a row."""
    if row.line.alert:
        return _("平安预警：今天要弄清是否平安")
    if grouping is Grouping.VILLAGE:
        return row.village
    return row.line.visitor or _("未指定探访人")


class GroupedSource:
    """A short list in memory with headings between; people have their position as id, headings a negative one."""

    def __init__(
        self,
        rows: Sequence[OwedRow],
        keys: dict[str, Callable[[OwedRow], Any]],
        grouping: Grouping,
        folded: Iterable[str] = (),
    ) -> None:
        self._rows = list(rows)
        self._list = ListSource(self._rows, keys)
        self._grouping = grouping
        self._folded = frozenset(folded)
        self._headings: list[Heading] = []

    def ids(self, sort: Sort) -> array[int]:
        """Return the order: alerts first, then group by group, each in the order of ``sort``."""
        order = list(self._list.ids(sort))
        self._headings = []
        if self._grouping is Grouping.NONE:
            order.sort(key=lambda at: not self._rows[at].line.alert)
            return array("q", order)
        groups: dict[str, list[int]] = {}
        for at in order:
            groups.setdefault(group_key(self._rows[at], self._grouping), []).append(at)
        found = array("q")
        for key in sorted(groups, key=lambda key: self._rank(key, groups[key])):
            heading = self._heading(key, groups[key])
            self._headings.append(heading)
            found.append(-len(self._headings))
            if not heading.folded:
                found.extend(groups[key])
        return found

    def rows(self, ids: Sequence[int]) -> Sequence[Entry | None]:
        """Return people and headings."""
        return [self._headings[-1 - at] if at < 0 else self._rows[at] for at in ids]

    def _rank(self, key: str, members: Sequence[int]) -> tuple[bool, bool, str]:
        """Alerts come first, then villages by code and visitors by name, nobody's last."""
        row = self._rows[members[0]]
        named = key if self._grouping is Grouping.VILLAGE else row.line.visitor or ""
        return key != ALERTS, not named, named

    def _heading(self, key: str, members: Sequence[int]) -> Heading:
        overdue = sum(self._rows[at].line.state == DutyState.OVERDUE for at in members)
        title = group_title(self._rows[members[0]], self._grouping)
        return Heading(key, title, len(members), overdue, key in self._folded)
