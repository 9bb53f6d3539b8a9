"""Visits as a visit workbook asks for them: everybody's last one, those of one workbook, those with answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop_app.models import Elder, Finding, Visit
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.visits import VisitRow, by_uids

_CHUNK = 900
_AFTER_DASH = "."
"""The sign after ``-``: every sheet number of a workbook lies between its code with either."""


@dataclass(frozen=True, slots=True)
class AnsweredVisit:
    """The answers of a visit by person and day."""

    elder_uid: str
    on: date
    uid: str
    answers: dict[str, Any]
    sheet_no: str | None


def last_visits(session: Session, uids: Sequence[str], *, until: date) -> dict[str, VisitRow]:
    """Return the last visit of each person up to a day, by the file they are read under."""
    joined = groups(session)
    newest: dict[str, tuple[date, str]] = {}
    files = list(joined.expand(list(uids)))
    for start in range(0, len(files), _CHUNK):
        query = (
            select(Visit.elder_uid, Visit.uid, func.max(Visit.visited_on))
            .where(
                Visit.elder_uid.in_(files[start : start + _CHUNK]),
                Visit.retracted.is_(False),
                Visit.visited_on <= until,
            )
            .group_by(Visit.elder_uid)
        )
        for elder_uid, uid, on in session.execute(query):
            head = joined.canonical(elder_uid)
            newest[head] = max(newest.get(head, (date.min, "")), (on, uid))
    wanted = [uid for _on, uid in newest.values()]
    rows: dict[str, VisitRow] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows.update((row.elder_uid, row) for row in by_uids(session, wanted[start : start + _CHUNK]))
    return rows


def of_workbook(session: Session, county: str, code: str) -> dict[str, Visit]:
    """Return the visits that came out of a workbook by sheet number; those taken back only where no other is."""
    query = (
        select(Visit)
        .where(
            Visit.county == county,
            Visit.sheet_no >= f"{code}-",
            Visit.sheet_no < f"{code}{_AFTER_DASH}",
        )
        .order_by(Visit.retracted.desc(), Visit.uid)
    )
    return {str(visit.sheet_no): visit for visit in session.execute(query).scalars()}


def answered(session: Session, uids: Sequence[str], *, first: date, last: date) -> list[AnsweredVisit]:
    """Return the visits with answers of some people between two days, the first one first."""
    joined = groups(session)
    files = list(joined.expand(list(uids)))
    found: list[AnsweredVisit] = []
    for start in range(0, len(files), _CHUNK):
        query = select(Visit.elder_uid, Visit.visited_on, Visit.uid, Visit.answers, Visit.sheet_no).where(
            Visit.elder_uid.in_(files[start : start + _CHUNK]),
            Visit.retracted.is_(False),
            Visit.visited_on.between(first, last),
        )
        found += [
            AnsweredVisit(joined.canonical(elder_uid), on, uid, answers, number)
            for elder_uid, on, uid, answers, number in session.execute(query)
            if answers
        ]
    return sorted(found, key=lambda each: (each.on, each.uid))


def others_made(
    session: Session, uids: Sequence[str], *, first: date, last: date, code: str
) -> set[tuple[str, date, str, str]]:
    """Return person, day, mode and outcome of the visits between two days that are not of a workbook."""
    joined = groups(session)
    files = list(joined.expand(list(uids)))
    found: set[tuple[str, date, str, str]] = set()
    for start in range(0, len(files), _CHUNK):
        query = select(Visit.elder_uid, Visit.visited_on, Visit.mode, Visit.outcome, Visit.sheet_no).where(
            Visit.elder_uid.in_(files[start : start + _CHUNK]),
            Visit.retracted.is_(False),
            Visit.visited_on.between(first, last),
        )
        for elder_uid, on, mode, outcome, number in session.execute(query):
            if not (number or "").startswith(f"{code}-"):
                found.add((joined.canonical(elder_uid), on, mode, outcome))
    return found


def findings_of(session: Session, visit_uids: Sequence[str]) -> dict[str, list[Finding]]:
    """Return the findings of visits by visit, oldest first."""
    found: dict[str, list[Finding]] = {}
    for start in range(0, len(visit_uids), _CHUNK):
        query = (
            select(Finding)
            .where(Finding.visit_uid.in_(visit_uids[start : start + _CHUNK]), Finding.retracted.is_(False))
            .order_by(Finding.uid)
        )
        for each in session.execute(query).scalars():
            found.setdefault(str(each.visit_uid), []).append(each)
    return found


def named(session: Session, names: Sequence[str]) -> dict[str, list[str]]:
    """Return the uids of everybody of some names, by name; files read under another are left out."""
    hidden = groups(session).hidden
    found: dict[str, list[str]] = {}
    for start in range(0, len(names), _CHUNK):
        query = select(Elder.uid, Elder.name).where(
            Elder.name.in_(names[start : start + _CHUNK]), Elder.retracted.is_(False)
        )
        for uid, name in session.execute(query):
            if uid not in hidden:
                found.setdefault(name, []).append(uid)
    return found


def elders(session: Session, county: str, uids: Sequence[str]) -> dict[str, Elder]:
    """Return the files of some people; retracted ones are left out."""
    found: dict[str, Elder] = {}
    for start in range(0, len(uids), _CHUNK):
        query = select(Elder).where(
            Elder.county == county, Elder.uid.in_(uids[start : start + _CHUNK]), Elder.retracted.is_(False)
        )
        found.update((each.uid, each) for each in session.execute(query).scalars())
    return found
