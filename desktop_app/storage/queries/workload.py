"""Who made which visits, found what and gave which services from a day to a day, as a workload table counts them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Finding, ServiceRecord, Visit, Visitor
from desktop_app.storage.queries.by_elder import rows_of
from desktop_app.storage.queries.links import Groups


class VisitorRow(NamedTuple):
    """One visitor on the list."""

    uid: str
    name: str
    role: str
    village_code: str | None
    ended_on: date | None


class Done(NamedTuple):
    """Something done for a person on a day, by the visitor on the list or by somebody named."""

    on: date
    visitor_uid: str | None
    name: str | None


def visitors(session: Session, county: str) -> list[VisitorRow]:
    """Return everybody on the list of visitors, by name."""
    query = (
        select(Visitor.uid, Visitor.name, Visitor.role, Visitor.village_code, Visitor.ended_on)
        .where(Visitor.county == county, Visitor.retracted.is_(False))
        .order_by(Visitor.name, Visitor.uid)
    )
    return [VisitorRow(*row) for row in session.execute(query)]


def who_visited(
    session: Session, county: str, first: date, last: date
) -> dict[str, tuple[str | None, str | None]]:
    """Return by visit who made it: the visitor on the list and the name as written; one pair for all alike."""
    query = select(Visit.uid, Visit.visitor_uid, Visit.visitor_name).where(
        Visit.county == county, Visit.retracted.is_(False), Visit.visited_on.between(first, last)
    )
    pairs: dict[tuple[str | None, str | None], tuple[str | None, str | None]] = {}
    return {
        uid: pairs.setdefault((visitor, name), (visitor, name))
        for uid, visitor, name in rows_of(session, query)
    }


def found_by(session: Session, joined: Groups, county: str, first: date, last: date) -> dict[str, list[Done]]:
    """Return by person what was found, each with who made the visit at which it was."""
    query = (
        select(Finding.elder_uid, Finding.found_on, Visit.visitor_uid, Visit.visitor_name)
        .outerjoin(Visit, (Visit.county == Finding.county) & (Visit.uid == Finding.visit_uid))
        .where(Finding.county == county, Finding.retracted.is_(False), Finding.found_on.between(first, last))
    )
    found: dict[str, list[Done]] = {}
    for uid, *done in rows_of(session, query):
        found.setdefault(joined.canonical(uid), []).append(Done(*done))
    return found


def served_by(
    session: Session, joined: Groups, county: str, first: date, last: date
) -> dict[str, list[Done]]:
    """Return by person the services given by somebody who is named."""
    query = select(ServiceRecord.elder_uid, ServiceRecord.given_on, ServiceRecord.given_by).where(
        ServiceRecord.county == county,
        ServiceRecord.retracted.is_(False),
        ServiceRecord.given_on.between(first, last),
        ServiceRecord.given_by.is_not(None),
    )
    found: dict[str, list[Done]] = {}
    for uid, on, name in rows_of(session, query):
        found.setdefault(joined.canonical(uid), []).append(Done(on, None, name))
    return found
