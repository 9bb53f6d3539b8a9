"""The day on which an age is reached: the other half of ``dates.age_on``."""

from __future__ import annotations

from datetime import date

OLDEST_OLD_AGE = 80
"""高龄 begins with this age, in full years."""

ELDER_AGE = 60
"""老年人 begins with this age (老年人权益保障法第二条)."""


def birthday(birth_on: date, age: int) -> date:
    """Return the first day on which ``age`` full years are reached.

    Someone born on 29 February reaches it on 1 March of a common year, as ``dates.age_on`` counts.
    """
    year = birth_on.year + age
    try:
        return birth_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
