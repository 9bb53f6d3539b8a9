"""The register list, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Elder, ElderCard, Household, HouseholdMember, Village
from desktop_app.storage import facets


@dataclass(frozen=True, slots=True)
class ElderFilter:
    """What a list of elders is narrowed to; empty fields do not narrow, all others must hold together.

    Of a tuple any member is enough, unless ``all_categories`` asks for every category. Where a single key
    and a tuple stand side by side (``tier`` and ``tiers``) they count as one list.
    """

    text: str = ""
    village_code: str | None = None
    category: str | None = None
    tier: str | None = None
    state: str | None = None
    special: bool | None = None
    ended: bool = False
    everybody: bool = False
    """Those on the register and those who left it; ``ended`` then says nothing."""
    villages: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    all_categories: bool = False
    tiers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    visitor_uid: str | None = None
    age_from: int | None = None
    age_to: int | None = None
    overdue_days: int | None = None
    """At least so many days after the last day of the window."""
    missing: tuple[str, ...] = ()
    living: tuple[str, ...] = ()
    residency: tuple[str, ...] = ()
    willingness: tuple[str, ...] = ()

    def all_villages(self) -> tuple[str, ...]:
        """Return the codes of the wanted villages."""
        return _together(self.village_code, self.villages)

    def wanted_categories(self) -> tuple[str, ...]:
        """Return the keys of the wanted categories."""
        return _together(self.category, self.categories)

    def all_tiers(self) -> tuple[str, ...]:
        """Return the keys of the wanted tiers."""
        return _together(self.tier, self.tiers)

    def all_states(self) -> tuple[str, ...]:
        """Return the keys of the wanted states."""
        return _together(self.state, self.states)


def _together(one: str | None, several: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*((one,) if one else ()), *several)))


@dataclass(frozen=True, slots=True)
class ElderRow:
    """One line of the register list; id number and phone are as stored, services mask them."""

    id: int
    uid: str
    name: str
    sex: str
    birth_on: date | None
    village_code: str
    village: str
    id_number: str | None
    phone: str | None
    categories: tuple[str, ...]
    special: bool
    tier: str | None
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    duty_state: str | None
    due_on: date | None
    latest_on: date | None
    ended: bool
    registered_on: date | None = None
    overdue_since: date | None = None
    name_local: str | None = None
    ethnic_code: str | None = None
    group_name: str | None = None
    address: str | None = None
    living_arrangement: str | None = None
    residency: str | None = None
    willingness: str | None = None
    household_head: str | None = None
    missing: tuple[str, ...] = ()
    ended_on: date | None = None
    ended_because: str | None = None


_CARD = (
    ElderCard.id,
    ElderCard.elder_uid,
    ElderCard.name,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.id_number,
    ElderCard.phone,
    ElderCard.categories,
    ElderCard.special,
    ElderCard.tier,
    ElderCard.visitor_name,
    ElderCard.last_visit_on,
    ElderCard.last_outcome,
    ElderCard.duty_state,
    ElderCard.due_on,
    ElderCard.latest_on,
    ElderCard.ended,
    ElderCard.registered_on,
    ElderCard.overdue_since,
    ElderCard.facets,
)
_FILE = (
    Elder.name_local,
    Elder.ethnic_code,
    Elder.group_name,
    Elder.address,
    Elder.living_arrangement,
    Elder.residency,
    Elder.ended_on,
    Elder.ended_because,
)
_CHUNK = 900


def list_rows(session: Session, ids: Sequence[int], *, on: date | None = None) -> list[ElderRow]:
    """Return the lines for the given card numbers, in the order given; the household is that of the day ``on``."""
    found: list[ElderRow] = []
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        places = {number: place for place, number in enumerate(part)}
        rows = _rows(session, ElderCard.id.in_(part), on)
        found.extend(sorted(rows, key=lambda row: places[row.id]))
    return found


def rows_of(session: Session, uids: Sequence[str], *, on: date | None = None) -> list[ElderRow]:
    """Return the lines of the given elders, by name."""
    found: list[ElderRow] = []
    for start in range(0, len(uids), _CHUNK):
        found.extend(_rows(session, ElderCard.elder_uid.in_(uids[start : start + _CHUNK]), on))
    return sorted(found, key=lambda row: row.name)


def _rows(session: Session, which: Any, on: date | None) -> list[ElderRow]:
    query = (
        select(*_CARD, *_FILE)
        .join(Elder, (Elder.county == ElderCard.county) & (Elder.uid == ElderCard.elder_uid))
        .where(which)
    )
    cards = list(session.execute(query))
    names = village_names(session, {card.village_code for card in cards})
    heads = _household_heads(session, [card.elder_uid for card in cards], on)
    return [
        ElderRow(
            id=card.id,
            uid=card.elder_uid,
            name=card.name,
            sex=card.sex,
            birth_on=card.birth_on,
            village_code=card.village_code,
            village=names.get(card.village_code, card.village_code),
            id_number=card.id_number,
            phone=card.phone,
            categories=tuple(card.categories.split()),
            special=card.special,
            tier=card.tier,
            visitor=card.visitor_name,
            last_visit_on=card.last_visit_on,
            last_outcome=card.last_outcome,
            duty_state=card.duty_state,
            due_on=card.due_on,
            latest_on=card.latest_on,
            ended=card.ended,
            registered_on=card.registered_on,
            overdue_since=card.overdue_since,
            name_local=card.name_local,
            ethnic_code=card.ethnic_code,
            group_name=card.group_name,
            address=card.address,
            living_arrangement=card.living_arrangement,
            residency=card.residency,
            willingness=next(iter(facets.keys("willingness", card.facets)), None),
            household_head=heads.get(card.elder_uid),
            missing=facets.keys("missing", card.facets),
            ended_on=card.ended_on,
            ended_because=card.ended_because,
        )
        for card in cards
    ]


def _household_heads(session: Session, uids: Sequence[str], on: date | None) -> dict[str, str]:
    query = (
        select(HouseholdMember.elder_uid, Household.head_name)
        .join(
            Household,
            (Household.county == HouseholdMember.county) & (Household.uid == HouseholdMember.household_uid),
        )
        .where(
            HouseholdMember.elder_uid.in_(uids),
            HouseholdMember.retracted.is_(False),
            Household.retracted.is_(False),
        )
        .order_by(HouseholdMember.from_on.nulls_first(), HouseholdMember.uid)
    )
    if on is None:
        query = query.where(HouseholdMember.to_on.is_(None))
    else:
        query = query.where(
            HouseholdMember.from_on.is_(None) | (HouseholdMember.from_on <= on),
            HouseholdMember.to_on.is_(None) | (HouseholdMember.to_on >= on),
        )
    return {row.elder_uid: row.head_name for row in session.execute(query)}


def village_names(session: Session, codes: set[str] | None = None) -> dict[str, str]:
    """Return the names of this store's villages by code, of all or of ``codes`` only."""
    query = select(Village.code, Village.name).where(Village.retracted.is_(False)).order_by(Village.code)
    if codes is not None and len(codes) < _CHUNK:
        query = query.where(Village.code.in_(codes))
    return {row.code: row.name for row in session.execute(query)}
