"""Visits as rows: one person's, one month's, and the last answers for "same as last time"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desktop_app.models import Elder, Finding, PhotoContent, Visit, VisitPhoto
from desktop_app.storage.queries.links import groups, members

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One line of a list of visits."""

    uid: str
    elder_uid: str
    elder_name: str
    village_code: str
    visited_on: date
    visited_time: str | None
    mode: str
    outcome: str
    visitor_uid: str | None
    visitor: str | None
    companions: str | None
    answers: dict[str, Any]
    summary: str | None
    action: str | None
    next_on: date | None
    sheet_no: str | None
    entered_on: date
    campaign_uid: str | None = None
    round_uid: str | None = None
    measures: dict[str, str] = field(default_factory=dict)
    signed_as: str | None = None
    signed_by: str | None = None
    corrected_because: str | None = None


@dataclass(frozen=True, slots=True)
class VisitKey:
    """What puts a visit into its place among thousands, without what was said and ticked."""

    uid: str
    elder_uid: str
    elder_name: str
    village_code: str
    visited_on: date


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing found, with its state."""

    uid: str
    elder_uid: str
    elder_name: str
    visit_uid: str | None
    kind: str
    what: str
    action: str | None
    referred_to: str | None
    found_on: date
    due_on: date | None
    state: str
    closed_on: date | None


R = TypeVar("R", VisitRow, VisitKey, FindingRow)


def _query() -> Any:
    return (
        select(
            Visit.uid,
            Visit.elder_uid,
            Elder.name,
            Elder.village_code,
            Visit.visited_on,
            Visit.visited_time,
            Visit.mode,
            Visit.outcome,
            Visit.visitor_uid,
            Visit.visitor_name,
            Visit.companions,
            Visit.answers,
            Visit.summary,
            Visit.action,
            Visit.next_on,
            Visit.sheet_no,
            Visit.entered_on,
            Visit.campaign_uid,
            Visit.round_uid,
            Visit.measures,
            Visit.signed_as,
            Visit.signed_by,
            Visit.corrected_because,
        )
        .join(Elder, (Elder.county == Visit.county) & (Elder.uid == Visit.elder_uid))
        .where(Visit.retracted.is_(False), Elder.retracted.is_(False))
    )


def _row(row: Any) -> VisitRow:
    values = row._asdict()
    values |= {"elder_name": values.pop("name"), "visitor": values.pop("visitor_name")}
    values |= {"answers": values["answers"] or {}, "measures": values["measures"] or {}}
    return VisitRow(**values)


def of_elder(
    session: Session,
    elder_uid: str,
    *,
    since: date | None = None,
    until: date | None = None,
    most: int = 200,
) -> list[VisitRow]:
    """Return one elder's visits from a day up to a day, newest first, whichever file of the person they are on."""
    query = _query().where(Visit.elder_uid.in_(members(session, elder_uid)))
    if since is not None:
        query = query.where(Visit.visited_on >= since)
    if until is not None:
        query = query.where(Visit.visited_on <= until)
    query = query.order_by(Visit.visited_on.desc(), Visit.uid.desc()).limit(most)
    return under_one_name(session, [_row(row) for row in session.execute(query)])


def between(
    session: Session, first: date, last: date, *, village_code: str | None = None, most: int | None = None
) -> list[VisitRow]:
    """Return the visits made from ``first`` to ``last``, newest first."""
    query = _query().where(Visit.visited_on.between(first, last))
    if village_code:
        query = query.where(lives_in(session, village_code))
    query = query.order_by(Visit.visited_on.desc(), Visit.uid.desc())
    if most:
        query = query.limit(most)
    return under_one_name(session, [_row(row) for row in session.execute(query)])


def keys(
    session: Session,
    first: date,
    last: date,
    *,
    visit_uids: Sequence[str] | None = None,
    elder_uid: str | None = None,
    village_code: str | None = None,
) -> list[VisitKey]:
    """Return the given visits, or those made from ``first`` to ``last`` by one person's or all files, in no order."""
    query: Any = (
        select(Visit.uid, Visit.elder_uid, Elder.name, Elder.village_code, Visit.visited_on)
        .join(Elder, (Elder.county == Visit.county) & (Elder.uid == Visit.elder_uid))
        .where(Visit.retracted.is_(False), Elder.retracted.is_(False))
    )
    if visit_uids is not None:
        some = [visit_uids[start : start + _CHUNK] for start in range(0, len(visit_uids), _CHUNK)]
        queries = [query.where(Visit.uid.in_(uids)) for uids in some]
    else:
        query = query.where(Visit.visited_on.between(first, last))
        if elder_uid:
            query = query.where(Visit.elder_uid.in_(members(session, elder_uid)))
        if village_code:
            query = query.where(lives_in(session, village_code))
        queries = [query]
    return under_one_name(
        session, [VisitKey(*tuple(row)) for query in queries for row in session.execute(query)]
    )


