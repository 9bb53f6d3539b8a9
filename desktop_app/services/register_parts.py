"""Bring the stored record of an elder, and what hangs on it, to what a draft says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import (
    Category,
    ContactRole,
    LivingArrangement,
    ResidenceKind,
    Sex,
    WillingnessKind,
)
from desktop_app.models import Assignment, CategorySpan, Contact, Record, Residence, Willingness
from desktop_app.storage.unit_of_work import UnitOfWork


def records_of(session: Session, elder_uid: str) -> list[str]:
    """Return the uids of an elder and of everything that an editor shows with one."""
    uids = [elder_uid]
    for model in (CategorySpan, Contact, Residence, Willingness, Assignment):
        uids += session.execute(select(model.uid).where(model.elder_uid == elder_uid)).scalars()
    return uids


def check_terms(draft: Any) -> None:
    """Raise ValueError for a key that no closed list has: the caller's bug, never the user's."""
    Sex(draft.sex)
    if draft.living_arrangement:
        LivingArrangement(draft.living_arrangement)
    for span in draft.categories:
        Category(span.category)
    for contact in draft.contacts:
        for role in contact.roles:
            ContactRole(role)
    for residence in draft.residences:
        ResidenceKind(residence.kind)
    for answer in draft.willingness:
        WillingnessKind(answer.kind)


def part(draft: Any) -> dict[str, Any]:
    """Return the fields of one part's draft by name."""
    return {name: getattr(draft, name) for name in draft.__dataclass_fields__}


def set_facts(record: Record, facts: Mapping[str, Any]) -> None:
    """Set what differs, so that the log names only what changed."""
    for name, value in facts.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def sync(unit: UnitOfWork, model: Any, elder_uid: str, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Bring the dated facts of one elder to what the draft lists: add, change, retract."""
    query = select(model).where(
        model.county == unit.county, model.elder_uid == elder_uid, model.retracted.is_(False)
    )
    stored = {record.uid: record for record in unit.session.execute(query).scalars()}
    kept: set[str] = set()
    for facts in wanted:
        uid = str(facts.get("uid") or "")
        values = {name: value for name, value in facts.items() if name != "uid"}
        if uid in stored:
            kept.add(uid)
            set_facts(stored[uid], values)
        else:
            unit.add(model(elder_uid=elder_uid, **values))
    for uid, record in stored.items():
        if uid not in kept:
            unit.retract(record)
