"""What a printed roster says of people: the card, the file, whom to call, health, benefits and where they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.ages import ELDER_AGE, birthday
from desktop_app.domain.terms import ResidenceKind
from desktop_app.models import Benefit, Contact, Elder, ElderCard, HealthFact, OffRegister, Residence
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups, groups, once

_CHUNK = 900
_FEW = 5_000
"""Up to so many people their facts are looked up one by one; of more, all of the store are read."""


class ContactFact(NamedTuple):
    """Somebody to call for a person."""

    name: str
    relation: str | None
    phone: str | None
    roles: Sequence[str]
    position: int
    uid: str


class BenefitFact(NamedTuple):
    """A benefit that holds on the day; the amount is in 分 a month."""

    kind: str
    amount: int | None
    from_on: date | None
    to_on: date | None


class HealthNote(NamedTuple):
    """A disease, an aid or the like."""

    kind: str
    what: str
    from_on: date | None
    to_on: date | None


@dataclass(slots=True)
class RosterFacts:
    """One person of a roster: a row of the card with the file, and what hangs on all files of the person."""

    card: Any
    contacts: list[ContactFact] = field(default_factory=list)
    benefits: list[BenefitFact] = field(default_factory=list)
    health: list[HealthNote] = field(default_factory=list)
    stay: tuple[str, str | None] | None = None


_CARD = (
    ElderCard.elder_uid,
    ElderCard.name,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.id_number,
    ElderCard.phone,
    ElderCard.categories,
    ElderCard.tier,
    ElderCard.visitor_name,
    ElderCard.last_visit_on,
    ElderCard.registered_on,
)
_FILE = (
    Elder.name_local,
    Elder.ethnic_code,
    Elder.other_phones,
    Elder.group_name,
    Elder.address,
    Elder.living_arrangement,
    Elder.disability_certificate,
    Elder.disability_kind,
    Elder.disability_grade,
    Elder.disability_until,
    Elder.note,
)


def roster_facts(
    session: Session,
    county: str,
    on: date,
    *,
    category: str | None = None,
    special: bool = False,
    village_code: str | None = None,
) -> list[RosterFacts]:
    """Return everybody on the register of a day, of one category or in special difficulty, by village and name."""
    query = (
        select(*_CARD, *_FILE)
        .join(Elder, (Elder.county == ElderCard.county) & (Elder.uid == ElderCard.elder_uid))
        .where(ElderCard.county == county, ElderCard.ended.is_(False))
        .order_by(ElderCard.village_code, ElderCard.name_key, ElderCard.elder_uid)
    )
    if special:
        query = query.where(ElderCard.special.is_(True))
    if village_code is not None:
        query = query.where(ElderCard.village_code == village_code)
    joined = groups(session)
    away = _off_register(session, joined, county, on)
    found = {
        card.elder_uid: RosterFacts(card)
        for card in session.execute(query)
        if _counts(card, on)
        and card.elder_uid not in away
        and (category is None or category in card.categories.split())
    }
    _hang_on(session, joined, county, on, found)
    return list(found.values())


def _counts(card: Any, on: date) -> bool:
    """Tell whether the person has been registered and is of age by a day."""
    if card.registered_on is not None and card.registered_on > on:
        return False
    return card.birth_on is None or birthday(card.birth_on, ELDER_AGE) <= on


def _off_register(session: Session, joined: Groups, county: str, on: date) -> set[str]:
    query = select(OffRegister.elder_uid).where(
        OffRegister.county == county,
        OffRegister.retracted.is_(False),
        OffRegister.from_on <= on,
        OffRegister.to_on >= on,
    )
    return {joined.canonical(uid) for uid in session.execute(query).scalars()}


def _hang_on(
    session: Session, joined: Groups, county: str, on: date, found: Mapping[str, RosterFacts]
) -> None:
    files = None if len(found) > _FEW else joined.expand(list(found))

    def gathered(model: Any, make: Any, *columns: Any, holding: bool) -> dict[str, list[Any]]:
        query = select(model.elder_uid, *columns).where(model.county == county, model.retracted.is_(False))
        if holding:
            query = query.where(
                model.from_on.is_(None) | (model.from_on <= on), model.to_on.is_(None) | (model.to_on >= on)
            )
        rows: dict[str, list[Any]] = {}
        for row in _rows(session, query, model, files):
            head = joined.canonical(row[0]) if joined else row[0]
            if head in found:
                rows.setdefault(head, []).append(make(*row[1:]))
        return rows

    contacts = gathered(
        Contact,
        ContactFact,
        Contact.name,
        Contact.relation,
        Contact.phone,
        Contact.roles,
        Contact.position,
        Contact.uid,
        holding=False,
    )
    for uid, people in contacts.items():
        people.sort(key=lambda each: (each.position, each.uid))
        found[uid].contacts = _once(joined, uid, "contact", people)
    benefits = gathered(
        Benefit, BenefitFact, Benefit.kind, Benefit.amount, Benefit.from_on, Benefit.to_on, holding=True
    )
    for uid, rows in benefits.items():
        rows.sort(key=_in_order)
        found[uid].benefits = _once(joined, uid, "benefit", rows)
    health = gathered(
        HealthFact,
        HealthNote,
        HealthFact.kind,
        HealthFact.what,
        HealthFact.from_on,
        HealthFact.to_on,
        holding=True,
    )
    for uid, rows in health.items():
        rows.sort(key=_in_order)
        found[uid].health = _once(joined, uid, "health_fact", rows)
    stays = gathered(
        Residence,
        lambda *row: row,
        Residence.from_on,
        Residence.uid,
        Residence.kind,
        Residence.place,
        holding=True,
    )
    for uid, rows in stays.items():
        _from_on, _uid, kind, place = max(rows, key=lambda each: each[:2])
        if kind != ResidenceKind.VILLAGE.value:
            found[uid].stay = kind, place


def _once(joined: Groups, uid: str, entity: str, facts: list[Any]) -> list[Any]:
    """Return the facts of a person, those that two files share only once."""
    return list(once(entity, facts)) if uid in joined.members_of else facts


def _in_order(fact: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(part) for part in fact)


def _rows(session: Session, query: Any, model: Any, files: Sequence[str] | None) -> Iterable[Any]:
    if files is None:
        yield from rows_of(session, query)
        return
    for start in range(0, len(files), _CHUNK):
        yield from rows_of(session, query.where(model.elder_uid.in_(files[start : start + _CHUNK])))
