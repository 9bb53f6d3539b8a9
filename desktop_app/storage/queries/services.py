"""Services as the month's figures count them: one row per person and service, added up by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop_app.models import ServicePlan, ServiceRecord
from desktop_app.storage.queries.links import Groups

_CHUNK = 900


def given_between(
    session: Session, joined: Groups, files: Sequence[str] | None, first: date, last: date
) -> dict[str, Counter[str]]:
    """Return how often each service was given from a day to a day, by person; of some files or of all."""
    query = (
        select(ServiceRecord.elder_uid, ServiceRecord.service, func.count())
        .where(*_days(first, last))
        .group_by(ServiceRecord.elder_uid, ServiceRecord.service)
    )
    found: dict[str, Counter[str]] = {}
    for uid, service, times in _in_parts(session, query, ServiceRecord, files):
        found.setdefault(joined.canonical(uid), Counter())[service] += times
    return found


def given_of(
    session: Session,
    joined: Groups,
    files: Sequence[str] | None,
    services: Collection[str],
    first: date,
    last: date,
) -> dict[str, tuple[str, ...]]:
    """Return some services given from a day to a day, each as often as it was given, by person.

    People alike share one tuple.
    """
    query = (
        select(ServiceRecord.elder_uid, func.group_concat(ServiceRecord.service))
        .where(*_days(first, last), ServiceRecord.service.in_(services))
        .group_by(ServiceRecord.elder_uid)
    )
    if files is None:
        # To have the people in order, the database would rather go through all years than through this one.
        query = query.with_hint(ServiceRecord, "INDEXED BY ix_service_record_by_day", "sqlite")
    rows = _in_parts(session, query, ServiceRecord, files)
    if not joined:
        return {file: _apart(listed) for file, listed in rows}
    found: dict[str, tuple[str, ...]] = {}
    for file, listed in rows:
        uid = joined.canonical(file)
        found[uid] = found[uid] + _apart(listed) if uid in found else _apart(listed)
    return found


@lru_cache(maxsize=4096)
def _apart(listed: str) -> tuple[str, ...]:
    return tuple(sorted(listed.split(",")))


def agreed_on(
    session: Session, joined: Groups, files: Sequence[str] | None, services: Collection[str], on: date
) -> dict[str, frozenset[str]]:
    """Return of some services those whose arrangement holds on a day, by person."""
    held = select(ServicePlan.elder_uid).where(
        ServicePlan.retracted.is_(False),
        ServicePlan.from_on <= on,
        or_(ServicePlan.to_on.is_(None), ServicePlan.to_on >= on),
    )
    found: dict[str, frozenset[str]] = {}
    for service in sorted(services):
        alone = frozenset({service})
        rows = _in_parts(session, held.where(ServicePlan.service == service), ServicePlan, files)
        people = {joined.canonical(file) for (file,) in rows} if joined else {file for (file,) in rows}
        # Nearly everybody has the one agreement that is asked about, and nothing else: they share one set.
        others = {uid: found[uid] | alone for uid in people & found.keys()} if found else {}
        found.update(dict.fromkeys(people, alone))
        found.update(others)
    return found


def _days(first: date, last: date) -> tuple[Any, ...]:
    """Return the conditions for records of some days.

    A store keeps one county's records. Naming it lets the database go through those days alone instead of all.
    """
    county = select(func.min(ServiceRecord.county)).scalar_subquery()
    return (
        ServiceRecord.county == county,
        ServiceRecord.retracted.is_(False),
        ServiceRecord.given_on.between(first, last),
    )


def _in_parts(session: Session, query: Any, model: Any, files: Sequence[str] | None) -> Iterator[Any]:
    """Go through the rows of a query, of some files or of all; read in one go, which is fastest."""
    connection = session.connection()
    if files is None:
        yield from connection.execute(query).all()
        return
    for start in range(0, len(files), _CHUNK):
        part = query.where(model.elder_uid.in_(files[start : start + _CHUNK]))
        yield from connection.execute(part).all()
