"""What the planner and the calendar read: people, their open duties, agreed days, leave and market days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.models import (
    Assignment,
    DutyRow,
    ElderCard,
    HolidayTable,
    HouseholdMember,
    PlannedVisit,
    Residence,
    Village,
    Visit,
    Visitor,
    VisitorLeave,
)
from desktop_app.scheduling.planner_task import Charge
from desktop_app.scheduling.working_days import Leave
from desktop_app.storage.queries.duties import WAITING
from desktop_app.storage.queries.links import Groups

_CHUNK = 900

_MET = tuple(
    outcome.value
    for outcome, its in OUTCOME_EFFECTS.items()
    if its.effect in {Effect.COUNTS, Effect.COUNTS_IF_MODE_ALLOWED, Effect.COUNTS_IF_RULE_SAYS_SO}
)
"""The outcomes with which somebody saw or heard the person."""


class CardLine(NamedTuple):
    """Whom a plan is made for."""

    uid: str
    name: str
    village_code: str
    visitor_uid: str | None
    visitor: str | None


class DutyWindow(NamedTuple):
    """One open duty's days."""

    elder_uid: str
    uid: str
    rule_id: str
    state: str
    kind: str
    earliest_on: date
    due_on: date
    latest_on: date
    planned_on: date | None
    attempts: int
    governing: bool
    latest_time: str | None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One agreed day, with what a change of it needs to know."""

    elder_uid: str
    uid: str
    heads: str
    on: date
    visitor_uid: str | None
    by_hand: bool
    why: str | None


def cards(
    session: Session, uids: Sequence[str] | None = None, *, village_code: str | None = None
) -> list[CardLine]:
    """Return everybody on the register, of one village or of all, or only some of them."""
    query = select(
        ElderCard.elder_uid,
        ElderCard.name,
        ElderCard.village_code,
        ElderCard.visitor_uid,
        ElderCard.visitor_name,
    ).where(ElderCard.ended.is_(False))
    if village_code is not None:
        query = query.where(ElderCard.village_code == village_code)
    return [CardLine(*row) for row in _of(session, query, ElderCard.elder_uid, uids)]


def open_windows(
    session: Session, uids: Sequence[str] | None = None, *, due_by: date | None = None
) -> list[DutyWindow]:
    """Return the open duties of some people or of all, maybe only those that begin by a day."""
    query = select(
        DutyRow.elder_uid,
        DutyRow.uid,
        DutyRow.rule_id,
        DutyRow.state,
        DutyRow.kind,
        DutyRow.earliest_on,
        DutyRow.due_on,
        DutyRow.latest_on,
        DutyRow.planned_on,
        DutyRow.attempts,
        DutyRow.governing,
        DutyRow.latest_time,
    ).where(DutyRow.state.in_(WAITING))
    if due_by is not None:
        query = query.where(DutyRow.earliest_on <= due_by)
    return [DutyWindow(*row) for row in _of(session, query, DutyRow.elder_uid, uids)]


def agreed(
    session: Session,
    joined: Groups,
    first: date,
    last: date | None = None,
    uids: Sequence[str] | None = None,
) -> list[PlanLine]:
    """Return the days agreed on from a day on, under the file that each person is read under."""
    query = select(
        PlannedVisit.elder_uid,
        PlannedVisit.uid,
        PlannedVisit.heads,
        PlannedVisit.planned_on,
        PlannedVisit.visitor_uid,
        PlannedVisit.by_hand,
        PlannedVisit.why,
    ).where(PlannedVisit.retracted.is_(False), PlannedVisit.planned_on >= first)
    if last is not None:
        query = query.where(PlannedVisit.planned_on <= last)
    expanded = None if uids is None else joined.expand(uids)
    found = [
        PlanLine(joined.canonical(row[0]), *row[1:])
        for row in _of(session, query, PlannedVisit.elder_uid, expanded)
    ]
    return sorted(found, key=lambda line: (line.on, line.elder_uid, not line.by_hand, line.uid))


def households(
    session: Session, joined: Groups, on: date, uids: Sequence[str] | None = None
) -> dict[str, str]:
    """Return the household of a day by elder; of several the one joined last."""
    query = (
        select(HouseholdMember.elder_uid, HouseholdMember.household_uid)
        .where(HouseholdMember.retracted.is_(False))
        .where((HouseholdMember.from_on.is_(None)) | (HouseholdMember.from_on <= on))
        .where((HouseholdMember.to_on.is_(None)) | (HouseholdMember.to_on >= on))
        .order_by(HouseholdMember.from_on, HouseholdMember.uid)
    )
    expanded = None if uids is None else joined.expand(uids)
    rows = _of(session, query, HouseholdMember.elder_uid, expanded)
    return {joined.canonical(row[0]): row[1] for row in rows}


def charges(
    session: Session, joined: Groups, on: date, uids: Sequence[str] | None = None
) -> dict[str, tuple[Charge, ...]]:
    """Return who is responsible from a day on, as the day's list says it: residences covered go before."""
    found: dict[str, list[tuple[tuple[Any, ...], Charge]]] = {}
    expanded = None if uids is None else joined.expand(uids)
    assigned = (
        select(
            Assignment.elder_uid, Assignment.from_on, Assignment.to_on, Assignment.uid, Assignment.visitor_uid
        )
        .join(Visitor, (Visitor.county == Assignment.county) & (Visitor.uid == Assignment.visitor_uid))
        .where(Assignment.retracted.is_(False), Visitor.retracted.is_(False))
        .where((Assignment.to_on.is_(None)) | (Assignment.to_on >= on))
    )
    for elder, first, last, uid, visitor in _of(session, assigned, Assignment.elder_uid, expanded):
        mine = found.setdefault(joined.canonical(elder), [])
        rank = (last is None, last or date.min, uid)
        mine.append(((1, *rank), Charge(visitor, first, last)))
        if first is not None and first > on:
            # Whoever begins only later is asked before nobody at all.
            mine.append(((0, *rank), Charge(visitor)))
    covered = (
        select(
            Residence.elder_uid, Residence.from_on, Residence.to_on, Residence.uid, Residence.covered_by_uid
        )
        .join(Visitor, (Visitor.county == Residence.county) & (Visitor.uid == Residence.covered_by_uid))
        .where(Residence.retracted.is_(False), Visitor.retracted.is_(False))
        .where((Residence.to_on.is_(None)) | (Residence.to_on >= on))
    )
    for elder, begins, ends, uid, covering in _of(session, covered, Residence.elder_uid, expanded):
        mine = found.setdefault(joined.canonical(elder), [])
        mine.append(((2, True, begins, uid), Charge(covering, begins, ends)))
    return {
        elder: tuple(charge for _rank, charge in sorted(mine, key=lambda each: each[0], reverse=True))
        for elder, mine in found.items()
    }


