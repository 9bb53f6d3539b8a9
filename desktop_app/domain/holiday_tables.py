"""Check the file of one year's days off and moved working days, naming every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.schema import Problems, SchemaProblem, Table

SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_LONGEST = 31
"""No holiday is longer; a longer one is a slip of the pen."""


class HolidaysRefused(InputError):
    """The file does not say one year's days off; ``details["problems"]`` holds every ``SchemaProblem``."""

    code = "holidays.refused"
    what = N_("节假日安排文件有 {count} 处问题：\n{listing}")
    data_safe = N_("原有节假日安排没有改动。")
    do_now = N_("请对照国务院办公厅的通知逐处改正文件，再重新装入。")

    def __init__(self, problems: Problems) -> None:
        """Refuse the file because of ``problems``."""
        found: tuple[SchemaProblem, ...] = tuple(problems.found)
        super().__init__(count=len(found), problems=found, listing=problems.listing())


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's arrangement: days off by name, and the weekend days on which offices are open."""

    year: int
    source: str
    days: Mapping[date, str] = field(default_factory=dict)
    working: frozenset[date] = frozenset()


def parse_holidays(data: Mapping[str, Any]) -> HolidayYear:
    """Return one year's arrangement; raises ``HolidaysRefused`` with every problem found."""
    problems = Problems()
    top = Table(data, "", problems)
    year = top.take_number("year", N_("年份"), 1950, 2099)
    title = top.take_text("title", N_("通知标题"))
    document = top.take_text("document", N_("文号"), "")
    if top.has("issued_on"):
        top.take_day("issued_on", N_("印发日期"))
    top.take_text("sentence", N_("通知原文"))
    days: dict[date, str] = {}
    working: list[date] = []
    for table in top.take_tables("holidays", N_("节假日")):
        _take_holiday(table, year, days, working)
    top.finish()
    for on in working:
        if on in days:
            problems.add("holidays", N_("{day}既放假又上班"), day=on)
    if not problems.found and not days:
        problems.add("holidays", N_("没有写任何放假日"))
    if problems.found:
        raise HolidaysRefused(problems)
    return HolidayYear(year, f"{title}（{document}）" if document else title, days, frozenset(working))


def _take_holiday(table: Table, year: int, days: dict[date, str], working: list[date]) -> None:
    name = table.take_text("name", N_("名称"))
    first = table.take_day("from_on", N_("第一天"))
    last = table.take_day("to_on", N_("最后一天"))
    if date.min < first and date.min < last:
        _take_days(table, name, first, last, year, days)
    for on in table.take_days("working", N_("调休上班日")):
        if on.year != year:
            table.report("working", N_("{day}不在{year}年"), day=on, year=year)
        elif on.weekday() < SATURDAY:
            table.report("working", N_("{day}不是周末，本来就上班"), day=on)
        elif on in working:
            table.report("working", N_("{day}写了两次"), day=on)
        else:
            working.append(on)
    table.finish()


def _take_days(table: Table, name: str, first: date, last: date, year: int, days: dict[date, str]) -> None:
    if last < first:
        table.report("to_on", N_("最后一天早于第一天"))
    elif (last - first).days >= _LONGEST:
        table.report("to_on", N_("超过{most}天，请核对"), most=_LONGEST)
    else:
        on = first
        while on <= last:
            if on.year != year:
                table.report("from_on", N_("{day}不在{year}年"), day=on, year=year)
            elif on in days:
                table.report("from_on", N_("{day}写了两次"), day=on)
            else:
                days[on] = name
            on += _ONE_DAY
