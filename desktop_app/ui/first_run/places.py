"""The shipped divisions for the set-up: all counties at once, townships by name, villages of one county when opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from desktop_app.config import division_packs
from desktop_app.domain.divisions import (
    Division,
    DivisionLevel,
    DivisionTable,
    level_of,
    parent_of,
    plain_name,
)
from desktop_app.domain.terms import SiteLevel

WANTED = {
    SiteLevel.VILLAGE: DivisionLevel.VILLAGE,
    SiteLevel.TOWNSHIP: DivisionLevel.TOWNSHIP,
    SiteLevel.COUNTY: DivisionLevel.COUNTY,
}
MOST_FOUND = 60
_MOST_LOOKED_AT = 2000
"""A single 镇 fits half of the country's townships."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place with the places above it in words."""

    division: Division
    above: str


class ShippedPlaces:
    """Knows the counties of the country, and everything inside the county that was opened last."""

    def __init__(self) -> None:
        """Start with the counties; the rest is read when asked for."""
        self._national = DivisionTable.parse(division_packs.national())
        self._opened = ""
        self.table = self._national

    def open(self, code: str | None) -> None:
        """Read the townships and villages of the county that ``code`` is or lies in."""
        level = level_of(code) if code is not None else DivisionLevel.PROVINCE
        if code is None or level < DivisionLevel.CITY:
            return
        if level is DivisionLevel.CITY and self._national.children(code):
            return  # the townships of 东莞 hang on the city; elsewhere a county has to be chosen first
        if code[:6] != self._opened:
            self._opened = code[:6]
            inside = DivisionTable.parse(division_packs.county(self._opened))
            self.table = self._national.with_rows((each.code, each.name) for each in inside)

    def get(self, code: str) -> Division | None:
        """Return a place of any level, opening its county."""
        self.open(code)
        return self.table.get(code)

    def search(self, text: str, level: SiteLevel) -> list[Found]:
        """Return places whose name contains ``text``, of the level wanted or above it, the nearest level first.

        Villages are found in the county that is open, or behind the name of their township or county when
        that means one county only (达日罕乌拉 达里).
        """
        words = text.split()
        if not words:
            return []
        if level is SiteLevel.VILLAGE and len(words) > 1:
            counties = {
                each.code[:6]
                for each in self._named(words[-2], DivisionLevel.TOWNSHIP)
                if each.level >= DivisionLevel.COUNTY and self._lies_under(each, words[:-2])
            }
            if len(counties) == 1:
                self.open(f"{counties.pop()}000000")
        named: Iterator[Division] = self._named(words[-1], WANTED[level])
        if len(words) == 1:
            named = islice(named, _MOST_LOOKED_AT)
        hits = [each for each in named if self._lies_under(each, words[:-1])]
        hits.sort(key=lambda each: (-each.level, not each.name.startswith(words[-1]), each.code))
        return [Found(each, self.above(each.code)) for each in hits[:MOST_FOUND]]

    def above(self, code: str) -> str:
        """Return the names of the places above ``code``, blank for a province."""
        parent = parent_of(code)
        return self.table.full_name(parent) if parent else ""

    @cached_property
    def _township_lines(self) -> str:
        return division_packs.townships()

    def _named(self, word: str, lowest: DivisionLevel) -> Iterator[Division]:
        yield from (each for each in self.table if each.level <= lowest and word in each.name)
        if lowest >= DivisionLevel.TOWNSHIP:
            found = _townships(self._township_lines, word)
            yield from (each for each in found if each.code[:6] != self._opened)

    def _lies_under(self, each: Division, words: list[str]) -> bool:
        holders = self.above(each.code) + each.name
        return all(word in holders for word in words)


def _townships(text: str, word: str) -> Iterator[Division]:
    """Yield the townships whose name contains ``word``: the lines are searched as they are, without a table."""
    at = text.find(word)
    while at >= 0:
        first, last = text.rfind("\n", 0, at) + 1, text.index("\n", at)
        code, _tab, name = text[first:last].partition("\t")
        if word in name:
            yield Division(code.ljust(12, "0"), name)
        at = text.find(word, last)


def unit_name(division: Division) -> str:
    """Return the usual name of the unit that keeps the register of a place."""
    if division.level is DivisionLevel.COUNTY:
        return f"{division.name}民政局"
    if division.level is DivisionLevel.TOWNSHIP:
        ending = "办事处" if division.name.endswith("街道") else "人民政府"
        return f"{division.name}{ending}"
    name = plain_name(division.name)
    if "委会" in division.name or "委员会" in division.name:
        return division.name
    return f"{name}{'居民委员会' if name.endswith('社区') else '村民委员会'}"


def is_urban(division: Division) -> bool:
    """Tell whether a place is a street or a community by its name."""
    return division.name.endswith("街道") or "社区" in division.name or "居委会" in division.name


def division_of_code(places: ShippedPlaces, text: str, level: SiteLevel) -> Division | None:
    """Return the place of a typed code of the wanted level, named by its code where it is not shipped."""
    digits = "".join(text.split())
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {6, 9, 12} or digits[:2] == "00":
        return None
    if level_of(digits) is not WANTED[level]:
        return None
    found = places.get(digits)
    if found is None and places.table.get(digits[:6]) is None:
        return None
    return found or Division(digits.ljust(12, "0"), "")
