"""On which days a service comes again: every day, on days of the week, or on days of the month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.phrases import Phrase, phrase

DAILY = "day"

_SHAPE = re.compile(r"(week|month):([0-9]{1,2}(?:,[0-9]{1,2})*)", re.ASCII)
_HIGHEST = {"week": 7, "month": 31}
_WEEKDAYS = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))
_ONE_DAY = timedelta(days=1)


def checked_rhythm(rhythm: str | None) -> str | None:
    """Return a rhythm in its one spelling, None where no days are fixed; raises ``FieldProblem``."""
    words = (rhythm or "").strip()
    if not words or words == DAILY:
        return words or None
    kind, numbers = _parts(words)
    if not numbers:
        raise FieldProblem(
            field="rhythm", label=N_("频次"), reason=N_("应为每天、每周的星期几或每月的哪几日")
        )
    if kind == "week" and len(numbers) == _HIGHEST["week"]:
        return DAILY
    return f"{kind}:{','.join(str(number) for number in sorted(numbers))}"


def falls_on(rhythm: str | None, day: date) -> bool:
    """Tell whether a service of this rhythm comes on a day; one without fixed days, or not understood, never does.

    A day that a month lacks is its last one.
    """
    if rhythm == DAILY:
        return True
    kind, numbers = _parts(rhythm or "")
    if kind == "week":
        return day.isoweekday() in numbers
    if day.day in numbers:
        return True
    length = monthrange(day.year, day.month)[1]
    return day.day == length and any(number > length for number in numbers)


def days(rhythm: str | None, first: date, last: date) -> Iterator[date]:
    """Go through the days from ``first`` to ``last``, both included, on which the service comes."""
    for number in range((last - first).days + 1):
        day = first + _ONE_DAY * number
        if falls_on(rhythm, day):
            yield day


def said(rhythm: str | None) -> Phrase:
    """Return a rhythm in words: 每天、每周一、三、五、每月1、15日、不定期; one not understood as it is written."""
    if rhythm is None:
        return Phrase(N_("不定期"))
    if rhythm == DAILY:
        return Phrase(N_("每天"))
    kind, numbers = _parts(rhythm)
    if kind == "week":
        return phrase(N_("每周{days}"), days=tuple(Phrase(_WEEKDAYS[each - 1]) for each in sorted(numbers)))
    if kind == "month":
        return phrase(N_("每月{days}日"), days=tuple(Phrase(str(each)) for each in sorted(numbers)))
    return Phrase(rhythm)


def _parts(rhythm: str) -> tuple[str, frozenset[int]]:
    """Return kind and numbers of a rhythm, nothing where it is none or a number cannot be."""
    found = _SHAPE.fullmatch(rhythm)
    if found is None:
        return "", frozenset()
    kind, numbers = found[1], frozenset(int(each) for each in found[2].split(","))
    fits = all(1 <= number <= _HIGHEST[kind] for number in numbers)
    return (kind, numbers) if fits else ("", frozenset())
