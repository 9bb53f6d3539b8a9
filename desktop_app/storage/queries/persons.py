"""Everything entered about one person, as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import EndReason
from desktop_app.domain.tiers import holding_on
from desktop_app.models import (
    Assignment,
    Benefit,
    CategorySpan,
    Contact,
    Elder,
    ElderNote,
    HealthFact,
    Household,
    HouseholdMember,
    LifeEvent,
    OffRegister,
    Residence,
    TierDecision,
    Visitor,
    Willingness,
)
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups, once

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpanRow:
    """One dated category."""

    uid: str
    category: str
    from_on: date | None
    to_on: date | None
    source: str | None
    approver: str | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One person to call."""

    uid: str
    name: str
    relation: str | None
    phone: str | None
    roles: tuple[str, ...]
    lives_together: bool | None = None
    lives_at: str | None = None
    last_seen_on: date | None = None
    last_called_on: date | None = None
    agreement_on: date | None = None
    agreement_note: str | None = None


@dataclass(frozen=True, slots=True)
class ResidenceRow:
    """One period of living somewhere."""

    uid: str
    kind: str
    place: str | None
    from_on: date
    to_on: date | None
    village_code: str | None
    covered_by: str | None
    covered_by_uid: str | None
    reach: str | None = None


@dataclass(frozen=True, slots=True)
class WillingnessRow:
    """What the elder said about being visited, newest first in lists."""

    uid: str
    kind: str
    asked_on: date
    witness: str | None
    next_ask_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class BenefitRow:
    """One benefit; the amount is in 分 a month."""

    uid: str
    kind: str
    from_on: date | None
    to_on: date | None
    amount: int | None
    source: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One disease, allergy, medicine or aid."""

    uid: str
    kind: str
    what: str
    from_on: date | None
    to_on: date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One dated note, newest first in lists."""

    uid: str
    text: str
    noted_on: date
    noted_by: str | None


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    """What happened on a day, newest first in lists."""

    uid: str
    kind: str
    happened_on: date
    known_on: date
    what: str | None
    place: str | None
    reported_by: str | None
    happened_time: str | None = None
    known_time: str | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An earlier stretch off the register, both days included, newest first in lists."""

    uid: str
    from_on: date
    to_on: date
    because: str
    note: str | None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household that an elder belongs or belonged to, with the other members of today, newest first in lists."""

    uid: str
    head_name: str
    address: str | None
    from_on: date | None
    to_on: date | None
    members: tuple[tuple[str, str], ...]
    """(elder uid, name) of the other elders who belong to it now."""


