"""What a site that does not stand above us may be sent: what concerns the people of its own division, and what names nobody.

Upward everything travels. Downward a batch brings answers back (a finding returned, a merged register), and a
village must not learn about the people of its neighbours with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import SiteLevel
from desktop_app.models import (
    RECORDS,
    Assignment,
    CampaignTarget,
    Change,
    Elder,
    Handover,
    Household,
    HouseholdMember,
    PersonLink,
    PlannedVisit,
    ProgressFigure,
    Residence,
    Village,
    Visit,
    Visitor,
    VisitorLeave,
)

OPEN_KINDS = frozenset(
    {"village", "policy_text", "holiday_table", "local_field", "campaign", "service_provider"}
)
"""Kinds that name no elder and no worker: they travel everywhere."""

_RANK = {level: rank for rank, level in enumerate(SiteLevel)}
_CHUNK = 900
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class KindScope:
    """Of one kind: the records whose new entries travel, and those whose older ones travel along."""

    new: frozenset[str]
    whole: frozenset[str] = _NONE


def is_above(level: SiteLevel, own: SiteLevel) -> bool:
    """Tell whether a site of ``level`` stands above one of ``own``: it is sent everything."""
    return _RANK[level] > _RANK[own]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a batch goes to: its division, and up to which entries the earlier batches of ``sender`` went there."""

    division: str
    sender: str
    batches: tuple[int, ...]


def scope_of(session: Session, to: Recipient, after: int, newest: int) -> dict[str, KindScope | None]:
    """Return for each kind what a recipient is sent of the entries after ``after``; None is all.

    Whoever came to the division since then comes with everything; of whoever left it only the leaving is told, and
    not even that of whoever came and left again before the recipient had heard of it.
    """
    found = _Scope(session, to, after, newest)
    return {kind: None if kind in OPEN_KINDS else found.of(kind) for kind in RECORDS}


