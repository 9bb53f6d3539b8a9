"""The services part of a month's lines: what each person got, and what that makes of them in the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from desktop_app.domain.service_marks import ServiceMarks
from desktop_app.domain.terms import ServiceGroup
from desktop_app.services.service_catalogue import catalogue
from desktop_app.storage.queries import services as queries
from desktop_app.storage.queries.links import Groups

_NONE: frozenset[str] = frozenset()
_NOTHING: Mapping[ServiceGroup | None, int] = {}


@dataclass(slots=True)
class MonthServices:
    """What was given and agreed, by person; nothing before it is read."""

    _asked: ServiceMarks
    _given: dict[str, Counter[str]] = field(default_factory=dict)
    _this_year: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _agreed: dict[str, frozenset[str]] = field(default_factory=dict)

    def read(
        self, session: Session, joined: Groups, files: Sequence[str] | None, *, first: date, last: date
    ) -> None:
        """Read the month from ``first`` to the day up to which it is judged, and the year up to then."""
        new_year, asked = date(last.year, 1, 1), self._asked
        self._given = queries.given_between(session, joined, files, first, last)
        self._this_year = queries.given_of(session, joined, files, asked.yearly, new_year, last)
        self._agreed = queries.agreed_on(session, joined, files, asked.agreements, last)

    def of(self, uid: str) -> tuple[Mapping[ServiceGroup | None, int], frozenset[str]]:
        """Return the services of a person by group, and the marks."""
        given = self._given.get(uid)
        marks = _marks(
            self._asked,
            given is not None and any(key in _helping() for key in given),
            self._agreed.get(uid, _NONE),
            self._this_year.get(uid, ()),
        )
        return (_by_group(given) if given is not None else _NOTHING), marks


@lru_cache(maxsize=4096)
def _marks(
    asked: ServiceMarks, helped: bool, agreed: frozenset[str], this_year: tuple[str, ...]
) -> frozenset[str]:
    """Return the marks of people who are alike, the same set for all of them."""
    return asked.of(helped=helped, agreed=agreed, this_year=Counter(this_year))


@lru_cache(maxsize=1)
def _helping() -> frozenset[str]:
    """Return the services that count as help."""
    return frozenset(each.key for each in catalogue().services if each.helps)


def _by_group(given: Mapping[str, int]) -> Mapping[ServiceGroup | None, int]:
    counts: dict[ServiceGroup | None, int] = {}
    for key, times in given.items():
        service = catalogue().get(key)
        group = service.group if service is not None else None
        counts[group] = counts.get(group, 0) + times
    return counts
