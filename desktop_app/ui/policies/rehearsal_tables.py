"""The tables of a rehearsal: visits by village and by visitor and month, by week, and the people by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from desktop_app.config.strings import _
from desktop_app.domain.phrases import day_and_month
from desktop_app.services.rehearsals import GroupRow, Load, PersonRow, Rehearsal, WeekRow
from desktop_app.ui.kit import Column, EmptyState, ListSource, RowTable, Sort
from desktop_app.ui.policies.words import load_words

_MONTH_EM = 7.5


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody for whom the change means something, with what it means."""

    person: PersonRow
    what: str
    tint: str
    place: int


class GroupTable(RowTable[GroupRow]):
    """Villages or visitors: people, visits in all and by month, each with a bar for the new load."""

    def __init__(self, title: str, nameless: str) -> None:
        self._title, self._nameless = title, nameless
        super().__init__(
            self._columns((), 1, 1), sort=Sort("order"), empty=EmptyState(_("这段时间没有应探访的人。"))
        )

    def show_groups(self, groups: Sequence[GroupRow], months: Sequence[date]) -> None:
        """Show the groups of a rehearsal."""
        most = max((month.after for group in groups for month in group.months), default=0)
        total = max((group.total.after for group in groups), default=0)
        self.set_columns(self._columns(months, max(most, 1), max(total, 1)), {})
        keys = {
            "name": lambda group: group.name,
            "people": lambda group: group.people,
            "total": lambda group: group.total.after,
        }
        keys |= {f"month{at}": partial(_month_after, at=at) for at in range(len(months))}
        self.show_source(ListSource(groups, keys))

    def _columns(self, months: Sequence[date], most: int, total: int) -> tuple[Column[GroupRow], ...]:
        by_month = tuple(
            Column[GroupRow](
                key=f"month{at}",
                title=_("{year}年{month}月").format(year=month.year, month=month.month),
                width_em=_MONTH_EM,
                text=partial(_month_words, at=at),
                bar=partial(_month_share, at=at, most=most),
            )
            for at, month in enumerate(months)
        )
        return (
            Column(
                key="name",
                title=self._title,
                width_em=7,
                text=lambda group: group.name or self._nameless,
                strong=True,
                stretch=True,
            ),
            Column(
                key="people",
                title=_("人数"),
                width_em=4,
                text=lambda group: str(group.people),
                align_right=True,
            ),
            Column(
                key="total",
                title=_("合计次数"),
                width_em=_MONTH_EM + 1,
                text=lambda group: load_words(group.total),
                bar=lambda group: group.total.after / total,
            ),
            *by_month,
        )


class WeekTable(RowTable[WeekRow]):
    """The weeks in order, with a bar for the new load; the peaks are marked in words."""

    def __init__(self) -> None:
        super().__init__(
            self._columns(None), sort=Sort("first_on"), empty=EmptyState(_("这段时间没有应探访的人。"))
        )

    def show_weeks(self, found: Rehearsal) -> None:
        """Show the weeks of a rehearsal."""
        self.set_columns(self._columns(found), {})
        self.show_source(
            ListSource[WeekRow](
                found.weeks,
                {"first_on": lambda week: week.first_on, "load": lambda week: week.load.after},
            )
        )

    def _columns(self, found: Rehearsal | None) -> tuple[Column[WeekRow], ...]:
        most = max((week.load.after for week in found.weeks), default=0) if found is not None else 0
        return (
            Column(
                key="first_on",
                title=_("周"),
                width_em=11,
                text=lambda week: week_words(week, found.last_on if found is not None else None),
                strong=True,
            ),
            Column(
                key="load",
                title=_("次数"),
                width_em=14,
                text=lambda week: load_words(week.load),
                bar=lambda week: week.load.after / max(most, 1),
                stretch=True,
            ),
            Column(
                key="peak",
                title=_("最忙"),
                width_em=9,
                text=lambda week: _peak_words(week, found),
                tint=lambda _week: "soon",
                sortable=False,
            ),
        )


def people_table() -> RowTable[Concerned]:
    """Return the table of the people by name."""
    return RowTable(
        (
            Column(
                key="name",
                title=_("姓名"),
                width_em=8,
                stretch=True,
                text=lambda each: each.person.name,
                strong=True,
            ),
            Column(
                key="what",
                title=_("改后"),
                width_em=7,
                text=lambda each: each.what,
                tint=lambda each: each.tint,
            ),
            Column(
                key="village",
                title=_("嘎查村（社区）"),
                width_em=9,
                text=lambda each: each.person.village,
                stretch=True,
            ),
            Column(
                key="visitor",
                title=_("探访人"),
                width_em=9,
                text=lambda each: each.person.visitor or _("未指定"),
            ),
        ),
        sort=Sort("what"),
        empty=EmptyState(_("没有人因此逾期，应探访的人也没有增减。")),
    )


def people_source(found: Rehearsal) -> ListSource[Concerned]:
    """Return everybody concerned, those who would be overdue first."""
    kinds = (
        (found.newly_overdue, _("会逾期"), "overdue"),
        (found.newly_owed, _("新增应探访"), "info"),
        (found.no_longer_owed, _("不再应探访"), "quiet"),
    )
    rows = [
        Concerned(person, what, tint, place)
        for place, (people, what, tint) in enumerate(kinds)
        for person in people
    ]
    return ListSource(
        rows,
        {
            "name": lambda each: each.person.name,
            "what": lambda each: each.place,
            "village": lambda each: each.person.village,
            "visitor": lambda each: each.person.visitor or "",
        },
    )


def week_words(week: WeekRow, last_on: date | None) -> str:
    """Return the days of a week: 12月7日至12月13日."""
    ends = week.first_on + timedelta(days=6 - week.first_on.weekday())
    if last_on is not None:
        ends = min(ends, last_on)
    return _("{first}至{last}").format(first=day_and_month(week.first_on, _), last=day_and_month(ends, _))


def _peak_words(week: WeekRow, found: Rehearsal | None) -> str:
    if found is None:
        return ""
    before, after = week == found.peak_before, week == found.peak_after
    if before and after:
        return _("前后都最忙")
    if after:
        return _("改后最忙")
    return _("现在最忙") if before else ""


def _month(group: GroupRow, at: int) -> Load:
    return group.months[at] if at < len(group.months) else Load()


def _month_after(group: GroupRow, at: int) -> int:
    return _month(group, at).after


def _month_words(group: GroupRow, at: int) -> str:
    return load_words(_month(group, at))


def _month_share(group: GroupRow, at: int, most: int) -> float:
    return _month(group, at).after / most
