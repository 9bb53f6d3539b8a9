"""One person's visits, however many: their order, a page of them, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.models import Finding, Visit
from desktop_app.storage.queries.visits import VisitRow, by_uids

_ORDERS: dict[str, Any] = {
    "visited_on": Visit.visited_on,
    "mode": Visit.mode,
    "outcome": Visit.outcome,
    "visitor": Visit.visitor_name,
}
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class VisitTally:
    """How many visits, and the first and last of them."""

    count: int
    first_on: date | None
    last_on: date | None


def ordered_uids(
    session: Session, county: str, files: Sequence[str], *, order: str = "visited_on", descending: bool = True
) -> list[str]:
    """Return the uids of the visits on the files of one person; the newest comes first among equals."""
    column = _ORDERS[order]
    query = _of(select(Visit.uid), county, files).order_by(
        column.desc() if descending else column.asc(), Visit.visited_on.desc(), Visit.uid.desc()
    )
    return [*session.execute(query).scalars()]


def newest(session: Session, county: str, files: Sequence[str], most: int) -> list[VisitRow]:
    """Return the last visits, the newest first."""
    query = _of(select(Visit.uid), county, files)
    query = query.order_by(Visit.visited_on.desc(), Visit.uid.desc()).limit(most)
    return page(session, [*session.execute(query).scalars()])


def page(session: Session, uids: Sequence[str]) -> list[VisitRow]:
    """Return the visits with the given uids in that order; those taken back meanwhile are left out."""
    found = {
        row.uid: row
        for start in range(0, len(uids), _CHUNK)
        for row in by_uids(session, uids[start : start + _CHUNK])
    }
    return [found[uid] for uid in uids if uid in found]


def tally(session: Session, county: str, files: Sequence[str]) -> VisitTally:
    """Count the visits."""
    query = _of(select(func.count(), func.min(Visit.visited_on), func.max(Visit.visited_on)), county, files)
    return VisitTally(*session.execute(query).one())


def open_findings(session: Session, county: str, files: Sequence[str]) -> int:
    """Count the findings that are not closed."""
    query = select(func.count()).where(
        Finding.county == county,
        Finding.elder_uid.in_(files),
        Finding.retracted.is_(False),
        Finding.closed_on.is_(None),
    )
    return session.execute(query).scalar_one()


def _of(query: Any, county: str, files: Sequence[str]) -> Any:
    return query.where(Visit.county == county, Visit.elder_uid.in_(files), Visit.retracted.is_(False))
