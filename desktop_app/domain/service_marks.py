"""What services and agreements make of a person for the figures: helped, signed up, cared for this year."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

HELPED = "helped"
"""Got a service in the month that counts as help."""

_AGREED = re.compile(r"agreed:([a-z][a-z0-9_]{0,31})")
_THIS_YEAR = re.compile(r"given_this_year:([a-z][a-z0-9_]{0,31})(?:>=([1-9]))?")


def is_service_mark(name: str) -> bool:
    """Tell whether a condition of the indicator file is about services."""
    return name == HELPED or bool(_AGREED.fullmatch(name) or _THIS_YEAR.fullmatch(name))


class ServiceMarks:
    """The marks that some conditions ask about: ``helped``, ``agreed:SERVICE``, ``given_this_year:SERVICE>=TIMES``."""

    def __init__(self, names: Iterable[str]) -> None:
        """Know the marks among the names of conditions."""
        asked = {name for name in names if is_service_mark(name)}
        found = [(name, _AGREED.fullmatch(name), _THIS_YEAR.fullmatch(name)) for name in sorted(asked)]
        self._agreed = {agreed[1]: name for name, agreed, _yearly in found if agreed}
        self._yearly = [(yearly[1], int(yearly[2] or 1), name) for name, _agreed, yearly in found if yearly]

    @property
    def agreements(self) -> Collection[str]:
        """The services whose agreements are asked about."""
        return self._agreed.keys()

    @property
    def yearly(self) -> Collection[str]:
        """The services that are counted over the calendar year."""
        return {service for service, _least, _name in self._yearly}

    def of(self, *, helped: bool, agreed: Iterable[str], this_year: Mapping[str, int]) -> frozenset[str]:
        """Return the marks of somebody, from the agreements that hold and the services given this year by number."""
        marks = {self._agreed[service] for service in agreed if service in self._agreed}
        marks.update(name for service, least, name in self._yearly if this_year.get(service, 0) >= least)
        if helped:
            marks.add(HELPED)
        return frozenset(marks)
