"""The divisions a site works with: the shipped list of its county, plus the places that this store knows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import division_packs
from desktop_app.domain.divisions import (
    LOCAL_PREFIX,
    Division,
    DivisionLevel,
    DivisionTable,
    FormerName,
    core_name,
    county_of,
    is_local,
    level_of,
    lies_in,
    name_on,
    plain_name,
    township_of,
)
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.terms import SiteLevel
from desktop_app.models import Elder, Village
from desktop_app.services.context import Context, SiteInfo
from desktop_app.storage.unit_of_work import UnitOfWork

_READINGS: tuple[Callable[[str], str], ...] = (str.strip, plain_name, core_name)
"""How forgivingly a name is compared: as written, without the words for a committee, the proper name alone."""


@lru_cache(maxsize=4)
def shipped(county: str) -> DivisionTable:
    """Return the shipped places of one county (six digits) with those above it; no other county is kept."""
    return DivisionTable.parse(division_packs.above(county), division_packs.county(county))


def village_uid(code: str) -> str:
    """Return the uid of a village record: the same for the same code at every site."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"village/{code}"))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """One place that the store has a record of."""

    uid: str
    code: str
    name: str
    township_code: str
    from_on: date | None
    to_on: date | None
    followed_by: str | None
    former_names: tuple[FormerName, ...]

    def ended(self, on: date) -> bool:
        """Tell whether the place no longer existed under its code on a day."""
        return self.to_on is not None and self.to_on < on

    def is_village(self) -> bool:
        """Tell whether people can belong to it; lists of an office also bring townships along."""
        return is_local(self.code) or level_of(self.code) is DivisionLevel.VILLAGE


def known_places(session: Session) -> dict[str, KnownPlace]:
    """Return the places that the store has records of, by code."""
    query = (
        select(
            Village.uid,
            Village.code,
            Village.name,
            Village.township_code,
            Village.from_on,
            Village.to_on,
            Village.followed_by,
            Village.former_names,
        )
        .where(Village.retracted.is_(False))
        .order_by(Village.code, Village.uid)
    )
    return {
        row.code: KnownPlace(
            row.uid,
            row.code,
            row.name,
            row.township_code,
            row.from_on,
            row.to_on,
            row.followed_by,
            former_of(row.former_names),
        )
        for row in session.execute(query)
    }


def former_of(stored: Sequence[Sequence[str]] | None) -> tuple[FormerName, ...]:
    """Return the former names of a record with their last days, oldest first."""
    return tuple((name, date.fromisoformat(last_on)) for name, last_on in stored or ())


def names_on(session: Session, day: date) -> dict[str, str]:
    """Return the names of this store's places as they were on a day, by code."""
    return {code: name_on(each.name, each.former_names, day) for code, each in known_places(session).items()}


def search_names(session: Session) -> dict[str, str]:
    """Return by code every name under which people look for a place: its own, former ones, those merged into it."""
    known = known_places(session)
    found: dict[str, list[str]] = {}
    for code, place in known.items():
        names = [place.name, *(name for name, _last_on in place.former_names)]
        found.setdefault(code, []).extend(names)
        if place.followed_by in known:
            found.setdefault(place.followed_by, []).extend(names)
    return {code: " ".join(dict.fromkeys(names)) for code, names in found.items()}


def month_names(
    session: Session, site: SiteInfo, *, first_on: date, day: date, lived_in: Iterable[str]
) -> dict[str, str]:
    """Return the places with a line on a month's papers, with their names of ``day``.

    Somebody lived there, or the place is one of the site's and had not ended before ``first_on``.
    """
    used = set(lived_in)
    return {
        code: name_on(each.name, each.former_names, day)
        for code, each in known_places(session).items()
        if code in used or (each.is_village() and not each.ended(first_on) and _is_ours(each, site))
    }


def _is_ours(place: KnownPlace, site: SiteInfo) -> bool:
    if site.level is SiteLevel.COUNTY or is_local(place.code):
        return True
    return lies_in(place.code, township_of(site.division_code))


