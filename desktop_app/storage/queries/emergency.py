"""What an emergency roster asks of people: carers, phones, aids, and the last answers about the house."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.domain.emergency import ASKED
from desktop_app.domain.terms import ContactRole, HealthKind, LivingArrangement, ResidenceKind
from desktop_app.models import Contact, Elder, ElderCard, HealthFact, Residence, Visit
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups

ANSWERED_WITHIN = timedelta(days=400)
"""Answers about stove and house from longer ago say nothing about this winter."""

_CHUNK = 900
_CARING = {ContactRole.CARER.value, ContactRole.GUARDIAN.value}


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyFacts:
    """What is known of one person; ``stay`` is where they live for a time, None at home."""

    uid: str
    name: str
    village_code: str
    birth_on: date | None
    phone: str | None
    tier: str | None
    categories: tuple[str, ...]
    visitor_uid: str | None
    visitor: str | None
    alone: bool
    carer: bool
    aids: tuple[str, ...]
    answers: dict[str, Any]
    stay: str | None


def emergency_facts(
    session: Session, joined: Groups, today: date, *, village_code: str | None = None
) -> list[EmergencyFacts]:
    """Return what is known of everybody on the register, by village and name."""
    query = (
        select(ElderCard, Elder.living_arrangement)
        .join(Elder, (Elder.county == ElderCard.county) & (Elder.uid == ElderCard.elder_uid))
        .where(ElderCard.ended.is_(False))
        .order_by(ElderCard.village_code, ElderCard.name_key, ElderCard.id)
        .with_only_columns(
            ElderCard.elder_uid,
            ElderCard.name,
            ElderCard.village_code,
            ElderCard.birth_on,
            ElderCard.phone,
            ElderCard.tier,
            ElderCard.categories,
            ElderCard.visitor_uid,
            ElderCard.visitor_name,
            Elder.living_arrangement,
            Elder.other_phones,
        )
    )
    if village_code is not None:
        query = query.where(ElderCard.village_code == village_code)
    found = []
    cards = session.execute(query).all()
    for start in range(0, len(cards), _CHUNK):
        part = cards[start : start + _CHUNK]
        files = joined.expand([row.elder_uid for row in part])
        carers, aids = _carers(session, joined, files), _aids(session, joined, files, today)
        stays, answers = _stays(session, joined, files, today), _answers(session, joined, files, today)
        found += [
            EmergencyFacts(
                uid=row.elder_uid,
                name=row.name,
                village_code=row.village_code,
                birth_on=row.birth_on,
                phone=row.phone or row.other_phones or None,
                tier=row.tier,
                categories=tuple(row.categories.split()),
                visitor_uid=row.visitor_uid,
                visitor=row.visitor_name,
                alone=row.living_arrangement == LivingArrangement.ALONE.value,
                carer=row.elder_uid in carers,
                aids=tuple(aids.get(row.elder_uid, ())),
                answers=answers.get(row.elder_uid, {}),
                stay=stays.get(row.elder_uid),
            )
            for row in part
        ]
    return found


def _carers(session: Session, joined: Groups, files: Sequence[str]) -> set[str]:
    """Return who has a carer, or somebody who lives with them."""
    query = select(Contact.elder_uid, Contact.roles, Contact.lives_together).where(
        Contact.elder_uid.in_(files), Contact.retracted.is_(False)
    )
    return {
        joined.canonical(uid)
        for uid, roles, together in session.execute(query)
        if together or _CARING.intersection(roles or ())
    }


def _aids(session: Session, joined: Groups, files: Sequence[str], today: date) -> dict[str, list[str]]:
    query = select(HealthFact.elder_uid, HealthFact.what, HealthFact.note).where(
        HealthFact.elder_uid.in_(files),
        HealthFact.retracted.is_(False),
        HealthFact.kind == HealthKind.AID.value,
        HealthFact.to_on.is_(None) | (HealthFact.to_on >= today),
    )
    found: dict[str, list[str]] = {}
    for uid, what, note in session.execute(query):
        found.setdefault(joined.canonical(uid), []).append(f"{what} {note or ''}")
    return found


def _stays(session: Session, joined: Groups, files: Sequence[str], today: date) -> dict[str, str]:
    query = (
        select(Residence.elder_uid, Residence.kind)
        .where(
            Residence.elder_uid.in_(files),
            Residence.retracted.is_(False),
            Residence.kind != ResidenceKind.VILLAGE.value,
            Residence.from_on <= today,
            Residence.to_on.is_(None) | (Residence.to_on >= today),
        )
        .order_by(Residence.from_on, Residence.uid)
    )
    return {joined.canonical(uid): kind for uid, kind in session.execute(query)}


def _answers(
    session: Session, joined: Groups, files: Sequence[str], today: date
) -> dict[str, dict[str, Any]]:
    """Return by person the newest answer to each question; in summer nobody asks about the stove."""
    # Taken out by the database: reading whole answers apart would take longer than everything else.
    given = [func.json_extract(Visit.answers, f'$."{item}"') for item in ASKED]
    query = (
        select(Visit.elder_uid, *given)
        .where(
            Visit.elder_uid.in_(files),
            Visit.retracted.is_(False),
            Visit.visited_on >= today - ANSWERED_WITHIN,
            Visit.visited_on <= today,
            Visit.answers.is_not(None),
        )
        .order_by(Visit.visited_on, Visit.uid)
    )
    found: dict[str, dict[str, Any]] = {}
    for uid, *answers in rows_of(session, query):
        told = {item: answer for item, answer in zip(ASKED, answers, strict=True) if answer is not None}
        if told:
            found.setdefault(joined.canonical(uid), {}).update(told)
    return found