def by_uids(session: Session, uids: Sequence[str]) -> list[VisitRow]:
    """Return the given visits."""
    return under_one_name(
        session, [_row(row) for row in session.execute(_query().where(Visit.uid.in_(uids)))]
    )


def photo_counts(session: Session, visit_uids: Sequence[str]) -> dict[str, int]:
    """Return how many photos each of the given visits has; those without one are left out."""
    found: dict[str, int] = {}
    for start in range(0, len(visit_uids), _CHUNK):
        query = (
            select(VisitPhoto.visit_uid, func.count())
            .where(
                VisitPhoto.visit_uid.in_(visit_uids[start : start + _CHUNK]), VisitPhoto.retracted.is_(False)
            )
            .group_by(VisitPhoto.visit_uid)
        )
        found.update((row[0], row[1]) for row in session.execute(query))
    return found


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo of a visit, and whether the picture itself is at this installation."""

    visit_uid: str
    caption: str | None
    width: int
    height: int
    size: int
    here: bool


def photos_of_visits(session: Session, visit_uids: Sequence[str]) -> list[KeptPhoto]:
    """Return the photos of the given visits in the order in which they were added."""
    found: list[KeptPhoto] = []
    for start in range(0, len(visit_uids), _CHUNK):
        query = (
            select(
                VisitPhoto.visit_uid, VisitPhoto.caption, VisitPhoto.width, VisitPhoto.height, VisitPhoto.size
            )
            .add_columns(PhotoContent.digest.is_not(None))
            .outerjoin(PhotoContent, PhotoContent.digest == VisitPhoto.digest)
            .where(
                VisitPhoto.visit_uid.in_(visit_uids[start : start + _CHUNK]), VisitPhoto.retracted.is_(False)
            )
            .order_by(VisitPhoto.uid)
        )
        found += [KeptPhoto(*row) for row in session.execute(query)]
    return found


def photos_of(session: Session, visit_uid: str) -> list[tuple[str, str | None]]:
    """Return digest and caption of each photo of a visit, in the order in which they were added."""
    query = (
        select(VisitPhoto.digest, VisitPhoto.caption)
        .where(VisitPhoto.visit_uid == visit_uid, VisitPhoto.retracted.is_(False))
        .order_by(VisitPhoto.uid)
    )
    return [(row.digest, row.caption) for row in session.execute(query)]


def under_one_name(session: Session, rows: list[R]) -> list[R]:
    """Return rows of files that are read under another with uid, name and village of that one."""
    joined = groups(session)
    heads = {joined.standing_for[row.elder_uid] for row in rows if row.elder_uid in joined.hidden}
    if not heads:
        return rows
    query = select(Elder.uid, Elder.name, Elder.village_code).where(Elder.uid.in_(heads))
    names = {row.uid: (row.name, row.village_code) for row in session.execute(query)}
    found = []
    for row in rows:
        head = joined.canonical(row.elder_uid)
        if head in names and head != row.elder_uid:
            shown: dict[str, Any] = {"elder_uid": head, "elder_name": names[head][0]}
            if not isinstance(row, FindingRow):
                shown["village_code"] = names[head][1]
            found.append(replace(row, **shown))
        else:
            found.append(row)
    return found


def lives_in(session: Session, village_code: str) -> ColumnElement[bool]:
    """Return the condition that the person of a joined elder lives in a village: by the file it is read under."""
    joined = groups(session)
    if not joined:
        return Elder.village_code == village_code
    query = select(Elder.uid).where(
        Elder.uid.in_(set(joined.standing_for.values())), Elder.village_code == village_code
    )
    inside = [uid for head in session.execute(query).scalars() for uid in joined.members(head) if uid != head]
    return Elder.uid.in_(inside) | (
        (Elder.village_code == village_code) & Elder.uid.not_in(list(joined.hidden))
    )


def findings(
    session: Session,
    *,
    elder_uid: str | None = None,
    visit_uids: Sequence[str] | None = None,
    state: str | None = None,
    most: int = 500,
) -> list[FindingRow]:
    """Return findings, oldest open ones first."""
    query = finding_lines()
    if elder_uid:
        query = query.where(Finding.elder_uid.in_(members(session, elder_uid)))
    if visit_uids is not None:
        query = query.where(Finding.visit_uid.in_(visit_uids))
    if state:
        query = query.where(Finding.state == state)
    query = query.order_by(Finding.state, Finding.found_on, Finding.uid).limit(most)
    return under_one_name(session, [FindingRow(*tuple(row)) for row in session.execute(query)])


def finding_lines() -> Any:
    """Return the query for findings, in the order of the fields of ``FindingRow``."""
    return (
        select(
            Finding.uid,
            Finding.elder_uid,
            Elder.name,
            Finding.visit_uid,
            Finding.kind,
            Finding.what,
            Finding.action,
            Finding.referred_to,
            Finding.found_on,
            Finding.due_on,
            Finding.state,
            Finding.closed_on,
        )
        .join(Elder, (Elder.county == Finding.county) & (Elder.uid == Finding.elder_uid))
        .where(Finding.retracted.is_(False), Elder.retracted.is_(False))
    )
