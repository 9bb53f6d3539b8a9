"""户: who lives under one roof; find a household, see its members, correct its head and address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from desktop_app.domain.errors import N_, NotFound
from desktop_app.domain.names import parse_name
from desktop_app.models import Elder, Household, HouseholdMember
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.places import Places
from desktop_app.services.register_parts import set_facts
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.unit_of_work import UnitOfWork

MOST_FOUND = 40
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An elder in a household, from when to when."""

    elder_uid: str
    name: str
    birth_on: date | None
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """One household with the names of the elders who belong to it today."""

    uid: str
    head_name: str
    village_code: str
    village: str
    address: str | None
    members: tuple[str, ...]


class HouseholdService(Service):
    """户."""

    @allowed(*EVERYONE)
    def find(
        self, _actor: Actor, text: str = "", *, village_code: str | None = None, most: int = MOST_FOUND
    ) -> list[HouseholdCard]:
        """Return households whose head, address or present member carries ``text``; those of the village first.

        Without a text only those of the village are returned.
        """
        words = text.strip()
        if not words and not village_code:
            return []
        with self._store.reading() as session:
            today = self._context.today()
            query = select(Household).where(Household.retracted.is_(False))
            query = query.where(_carries(words, today) if words else Household.village_code == village_code)
            order = (Household.village_code != (village_code or ""), Household.head_name, Household.uid)
            found = session.execute(query.order_by(*order).limit(most)).scalars()
            return _cards(session, list(found), today)

    @allowed(*EVERYONE)
    def get(self, _actor: Actor, uid: str) -> HouseholdCard:
        """Return one household; raises ``NotFound``."""
        with self._store.reading() as session:
            query = select(Household).where(Household.uid == uid, Household.retracted.is_(False))
            found = list(session.execute(query).scalars())
            if not found:
                raise NotFound
            return _cards(session, found, self._context.today())[0]

    @allowed(*EVERYONE)
    def members(self, _actor: Actor, uid: str) -> list[MemberRow]:
        """Return everybody who belongs or belonged to a household: present members first, by age."""
        today = self._context.today()
        with self._store.reading() as session:
            query = (
                select(Elder.uid, Elder.name, Elder.birth_on, HouseholdMember.from_on, HouseholdMember.to_on)
                .join(HouseholdMember, _joined())
                .where(
                    HouseholdMember.household_uid == uid,
                    HouseholdMember.retracted.is_(False),
                    Elder.retracted.is_(False),
                )
                .order_by(Elder.birth_on, Elder.uid, HouseholdMember.from_on)
            )
            joined = groups(session)
            rows: dict[tuple[Any, ...], MemberRow] = {}
            for each in session.execute(query):
                # Two files of one person in the household are one member.
                member = MemberRow(joined.canonical(each[0]), *each[1:])
                rows.setdefault((member.elder_uid, member.from_on, member.to_on), member)
        return sorted(rows.values(), key=lambda row: row.to_on is not None and row.to_on < today)

    @allowed(*WORKERS)
    def rename(self, actor: Actor, uid: str, head_name: str) -> str | None:
        """Correct the head's name. Returns what ``UndoService`` undoes; raises ``BadName`` and ``NotFound``."""
        name = parse_name(head_name)
        with self._writing(actor, N_("修改户主")) as unit:
            return _changed(unit, uid, head_name=name)

    @allowed(*WORKERS)
    def set_address(self, actor: Actor, uid: str, village_code: str, address: str | None) -> str | None:
        """Correct where a household lives. Returns what ``UndoService`` undoes; raises ``NotFound``."""
        with self._writing(actor, N_("修改户的住址")) as unit:
            Places(self._context).ensure(unit, village_code)
            return _changed(unit, uid, village_code=village_code, address=(address or "").strip() or None)


def _changed(unit: UnitOfWork, uid: str, **facts: Any) -> str | None:
    set_facts(unit.get(Household, uid), facts)
    unit.flush()
    return unit.change_set if unit.journal.written else None


def _joined() -> ColumnElement[bool]:
    return (Elder.county == HouseholdMember.county) & (Elder.uid == HouseholdMember.elder_uid)


def _present(today: date) -> ColumnElement[bool]:
    """Tell which memberships hold on a day; both ends belong to them."""
    return (
        HouseholdMember.retracted.is_(False)
        & (HouseholdMember.from_on.is_(None) | (HouseholdMember.from_on <= today))
        & (HouseholdMember.to_on.is_(None) | (HouseholdMember.to_on >= today))
    )


def _carries(words: str, today: date) -> ColumnElement[bool]:
    members = (
        select(HouseholdMember.household_uid)
        .join(Elder, _joined())
        .where(_present(today), Elder.retracted.is_(False), Elder.name.contains(words, autoescape=True))
    )
    return or_(
        Household.head_name.contains(words, autoescape=True),
        Household.address.contains(words, autoescape=True),
        Household.uid.in_(members),
    )


def _cards(session: Session, found: Sequence[Household], today: date) -> list[HouseholdCard]:
    names = village_names(session)
    members = _members(session, [home.uid for home in found], today)
    return [
        HouseholdCard(
            home.uid,
            home.head_name,
            home.village_code,
            names.get(home.village_code, home.village_code),
            home.address,
            tuple(members.get(home.uid, ())),
        )
        for home in found
    ]


def _members(session: Session, uids: Iterable[str], today: date) -> dict[str, list[str]]:
    query = (
        select(HouseholdMember.household_uid, Elder.uid, Elder.name)
        .join(Elder, _joined())
        .where(
            HouseholdMember.household_uid.in_(list(uids)[:_CHUNK]),
            _present(today),
            Elder.retracted.is_(False),
        )
        .order_by(Elder.birth_on, Elder.uid)
    )
    joined = groups(session)
    found: dict[str, dict[str, str]] = {}
    for household, uid, name in session.execute(query):
        found.setdefault(household, {}).setdefault(joined.canonical(uid), name)
    return {household: list(people.values()) for household, people in found.items()}