@dataclass(frozen=True, slots=True)
class ElderDetail:
    """Everything entered about one elder."""

    uid: str
    name: str
    name_local: str | None
    id_number: str | None
    id_doubt: str | None
    birth_on: date | None
    sex: str
    ethnic_code: str | None
    phone: str | None
    other_phones: str | None
    village_code: str
    village: str
    group_name: str | None
    address: str | None
    living_arrangement: str | None
    residency: str | None
    registered_address: str | None
    marital_code: str | None
    education_code: str | None
    disability_certificate: str | None
    disability_kind: str | None
    disability_grade: str | None
    disability_until: date | None
    tier_override: str | None
    tier_reason: str | None
    registered_on: date
    ended_on: date | None
    ended_because: str | None
    ended_note: str | None
    note: str | None
    categories: tuple[SpanRow, ...]
    contacts: tuple[ContactRow, ...]
    residences: tuple[ResidenceRow, ...]
    willingness: tuple[WillingnessRow, ...]
    visitor_uid: str | None
    visitor: str | None
    benefits: tuple[BenefitRow, ...] = ()
    health: tuple[HealthRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    events: tuple[LifeEventRow, ...] = ()
    absences: tuple[AbsenceRow, ...] = ()
    households: tuple[HouseholdRow, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    """Grows with every change of the elder or of what is listed here."""


_PLAIN = tuple(
    one.name
    for one in fields(ElderDetail)
    if one.name in {column.name for column in Elder.__table__.columns} and one.name != "extra"
)
"""What the elder's own record gives."""


def get_detail(session: Session, uid: str, on: date, *, county: str | None = None) -> ElderDetail | None:
    """Return everything about one elder; ``on`` decides who is responsible today.

    Every index begins with the county: a caller that knows it spares the database a walk through all elders.

    A file that is read under another gives that one, with what hangs on all files of the person.
    """
    joined = groups(session)
    uid = joined.canonical(uid)
    query = select(Elder.__table__).where(Elder.uid == uid, Elder.retracted.is_(False))
    elder = session.execute(query.where(Elder.county == county) if county else query).first()
    if elder is None:
        return None
    county = str(elder.county)
    uids = list(joined.members(uid))
    visitor = _visitor(session, county, uids, on)
    plain: dict[str, Any] = {name: getattr(elder, name) for name in _PLAIN}
    if uid in joined.deaths and elder.ended_because != EndReason.DECEASED.value:
        plain |= {"ended_on": joined.deaths[uid], "ended_because": EndReason.DECEASED.value}
    plain |= _set_tier(session, county, uids, on)
    return ElderDetail(
        **plain,
        village=village_names(session).get(elder.village_code, elder.village_code),
        extra=elder.extra or {},
        visitor_uid=visitor[0] if visitor else None,
        visitor=visitor[1] if visitor else None,
        categories=_rows(session, county, uids, CategorySpan, SpanRow),
        contacts=_rows(session, county, uids, Contact, ContactRow),
        residences=_rows(session, county, uids, Residence, ResidenceRow),
        willingness=_rows(session, county, uids, Willingness, WillingnessRow),
        benefits=_rows(session, county, uids, Benefit, BenefitRow),
        health=_rows(session, county, uids, HealthFact, HealthRow),
        notes=_rows(session, county, uids, ElderNote, NoteRow),
        events=_rows(session, county, uids, LifeEvent, LifeEventRow),
        absences=_rows(session, county, uids, OffRegister, AbsenceRow),
        households=_households(session, county, joined, uids, on),
    )


def _set_tier(session: Session, county: str, uids: Sequence[str], on: date) -> dict[str, Any]:
    """Return tier and reason where people set the tier for a day; an undated override gives way to it."""
    query = select(
        TierDecision.verdict, TierDecision.tier, TierDecision.reason, TierDecision.from_on, TierDecision.to_on
    ).where(
        TierDecision.county == county,
        TierDecision.elder_uid.in_(uids),
        TierDecision.retracted.is_(False),
    )
    decided = holding_on(session.execute(query).all(), on)
    return {} if decided is None else {"tier_override": decided.tier, "tier_reason": decided.reason}


def _visitor(session: Session, county: str, uids: Sequence[str], on: date) -> tuple[str, str] | None:
    """Return uid and name of who is responsible on a day."""
    found = session.execute(
        select(Visitor.uid, Visitor.name)
        .join(Assignment, (Assignment.county == Visitor.county) & (Assignment.visitor_uid == Visitor.uid))
        .where(Assignment.county == county, Assignment.elder_uid.in_(uids))
        .where(Assignment.retracted.is_(False), Visitor.retracted.is_(False))
        .where((Assignment.to_on.is_(None)) | (Assignment.to_on >= on))
        .order_by(Assignment.to_on.is_not(None), Assignment.from_on.desc(), Assignment.uid.desc())
        .limit(1)
    ).first()
    return None if found is None else (found.uid, found.name)


_ORDERS: dict[Any, tuple[Any, ...]] = {
    CategorySpan: (CategorySpan.uid,),
    Contact: (Contact.position, Contact.uid),
    Residence: (Residence.from_on.desc(), Residence.uid),
    Willingness: (Willingness.asked_on.desc(), Willingness.kind.desc(), Willingness.uid),
    Benefit: (Benefit.from_on.desc(), Benefit.uid),
    HealthFact: (HealthFact.kind, HealthFact.uid),
    ElderNote: (ElderNote.noted_on.desc(), ElderNote.uid.desc()),
    LifeEvent: (LifeEvent.happened_on.desc(), LifeEvent.uid),
    OffRegister: (OffRegister.from_on.desc(), OffRegister.uid),
}
"""In which order each kind of dated facts is listed."""


@cache
def _facts(model: Any, kind: Any) -> Select[Any]:
    """Return the question for the columns that ``kind`` names, built once: that takes longer than to answer it."""
    uids: Any = bindparam("asked_uids", expanding=True)
    return (
        select(*(getattr(model, one.name) for one in fields(kind)))
        .where(
            model.county == bindparam("asked_county"), model.elder_uid.in_(uids), model.retracted.is_(False)
        )
        .order_by(*_ORDERS[model])
    )


def _rows(
    session: Session, county: str, uids: Sequence[str], model: Any, kind: Callable[..., T]
) -> tuple[T, ...]:
    """Return one kind of dated facts in its order."""
    asked = {"asked_county": county, "asked_uids": list(uids)}
    rows = (
        kind(*(tuple(value) if isinstance(value, list) else value for value in row))
        for row in session.execute(_facts(model, kind), asked)
    )
    return tuple(rows) if len(uids) == 1 else tuple(once(model.__tablename__, rows))


def _households(
    session: Session, county: str, joined: Groups, uids: Sequence[str], on: date
) -> tuple[HouseholdRow, ...]:
    inside = (HouseholdMember.county == Household.county) & (HouseholdMember.household_uid == Household.uid)
    query = (
        select(
            Household.uid,
            Household.head_name,
            Household.address,
            HouseholdMember.from_on,
            HouseholdMember.to_on,
        )
        .join(HouseholdMember, inside)
        .where(
            HouseholdMember.county == county,
            HouseholdMember.elder_uid.in_(uids),
            HouseholdMember.retracted.is_(False),
            Household.retracted.is_(False),
        )
        .order_by(HouseholdMember.to_on.is_not(None), HouseholdMember.to_on.desc(), HouseholdMember.uid)
    )
    found = session.execute(query).all()
    others: dict[str, dict[str, str]] = {}
    if found:
        members = (
            select(HouseholdMember.household_uid, Elder.uid, Elder.name)
            .join(Elder, (Elder.county == HouseholdMember.county) & (Elder.uid == HouseholdMember.elder_uid))
            .where(
                HouseholdMember.county == county,
                HouseholdMember.household_uid.in_([row.uid for row in found]),
                HouseholdMember.retracted.is_(False),
                (HouseholdMember.to_on.is_(None)) | (HouseholdMember.to_on >= on),
                Elder.retracted.is_(False),
                Elder.uid.not_in(uids),
            )
            .order_by(Elder.birth_on, Elder.uid)
        )
        for household, uid, name in session.execute(members):
            others.setdefault(household, {}).setdefault(joined.canonical(uid), name)
    return tuple(
        HouseholdRow(*row, tuple(others.get(row.uid, {}).items()))
        for row in (found if len(uids) == 1 else once("household", found))
    )