def leaves(session: Session, first: date, last: date) -> dict[str, tuple[Leave, ...]]:
    """Return who is on leave in some days, by visitor; the leave that began last decides."""
    query = (
        select(VisitorLeave.visitor_uid, VisitorLeave.from_on, VisitorLeave.to_on, VisitorLeave.stand_in_uid)
        .where(VisitorLeave.retracted.is_(False))
        .where(VisitorLeave.from_on <= last, VisitorLeave.to_on >= first)
        .order_by(VisitorLeave.from_on.desc(), VisitorLeave.uid.desc())
    )
    found: dict[str, tuple[Leave, ...]] = {}
    for visitor, begins, ends, stand_in in session.connection().execute(query):
        found[visitor] = (*found.get(visitor, ()), Leave(begins, ends, stand_in))
    return found


def visitor_names(session: Session) -> dict[str, str]:
    """Return every visitor's name."""
    query = select(Visitor.uid, Visitor.name).where(Visitor.retracted.is_(False))
    return {row[0]: row[1] for row in session.connection().execute(query)}


def market_days(session: Session) -> dict[str, str]:
    """Return the market days as written, by village code."""
    query = select(Village.code, Village.market_days).where(
        Village.retracted.is_(False), Village.market_days.is_not(None)
    )
    return {code: days for code, days in session.connection().execute(query) if days}


def holiday_tables(session: Session) -> list[Any]:
    """Return the installed arrangements, year, source, days and working days; of two of a year the last holds."""
    query = (
        select(
            HolidayTable.year, HolidayTable.source, HolidayTable.days, HolidayTable.working, HolidayTable.uid
        )
        .where(HolidayTable.retracted.is_(False))
        .order_by(HolidayTable.year, HolidayTable.uid)
    )
    return list(session.execute(query))


def met_between(
    session: Session, joined: Groups, first: date, last: date, uids: Sequence[str] | None = None
) -> list[tuple[str, date, str | None, str | None]]:
    """Return elder, day, visitor and visitor's name of visits on which somebody saw or heard the person."""
    query = (
        select(Visit.elder_uid, Visit.visited_on, Visit.visitor_uid, Visit.visitor_name)
        .where(Visit.retracted.is_(False), Visit.visited_on.between(first, last))
        .where(Visit.outcome.in_(_MET))
    )
    expanded = None if uids is None else joined.expand(uids)
    return [
        (joined.canonical(row[0]), row[1], row[2], row[3])
        for row in _of(session, query, Visit.elder_uid, expanded)
    ]


def reasons(session: Session, uids: Iterable[str]) -> dict[str, Any]:
    """Return the reasons of some duties as data."""
    wanted, found = list(uids), {}
    for start in range(0, len(wanted), _CHUNK):
        query = select(DutyRow.uid, DutyRow.reason).where(DutyRow.uid.in_(wanted[start : start + _CHUNK]))
        found.update({row[0]: row[1] for row in session.execute(query)})
    return found


def _of(session: Session, query: Any, column: Any, uids: Sequence[str] | None) -> Any:
    """Yield the rows of some people, in parts that one statement can name, or of all."""
    connection = session.connection()
    if uids is None:
        yield from connection.execute(query)
        return
    for start in range(0, len(uids), _CHUNK):
        yield from connection.execute(query.where(column.in_(uids[start : start + _CHUNK])))
