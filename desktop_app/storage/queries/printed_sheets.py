"""Sheets printed here with a code as rows: for whom, and with which visit each has come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from desktop_app.models import Elder, PrintedSheet, Visit
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import Groups, groups

_CHUNK = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One printed sheet; it has come back once a visit of its person carries its code, whatever site entered it.

    ``returned_on`` is the day on which that visit was entered, ``visited_on`` the day it was made. ``elder_uid``
    is the file under which the person is read today; ``ended_on`` with a key of ``EndReason`` says that the person
    has left the register since, ``on_register`` is false for a file that was taken back.
    """

    code: str
    paper: str
    elder_uid: str
    elder_name: str
    village_code: str
    village: str
    for_on: date
    printed_at: datetime
    printed_by: str
    returned_on: date | None = None
    visited_on: date | None = None
    visit_uid: str | None = None
    written_off_at: datetime | None = None
    written_off_because: str | None = None
    ended_on: date | None = None
    ended_because: str | None = None
    on_register: bool = True

    @property
    def is_open(self) -> bool:
        """Tell whether the sheet is still waited for."""
        return self.visit_uid is None and self.written_off_at is None


@dataclass(frozen=True, slots=True)
class Carrier:
    """A visit that carries a sheet number."""

    uid: str
    elder_uid: str
    visited_on: date
    entered_on: date


def by_codes(session: Session, county: str, codes: Sequence[str]) -> list[SheetRow]:
    """Return the sheets with these codes, the oldest first."""
    found: list[SheetRow] = []
    for start in range(0, len(codes), _CHUNK):
        which = PrintedSheet.code.in_(codes[start : start + _CHUNK])
        found += _rows(session, county, _sheets().where(which))
    return found


def newest(session: Session, county: str, most: int) -> list[SheetRow]:
    """Return the sheets printed last, the newest first."""
    query = select(PrintedSheet.code).order_by(PrintedSheet.printed_at.desc(), PrintedSheet.code.desc())
    codes = list(session.execute(query.limit(most)).scalars())
    return by_codes(session, county, codes)[::-1]


def unreturned(session: Session, county: str, *, before: date | None = None) -> list[SheetRow]:
    """Return the sheets that are still waited for, the oldest first; only those for days before ``before``."""
    came_back = exists().where(
        Visit.county == county,
        Visit.sheet_no == PrintedSheet.code,
        Visit.elder_uid == PrintedSheet.elder_uid,
        Visit.retracted.is_(False),
    )
    query = _sheets().where(PrintedSheet.written_off_at.is_(None), ~came_back)
    if before is not None:
        query = query.where(PrintedSheet.for_on < before)
    return [row for row in _rows(session, county, query) if row.is_open]


def carriers(session: Session, county: str, sheet_no: str) -> list[Carrier]:
    """Return the visits, of whomever, that carry a sheet number, the first entered first."""
    query = (
        select(Visit.uid, Visit.elder_uid, Visit.visited_on, Visit.entered_on)
        .where(Visit.county == county, Visit.sheet_no == sheet_no, Visit.retracted.is_(False))
        .order_by(Visit.entered_on, Visit.uid)
    )
    return [Carrier(*row) for row in session.execute(query)]


def _sheets() -> Any:
    return select(
        PrintedSheet.code,
        PrintedSheet.paper,
        PrintedSheet.elder_uid,
        PrintedSheet.for_on,
        PrintedSheet.printed_at,
        PrintedSheet.printed_by,
        PrintedSheet.written_off_at,
        PrintedSheet.written_off_because,
    ).order_by(PrintedSheet.for_on, PrintedSheet.code)


def _rows(session: Session, county: str, query: Any) -> list[SheetRow]:
    joined, names = groups(session), village_names(session)
    sheets = [row._asdict() for row in session.execute(query)]
    visits = _visits_by_code(session, county, [sheet["code"] for sheet in sheets])
    people = _people(session, county, [joined.canonical(sheet["elder_uid"]) for sheet in sheets])
    found = []
    for sheet in sheets:
        sheet["elder_uid"] = joined.canonical(sheet["elder_uid"])
        person = people.get(sheet["elder_uid"])
        row = SheetRow(
            **sheet,
            elder_name=person.name if person is not None else "",
            village_code=person.village_code if person is not None else "",
            village=names.get(person.village_code, person.village_code) if person is not None else "",
            ended_on=person.ended_on if person is not None else None,
            ended_because=person.ended_because if person is not None else None,
            on_register=person is not None and not person.retracted,
        )
        found.append(_with_visit(row, visits.get(row.code, ()), joined))
    return found


def _with_visit(row: SheetRow, visits: Sequence[Carrier], joined: Groups) -> SheetRow:
    for visit in visits:
        if joined.canonical(visit.elder_uid) == row.elder_uid:
            return replace(
                row, visit_uid=visit.uid, returned_on=visit.entered_on, visited_on=visit.visited_on
            )
    return row


def _visits_by_code(session: Session, county: str, codes: Sequence[str]) -> dict[str, list[Carrier]]:
    found: dict[str, list[Carrier]] = {}
    for start in range(0, len(codes), _CHUNK):
        query = (
            select(Visit.sheet_no, Visit.uid, Visit.elder_uid, Visit.visited_on, Visit.entered_on)
            .where(Visit.county == county, Visit.retracted.is_(False))
            .where(Visit.sheet_no.in_(codes[start : start + _CHUNK]))
            .order_by(Visit.entered_on, Visit.uid)
        )
        for row in session.execute(query):
            found.setdefault(str(row.sheet_no), []).append(Carrier(*row[1:]))
    return found


def _people(session: Session, county: str, uids: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    wanted = list(dict.fromkeys(uids))
    for start in range(0, len(wanted), _CHUNK):
        query = select(
            Elder.uid, Elder.name, Elder.village_code, Elder.ended_on, Elder.ended_because, Elder.retracted
        ).where(Elder.county == county, Elder.uid.in_(wanted[start : start + _CHUNK]))
        found.update((row.uid, row) for row in session.execute(query))
    return found
