"""What a round asks about several people at once: who lives together, their last answers, findings and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import ContactRole, FindingState
from desktop_app.models import Contact, Elder, Finding, Household, HouseholdMember, Visit
from desktop_app.storage.queries.links import Groups
from desktop_app.storage.queries.visits import FindingRow, VisitRow, by_uids, finding_lines, under_one_name


@dataclass(frozen=True, slots=True)
class Roof:
    """One household, with the elders who belong to it on a day, the oldest first."""

    uid: str
    head_name: str
    village_code: str
    address: str | None
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CallContact:
    """Whom to phone about somebody."""

    name: str
    relation: str | None
    phone: str


def roof_over(session: Session, joined: Groups, elder_uid: str, on: date) -> str | None:
    """Return the household that a person belongs to on a day; of several the one with the smallest uid."""
    query = select(HouseholdMember.household_uid).where(
        HouseholdMember.elder_uid.in_(joined.members(elder_uid)), *_belongs(on)
    )
    return min(session.execute(query).scalars(), default=None)


def roof(session: Session, joined: Groups, uid: str, on: date) -> Roof | None:
    """Return a household with its members of a day; None when there is none of that uid."""
    query = select(Household.uid, Household.head_name, Household.village_code, Household.address)
    found = session.execute(query.where(Household.uid == uid, Household.retracted.is_(False))).first()
    if found is None:
        return None
    members = (
        select(Elder.uid)
        .join(
            HouseholdMember,
            (HouseholdMember.county == Elder.county) & (HouseholdMember.elder_uid == Elder.uid),
        )
        .where(HouseholdMember.household_uid == uid, Elder.retracted.is_(False), *_belongs(on))
        .order_by(Elder.birth_on, Elder.uid)
    )
    uids = dict.fromkeys(joined.canonical(each) for each in session.execute(members).scalars())
    return Roof(*found, tuple(uids))


def last_answered(
    session: Session, joined: Groups, uids: Sequence[str], *, since: date
) -> dict[str, VisitRow]:
    """Return by person the last visit since a day that has answers."""
    query = (
        select(Visit.elder_uid, Visit.uid, Visit.answers)
        .where(
            Visit.elder_uid.in_(joined.expand(uids)),
            Visit.retracted.is_(False),
            Visit.visited_on >= since,
            Visit.answers.is_not(None),
        )
        .order_by(Visit.visited_on.desc(), Visit.uid.desc())
    )
    newest: dict[str, str] = {}
    for elder_uid, uid, answers in session.execute(query):
        if answers:
            newest.setdefault(joined.canonical(elder_uid), uid)
    rows = {row.uid: row for row in by_uids(session, list(newest.values()))}
    return {head: rows[uid] for head, uid in newest.items() if uid in rows}


def open_findings(session: Session, joined: Groups, uids: Sequence[str]) -> dict[str, list[FindingRow]]:
    """Return by person the findings that are not closed, the oldest first."""
    query = (
        finding_lines()
        .where(
            Finding.elder_uid.in_(joined.expand(uids)),
            Finding.state == FindingState.OPEN.value,
        )
        .order_by(Finding.found_on, Finding.uid)
    )
    found: dict[str, list[FindingRow]] = {}
    for row in under_one_name(session, [FindingRow(*tuple(row)) for row in session.execute(query)]):
        found.setdefault(joined.canonical(row.elder_uid), []).append(row)
    return found


def contacts(session: Session, joined: Groups, uids: Sequence[str]) -> dict[str, CallContact]:
    """Return by person whom to phone first of those with a phone: an emergency contact, else the first one."""
    query = (
        select(Contact.elder_uid, Contact.name, Contact.relation, Contact.phone, Contact.roles)
        .where(Contact.elder_uid.in_(joined.expand(uids)), Contact.retracted.is_(False), Contact.phone != "")
        .order_by(Contact.position, Contact.uid)
    )
    best: dict[str, tuple[bool, CallContact]] = {}
    for elder_uid, name, relation, phone, roles in session.execute(query):
        head, urgent = joined.canonical(elder_uid), ContactRole.EMERGENCY.value in (roles or ())
        if head not in best or (urgent and not best[head][0]):
            best[head] = (urgent, CallContact(name, relation, phone or ""))
    return {head: contact for head, (_urgent, contact) in best.items()}


def _belongs(on: date) -> tuple[Any, ...]:
    """Return the conditions under which a membership holds on a day; both ends belong to it."""
    return (
        HouseholdMember.retracted.is_(False),
        HouseholdMember.from_on.is_(None) | (HouseholdMember.from_on <= on),
        HouseholdMember.to_on.is_(None) | (HouseholdMember.to_on >= on),
    )