class _Scope:
    """Works out one scope; people first, then what hangs on them."""

    def __init__(self, session: Session, to: Recipient, after: int, newest: int) -> None:
        self._session, self._to, self._after, self._newest = session, to, after, newest
        self._codes = _inside(to.division)
        query = select(Elder.uid).where(self._codes(Elder.village_code))
        self._people = frozenset(session.execute(query).scalars())
        moved = self._moved()
        self._came = frozenset(self._known_before(moved & self._people))
        self._left = self._once_inside(moved - self._people)
        self._visitors = self._named_visitors()
        self._special: Mapping[str, Callable[[], KindScope]] = {
            Elder.__tablename__: lambda: KindScope(self._people | self._left, self._came),
            Visitor.__tablename__: lambda: KindScope(self._visitors, self._visitors),
            VisitorLeave.__tablename__: lambda: self._among(VisitorLeave, VisitorLeave.visitor_uid),
            Household.__tablename__: self._households,
            PersonLink.__tablename__: self._links,
            Handover.__tablename__: self._handovers,
            ProgressFigure.__tablename__: self._figures,
        }

    def of(self, kind: str) -> KindScope:
        """Return what travels of one kind."""
        if kind in self._special:
            return self._special[kind]()
        model: Any = RECORDS[kind]
        if not hasattr(model, "elder_uid"):
            return KindScope(_NONE)
        changed = self._changed(kind)
        new = frozenset(uid for uid, elder in self._rows(model, changed) if elder in self._people)
        came = self._found(self._came, lambda part: select(model.uid).where(model.elder_uid.in_(part)))
        return KindScope(new, frozenset(came))

    def _moved(self) -> frozenset[str]:
        """Return the elders whose village was written in the entries to send."""
        query = select(Change.uid, Change.fields).where(Change.entity == "elder", *self._window())
        return frozenset(uid for uid, fields in self._session.execute(query) if "village_code" in fields)

    def _known_before(self, uids: Iterable[str]) -> set[str]:
        return self._found(
            uids,
            lambda part: (
                select(Change.uid)
                .where(Change.entity == "elder", Change.uid.in_(part), Change.local_no <= self._after)
                .distinct()
            ),
        )

    def _once_inside(self, uids: Iterable[str]) -> frozenset[str]:
        """Return those of ``uids`` whom the recipient knows as its own: it said so, or they lived there at a batch."""
        division = self._to.division
        codes = set(
            self._session.execute(select(Village.code).where(self._codes(Village.code))).scalars()
        ) | {division}
        moves: dict[str, list[tuple[int, bool, bool]]] = {}
        for part in _parts(uids):
            query = (
                select(Change.uid, Change.local_no, Change.site, Change.fields)
                .where(Change.entity == "elder", Change.uid.in_(part))
                .order_by(Change.local_no)
            )
            for uid, number, site, fields in self._session.execute(query):
                if "village_code" in fields:
                    inside = fields["village_code"] in codes
                    moves.setdefault(uid, []).append((number, inside, site != self._to.sender))
        return frozenset(uid for uid, found in moves.items() if self._was_known(found))

    def _was_known(self, moves: list[tuple[int, bool, bool]]) -> bool:
        """Tell whether somebody who moved so (number of the entry, into the division, told by others) is known there."""
        if any(inside and told for _number, inside, told in moves):
            return True
        return any(
            next((inside for number, inside, _told in reversed(moves) if number <= upto), False)
            for upto in self._to.batches
        )

    def _named_visitors(self) -> frozenset[str]:
        """Return who visits in the division, or visited, or belongs to one of its villages."""
        found = set(
            self._session.execute(select(Visitor.uid).where(self._codes(Visitor.village_code))).scalars()
        )
        named: tuple[tuple[Any, Any], ...] = (
            (Assignment, Assignment.visitor_uid),
            (Visit, Visit.visitor_uid),
            (CampaignTarget, CampaignTarget.visitor_uid),
            (PlannedVisit, PlannedVisit.visitor_uid),
            (Residence, Residence.covered_by_uid),
        )
        for model, column in named:
            query = (
                select(column)
                .join(Elder, (Elder.county == model.county) & (Elder.uid == model.elder_uid))
                .where(self._codes(Elder.village_code), column.is_not(None))
                .distinct()
            )
            found.update(self._session.execute(query).scalars())
        return frozenset(found)

    def _households(self) -> KindScope:
        query = select(Household.uid).where(self._codes(Household.village_code))
        here = frozenset(self._session.execute(query).scalars())
        came = self._found(
            self._came,
            lambda part: select(HouseholdMember.household_uid).where(HouseholdMember.elder_uid.in_(part)),
        )
        return KindScope(here, frozenset(came) & here)

    def _links(self) -> KindScope:
        query = select(PersonLink.uid, PersonLink.elder_uid, PersonLink.other_uid)
        both = frozenset(
            uid
            for uid, one, other in self._session.execute(query)
            if one in self._people and other in self._people
        )
        return KindScope(both, both)

    def _handovers(self) -> KindScope:
        query = select(Handover.uid, Handover.from_uid, Handover.to_uid, Handover.elder_uids)
        return KindScope(
            frozenset(
                uid
                for uid, one, other, people in self._session.execute(query)
                if {one, other} <= self._visitors and self._people.issuperset(people)
            )
        )

    def _figures(self) -> KindScope:
        query = select(ProgressFigure.uid).where(self._codes(ProgressFigure.division_code))
        return KindScope(frozenset(self._session.execute(query).scalars()))

    def _among(self, model: Any, column: Any) -> KindScope:
        query = select(model.uid, column)
        return KindScope(
            frozenset(uid for uid, visitor in self._session.execute(query) if visitor in self._visitors)
        )

    def _changed(self, kind: str) -> list[str]:
        query = select(Change.uid).where(Change.entity == kind, *self._window()).distinct()
        return list(self._session.execute(query).scalars())

    def _rows(self, model: Any, uids: Iterable[str]) -> Iterable[tuple[str, str]]:
        for part in _parts(uids):
            query = select(model.uid, model.elder_uid).where(model.uid.in_(part))
            yield from (tuple(row) for row in self._session.execute(query))

    def _found(self, uids: Iterable[str], query: Callable[[list[str]], Any]) -> set[str]:
        found: set[str] = set()
        for part in _parts(uids):
            found.update(self._session.execute(query(part)).scalars())
        return found

    def _window(self) -> tuple[ColumnElement[bool], ...]:
        return Change.local_no > self._after, Change.local_no <= self._newest


def _inside(division: str) -> Callable[[Any], ColumnElement[bool]]:
    """Return the condition that a column holds the code of a place inside the division, official or local."""
    if not division.endswith("000"):
        return lambda column: column == division
    local = select(Village.code).where(Village.township_code == division)
    return lambda column: or_(column.startswith(division[:9]), column.in_(local))


def _parts(uids: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(uids)
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]
