"""Made-up entries for the pure parts of the calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.services.plan_rows import CalendarDay, CalendarEntry, CalendarView

TODAY = date(2026, 11, 22)


def entry(name: str = "王桂兰", **fields: Any) -> CalendarEntry:
    """Return one person on one day; the usual one is due on the 24th in a window of ten days."""
    usual: dict[str, Any] = {
        "elder_uid": name,
        "duty_uid": f"duty of {name}",
        "name": name,
        "village_code": "150425202201",
        "village": "达日罕嘎查",
        "visitor_uid": "v1",
        "visitor": "海棠",
        "on": date(2026, 11, 24),
        "state": DutyState.DUE,
        "earliest_on": date(2026, 11, 20),
        "latest_on": date(2026, 11, 29),
        "planned": False,
        "by_hand": False,
        "kind": DutyKind.ROUTINE,
        "why": "独居 → 每7天一次",
    }
    return CalendarEntry(**(usual | fields))


def view(first: date, days: int, entries: Iterable[CalendarEntry]) -> CalendarView:
    """Return a calendar whose heads count the entries."""
    listed = tuple(entries)
    heads = []
    for number in range(days):
        on = first + timedelta(days=number)
        counts: dict[DutyState, int] = {}
        for each in listed:
            if each.on == on:
                counts[each.state] = counts.get(each.state, 0) + 1
        heads.append(CalendarDay(on=on, off="周末" if on.weekday() > 4 else None, entries=counts))
    return CalendarView(first=first, last=first + timedelta(days=days - 1), days=tuple(heads), entries=listed)
