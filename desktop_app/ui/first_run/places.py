"""The shipped divisions for the set-up: all counties of the country, and the townships and villages of some cities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from desktop_app.config import resources
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


@cache
def shipped_table() -> DivisionTable:
    """Return every shipped division."""
    files = ["national.tsv", *sorted(path.name for path in resources.path("divisions").glob("city-*.tsv"))]
    return DivisionTable.parse(*(resources.path("divisions", name).read_text("utf-8") for name in files))


@dataclass(frozen=True, slots=True)
class Found:
    """A place with the places above it in words."""

    division: Division
    above: str


def search(table: DivisionTable, text: str, level: SiteLevel) -> list[Found]:
    """Return places whose name contains ``text``, of the level wanted or above it, the nearest level first."""
    words = text.split()
    if not words:
        return []
    wanted = WANTED[level]
    hits = [
        each
        for each in table
        if words[-1] in each.name and each.level <= wanted and _lies_under(table, each, words[:-1])
    ]
    hits.sort(key=lambda each: (-each.level, not each.name.startswith(words[-1]), each.code))
    return [Found(each, above(table, each.code)) for each in hits[:MOST_FOUND]]


def above(table: DivisionTable, code: str) -> str:
    """Return the names of the places above ``code``, blank for a province."""
    parent = parent_of(code)
    return table.full_name(parent) if parent else ""


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


def division_of_code(table: DivisionTable, text: str, level: SiteLevel) -> Division | None:
    """Return the place of a typed code of the wanted level, named by its code where it is not shipped."""
    digits = "".join(text.split())
    wanted = WANTED[level]
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in {6, 9, 12} or digits[:2] == "00":
        return None
    if level_of(digits) is not wanted or table.get(digits[:6]) is None:
        return None
    return table.get(digits) or Division(digits.ljust(12, "0"), "")


def _lies_under(table: DivisionTable, each: Division, words: list[str]) -> bool:
    holders = table.full_name(each.code)
    return all(word in holders for word in words)
