"""Deadlines in hours, by what the office's clock shows: a day and, where it is known, a time of day (HH:MM)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase

_DAY_MINUTES = 24 * 60
_DAYS_FROM = 2 * _DAY_MINUTES
"""From two days on, hours say less than days."""


class Deadline(NamedTuple):
    """The last moment for something: a day and a time, or the end of the day when there is no time."""

    on: date
    time: str | None = None


def hours_later(on: date, time: str | None, hours: int) -> Deadline:
    """Return the moment so many hours later; from a day without a time, the end of a day.

    Without a time 24 hours end with the following day: nobody can know when they began.
    """
    if time is None:
        return Deadline(on - timedelta(days=-hours // 24))
    days, minute = divmod(_minute(time) + hours * 60, _DAY_MINUTES)
    return Deadline(on + timedelta(days=days), f"{minute // 60:02d}:{minute % 60:02d}")


def passed(deadline: Deadline, on: date, at: str | None) -> bool:
    """Tell whether a deadline lies before a moment; without a time of day nothing has passed within the day."""
    if on != deadline.on:
        return on > deadline.on
    return deadline.time is not None and at is not None and at > deadline.time


def countdown(deadline: Deadline, on: date, at: str) -> Phrase:
    """Return how long there is still or how long it is over: 还剩22小时, 已过2小时, 已过3天."""
    days = (deadline.on - on).days
    last = _DAY_MINUTES if deadline.time is None else _minute(deadline.time)
    left = days * _DAY_MINUTES + last - _minute(at)
    amount = abs(left)
    if amount < 60:
        words = phrase(N_("{minutes}分钟"), minutes=amount)
    elif amount < _DAYS_FROM:
        words = phrase(N_("{hours}小时"), hours=amount // 60)
    else:
        words = phrase(N_("{days}天"), days=amount // _DAY_MINUTES)
    return phrase(N_("还剩{time}") if left >= 0 else N_("已过{time}"), time=words)


def part_of_day(time: str) -> Phrase:
    """Return 上午, 下午 or 晚上."""
    if time < "12:00":
        return Phrase(N_("上午"))
    return Phrase(N_("下午")) if time < "18:00" else Phrase(N_("晚上"))


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:5])