class Places:
    """Looks up divisions for one site; what it has read it keeps, so make a new one for each task."""

    def __init__(self, context: Context) -> None:
        """Work for the site of ``context``."""
        self._context = context

    @cached_property
    def known(self) -> dict[str, KnownPlace]:
        """The places that the store has records of, ended ones too, by code."""
        with self._context.store.reading() as session:
            return known_places(session)

    @cached_property
    def table(self) -> DivisionTable:
        """The places with official codes: the shipped ones of the county, under the names the store knows."""
        base = shipped(self._context.site.county)
        own = [(each.code, each.name) for each in self.known.values() if not is_local(each.code)]
        return base.with_rows(own) if own else base

    def villages(self) -> tuple[Division, ...]:
        """Return the villages a person can belong to: the shipped ones of the township and those known here."""
        site, today = self._context.site, self._context.today()
        found: dict[str, str] = {}
        if site.level is not SiteLevel.COUNTY:
            shipped_ones = shipped(site.county).children(township_of(site.division_code))
            found = {village.code: village.name for village in shipped_ones}
            if site.level is SiteLevel.VILLAGE and site.division_code in found:
                found = {site.division_code: found[site.division_code]}
        elsewhere: dict[str, str] = {}
        for place in self.known.values():
            if place.ended(today):
                found.pop(place.code, None)
            elif place.is_village():
                chosen = found if _is_ours(place, site) else elsewhere
                chosen[place.code] = place.name
        if elsewhere:
            found.update((code, elsewhere[code]) for code in self._lived_in(sorted(elsewhere)))
        return tuple(Division(code, name) for code, name in sorted(found.items()))

    def name_of(self, code: str) -> str:
        """Return the name of a division, or its code where none is known."""
        if code in self.known:
            return self.known[code].name
        division = None if is_local(code) else self.table.get(code)
        return division.name if division else code

    def name_on(self, code: str, day: date) -> str:
        """Return the name that a place had on a day, or its code where none is known."""
        place = self.known.get(code)
        return name_on(place.name, place.former_names, day) if place else self.name_of(code)

    def full_name(self, code: str) -> str:
        """Return 内蒙古自治区赤峰市克什克腾旗… for papers."""
        if not is_local(code):
            return self.table.full_name(code)
        place = self.known.get(code)
        return self.table.full_name(place.township_code) + place.name if place else code

    def current(self, code: str) -> str:
        """Return the code under which a place goes on: its own, or that of the place that took over."""
        passed = {code}
        place = self.known.get(code)
        while place is not None and place.followed_by and place.followed_by not in passed:
            code = place.followed_by
            passed.add(code)
            place = self.known.get(code)
        return code

    def find(self, text: str) -> str | None:
        """Return the code of the village that ``text`` means, forgiving endings; ``None`` if unknown.

        Present names come first, then former names and the names of places that were merged or recoded;
        those lead to the place that goes on. A name that fits several places finds none.
        """
        wanted = text.strip()
        if (wanted.isdigit() and len(wanted) == 12) or wanted in self.known:
            return self.current(wanted)
        readings = (wanted, *_tails(wanted), *self._behind_township(wanted))
        for names in self._named:
            for reading in _READINGS:
                meant = {reading(each) for each in readings} - {""}
                codes = {code for name, code in names if reading(name) in meant}
                if codes:
                    return codes.pop() if len(codes) == 1 else None
        return None

    def own_village(self) -> str | None:
        """Return the village that a site of village level stands for."""
        site = self._context.site
        return self.current(site.division_code) if site.level is SiteLevel.VILLAGE else None

    def local_code(self, name: str) -> str:
        """Return the code of a local node without an official number: the same for the same name."""
        digest = uuid.uuid5(uuid.NAMESPACE_OID, f"{self._context.site.division_code}/{name}").hex[:10]
        return f"{LOCAL_PREFIX}{digest}"

    def ensure(self, unit: UnitOfWork, code: str) -> None:
        """Make sure the store has a record of the village; raises ``FieldProblem`` for an unknown code."""
        query = select(Village.uid).where(
            Village.county == unit.county, Village.code == code, Village.retracted.is_(False)
        )
        if unit.session.execute(query).first() is not None:
            return
        division = None if is_local(code) else self.table.get(code)
        if division is None:
            raise FieldProblem(field="village_code", label=N_("嘎查村（社区）"), reason=N_("没有这个代码"))
        self.add(unit, code, division.name)

    def add(self, unit: UnitOfWork, code: str, name: str, *, township: str | None = None) -> Village:
        """Add one village record inside a unit of work; a local node lies in ``township``, else in the site's."""
        if not is_local(code):
            township = township_of(code)
        known = unit.session.get(Village, (unit.county, village_uid(code)))
        if known is None:
            township = township or self._context.site.division_code
            return unit.add(Village(uid=village_uid(code), code=code, name=name, township_code=township))
        # Taken back once, wanted again: the same village keeps its record.
        known.retracted = False
        known.name = name
        return known

    @cached_property
    def _named(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Names with the code they mean: present ones, those of the whole county for a county, former ones."""
        today = self._context.today()
        present = [(village.name, village.code) for village in self.villages()]
        all_of_county: list[tuple[str, str]] = []
        if self._context.site.level is SiteLevel.COUNTY:
            all_of_county = [
                (each.name, each.code)
                for each in self.table
                if each.level is DivisionLevel.VILLAGE
                and (each.code not in self.known or not self.known[each.code].ended(today))
            ]
        former = [
            (name, self.current(place.code))
            for place in self.known.values()
            if place.is_village()
            for name in (*(name for name, _last_on in place.former_names), place.name)
        ]
        return tuple(present), tuple(all_of_county), tuple(former)

    def _behind_township(self, text: str) -> tuple[str, ...]:
        """Return what follows the name of the site's township, or of any township for a county."""
        site = self._context.site
        if site.level is SiteLevel.COUNTY:
            holders = [each.name for each in self.table.children(site.county)]
        else:
            holders = [self.name_of(township_of(site.division_code))]
        plain = plain_name(text)
        return tuple(rest for holder in holders if holder in plain and (rest := plain.rpartition(holder)[2]))

    def _lived_in(self, codes: Sequence[str]) -> list[str]:
        with self._context.store.reading() as session:
            query = select(Elder.village_code).where(Elder.village_code.in_(codes[:900])).distinct()
            return list(session.execute(query).scalars())


def county_places(county: str) -> tuple[Division, ...]:
    """Return the shipped townships and villages of a county."""
    return tuple(each for each in shipped(county_of(county)) if each.level >= DivisionLevel.TOWNSHIP)


def _tails(text: str) -> tuple[str, ...]:
    """Return what follows 苏木, 镇, 乡 or 街道 in an address-like village cell."""
    return tuple(
        text.split(mark, 1)[1]
        for mark in ("苏木", "街道", "镇", "乡")
        if mark in text and text.split(mark, 1)[1]
    )
