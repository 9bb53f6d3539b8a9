"""The duty cache as rows: today, due soon, overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.models import DutyRow, ElderCard
from desktop_app.storage.queries.links import groups


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One owed visit with the person it is owed to; ``reason`` is a Reason as data."""

    uid: str
    elder_uid: str
    card_id: int
    name: str
    sex: str
    birth_on: date | None
    village_code: str
    phone: str | None
    categories: tuple[str, ...]
    tier: str | None
    visitor: str | None
    last_visit_on: date | None
    last_outcome: str | None
    rule_id: str
    state: str
    earliest_on: date
    due_on: date
    latest_on: date
    overdue_days: int
    last_counted_on: date | None
    reason: dict[str, Any]


_COLUMNS = (
    DutyRow.uid,
    DutyRow.elder_uid,
    ElderCard.id,
    ElderCard.name,
    ElderCard.sex,
    ElderCard.birth_on,
    ElderCard.village_code,
    ElderCard.phone,
    ElderCard.categories,
    ElderCard.tier,
    ElderCard.visitor_name,
    ElderCard.last_visit_on,
    ElderCard.last_outcome,
    DutyRow.rule_id,
    DutyRow.state,
    DutyRow.earliest_on,
    DutyRow.due_on,
    DutyRow.latest_on,
    DutyRow.overdue_days,
    DutyRow.last_counted_on,
    DutyRow.reason,
)


def _line(row: Any) -> DutyLine:
    values = list(row)
    values[8] = tuple(values[8].split())
    return DutyLine(*values)


def list_lines(
    session: Session,
    *,
    states: tuple[str, ...] = (),
    village_code: str | None = None,
    due_by: date | None = None,
    most: int | None = None,
) -> list[DutyLine]:
    """Return governing duties, the longest overdue first, then by latest day and name."""
    query = (
        select(*_COLUMNS)
        .join(ElderCard, (ElderCard.county == DutyRow.county) & (ElderCard.elder_uid == DutyRow.elder_uid))
        .where(DutyRow.governing.is_(True))
    )
    if states:
        query = query.where(DutyRow.state.in_(states))
    if village_code:
        query = query.where(ElderCard.village_code == village_code)
    if due_by:
        query = query.where(DutyRow.due_on <= due_by)
    query = query.order_by(DutyRow.overdue_days.desc(), DutyRow.latest_on, ElderCard.name_key)
    if most:
        query = query.limit(most)
    return [_line(row) for row in session.execute(query)]


def of_elder(session: Session, elder_uid: str) -> list[DutyLine]:
    """Return all cached duties of one elder, the governing one first."""
    query = (
        select(*_COLUMNS)
        .join(ElderCard, (ElderCard.county == DutyRow.county) & (ElderCard.elder_uid == DutyRow.elder_uid))
        .where(DutyRow.elder_uid == groups(session).canonical(elder_uid))
        .order_by(DutyRow.governing.desc(), DutyRow.latest_on)
    )
    return [_line(row) for row in session.execute(query)]


def elder_of(session: Session, duty_uid: str) -> str | None:
    """Return whose duty it is."""
    return session.execute(select(DutyRow.elder_uid).where(DutyRow.uid == duty_uid)).scalar()


def count_by_state(session: Session) -> dict[str, int]:
    """Return the number of governing duties by state."""
    query = select(DutyRow.state, func.count()).where(DutyRow.governing.is_(True)).group_by(DutyRow.state)
    return {row[0]: row[1] for row in session.execute(query)}
