"""What the change log says about one person: which units of work, and each record's fields old and new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from desktop_app.models import (
    RECORDS,
    Campaign,
    CampaignTarget,
    Change,
    ChangeSet,
    Elder,
    Household,
    HouseholdMember,
    PersonLink,
)

_CHUNK = 900
MOST_COUNTED = 200
"""An import changes tens of thousands of records; that it changed many is all that has to be known."""

NOBODYS = frozenset(
    {
        "village",
        "visitor",
        "visitor_leave",
        "local_field",
        "policy_text",
        "holiday_table",
        "service_provider",
        "self_check_note",
        "progress_figure",
        "handover",
    }
)
"""Records that are about no person; what happens to them is told in the list of operations."""


@dataclass(frozen=True, slots=True)
class HistoryMark:
    """One entry of the log about a person, without its content: enough to page and to filter by kind."""

    change_set: str
    entity: str
    uid: str
    reverts: str | None
    """The unit of work that this one took back."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What one entry did to one record: each changed field old and new, and the whole record after it.

    ``old`` is ``None`` for the entry that made the record.
    """

    entity: str
    uid: str
    new: Mapping[str, Any]
    old: Mapping[str, Any] | None
    whole: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SetRow:
    """One unit of work: who, when, where; ``entries`` counts what it changed of all people, up to ``MOST_COUNTED``."""

    uid: str
    site: str
    title: str
    actor: str
    made_at: datetime
    entries: int


def marks(session: Session, county: str, elder_uids: Sequence[str]) -> list[HistoryMark]:
    """Return every entry about the files of one person, the newest first, in one statement."""
    asked = {"asked_county": county, "asked_uids": list(elder_uids)}
    return [HistoryMark(*row) for row in session.execute(_marks(), asked)]


@cache
def _marks() -> Select[Any]:
    """Return the one statement, built once: its many parts take longer to make than to answer."""
    county: ColumnElement[str] = bindparam("asked_county")
    uids: Any = bindparam("asked_uids", expanding=True)
    parts = [
        select(Change.change_set_uid, Change.entity, Change.uid, Change.local_no).where(
            Change.county == county, Change.entity == entity, Change.uid.in_(records)
        )
        for entity, records in _records(county, uids)
    ]
    about = union_all(*parts).subquery()
    # Looked up one by one and not joined: with old statistics the database would walk through every change set.
    reverts = (
        select(ChangeSet.reverts)
        .where(ChangeSet.county == county, ChangeSet.uid == about.c.change_set_uid)
        .scalar_subquery()
    )
    return select(about.c.change_set_uid, about.c.entity, about.c.uid, reverts).order_by(
        about.c.local_no.desc()
    )


def sets(session: Session, county: str, uids: Sequence[str]) -> dict[str, SetRow]:
    """Return the named units of work by uid."""
    found: dict[str, SetRow] = {}
    for start in range(0, len(uids), _CHUNK):
        part = uids[start : start + _CHUNK]
        counted = (
            select(Change.seq)
            # After a first import nearly all entries are of one change set; the statistics then advise against it.
            .with_hint(Change, "INDEXED BY ix_change_county_change_set_uid", "sqlite")
            .where(Change.county == county, Change.change_set_uid == ChangeSet.uid)
            .where(Change.entity.not_in(NOBODYS))
            .limit(MOST_COUNTED)
            .correlate(ChangeSet)
            .subquery()
        )
        count = select(func.count()).select_from(counted).scalar_subquery()
        query = select(
            ChangeSet.uid, ChangeSet.site, ChangeSet.title, ChangeSet.actor, ChangeSet.made_at, count
        ).where(ChangeSet.county == county, ChangeSet.uid.in_(part))
        for row in session.execute(query):
            found[row.uid] = SetRow(*row)
    return found


def changes(session: Session, county: str, wanted: Iterable[HistoryMark]) -> dict[str, list[RecordChange]]:
    """Return by unit of work what it did to the marked records, in the order in which it did it."""
    by_entity: dict[str, dict[str, None]] = {}
    asked: set[str] = set()
    for mark in wanted:
        by_entity.setdefault(mark.entity, {})[mark.uid] = None
        asked.add(mark.change_set)
    found: dict[str, list[tuple[int, RecordChange]]] = {}
    for entity, uids in by_entity.items():
        for row, change in _walk(session, county, entity, list(uids)):
            if row.change_set_uid in asked:
                found.setdefault(row.change_set_uid, []).append((row.local_no, change))
    return {
        change_set: [change for _number, change in sorted(each, key=lambda one: one[0])]
        for change_set, each in found.items()
    }


def _walk(
    session: Session, county: str, entity: str, uids: Sequence[str]
) -> Iterable[tuple[Any, RecordChange]]:
    """Go through the entries of records as they arrived, with the record as it was before each."""
    known: dict[str, dict[str, Any]] = {}
    for start in range(0, len(uids), _CHUNK):
        query = (
            select(Change.uid, Change.fields, Change.change_set_uid, Change.local_no)
            .where(
                Change.county == county,
                Change.entity == entity,
                Change.uid.in_(uids[start : start + _CHUNK]),
            )
            .order_by(Change.local_no)
        )
        for row in session.execute(query):
            before = known.get(row.uid)
            old = None if before is None else {name: before.get(name) for name in row.fields}
            whole = {**(before or {}), **row.fields}
            known[row.uid] = whole
            yield row, RecordChange(entity, row.uid, row.fields, old, whole)


def _records(county: ColumnElement[str], elder_uids: Any) -> Iterable[tuple[str, Select[Any]]]:
    """Yield per kind of record the question for the uids that are about the person."""
    for entity, model in RECORDS.items():
        if entity in NOBODYS:
            continue
        if model is Elder:
            query = select(Elder.uid).where(Elder.county == county, Elder.uid.in_(elder_uids))
        elif model is Household:
            query = select(HouseholdMember.household_uid).where(
                HouseholdMember.county == county, HouseholdMember.elder_uid.in_(elder_uids)
            )
        elif model is Campaign:
            query = select(CampaignTarget.campaign_uid).where(
                CampaignTarget.county == county, CampaignTarget.elder_uid.in_(elder_uids)
            )
        elif model is PersonLink:
            query = select(PersonLink.uid).where(
                PersonLink.county == county,
                or_(PersonLink.elder_uid.in_(elder_uids), PersonLink.other_uid.in_(elder_uids)),
            )
        else:
            table = model.__table__
            query = select(table.c.uid).where(table.c.county == county, table.c.elder_uid.in_(elder_uids))
        yield entity, query
