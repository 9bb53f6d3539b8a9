"""Find which records of a unit of work others have come to depend on, so that undoing it must leave them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from desktop_app.domain.changes import ChangeEntry, resolve
from desktop_app.domain.undone import seen_through
from desktop_app.models import (
    RECORDS,
    Assignment,
    CampaignTarget,
    Elder,
    FindingStep,
    HouseholdMember,
    PersonLink,
    PlannedVisit,
    Residence,
    ServicePlan,
    ServiceRecord,
    Village,
    Visit,
    VisitorLeave,
    VisitPause,
)
from desktop_app.storage.journal import entries_of, reverting, set_entries_of
from desktop_app.storage.unit_of_work import UnitOfWork

_CHUNK = 900
_USED_BY: dict[str, tuple[tuple[Any, str], ...]] = {
    "campaign": ((CampaignTarget, "campaign_uid"), (Visit, "campaign_uid")),
    "finding": ((FindingStep, "finding_uid"), (ServicePlan, "finding_uid"), (ServiceRecord, "finding_uid")),
    "household": ((HouseholdMember, "household_uid"), (VisitPause, "household_uid")),
    "service_plan": ((ServiceRecord, "plan_uid"),),
    "service_provider": ((ServicePlan, "provider_uid"), (ServiceRecord, "provider_uid")),
    "visitor": (
        (Assignment, "visitor_uid"),
        (Visit, "visitor_uid"),
        (Residence, "covered_by_uid"),
        (VisitorLeave, "visitor_uid"),
        (VisitorLeave, "stand_in_uid"),
        (CampaignTarget, "visitor_uid"),
        (PlannedVisit, "visitor_uid"),
    ),
}
"""Which records of others name a record that several share, and in which field."""
Entries = Mapping[str, Mapping[str, Sequence[ChangeEntry]]]
"""The entries of one unit of work, by kind and uid."""


def still_needed(unit: UnitOfWork, entries: Entries) -> dict[str, set[str]]:
    """Return per kind the records that ``entries`` created and that have to stay.

    An elder stays whom somebody changed since or attached a record to since, and then with all parts that
    came along; a visitor stays while anything names them, a household while it has members or is paused, a
    campaign while it names somebody or was visited for, a finding while something was done about it, a village
    while somebody lives there.
    """
    created = {
        entity: {uid for uid, own in records.items() if any(not entry.seen for entry in own)}
        for entity, records in entries.items()
    }
    needed: dict[str, set[str]] = {entity: set() for entity in RECORDS}
    for entity, uids in created.items():
        needed[entity] |= _changed_since(unit, entity, uids, entries[entity])
    children = [model for model in RECORDS.values() if hasattr(model, "elder_uid")]
    for model in children:
        entity = model.__tablename__
        for column in ("elder_uid", "other_uid") if model is PersonLink else ("elder_uid",):
            for elder_uid, uid in _referring(unit, model, column, created["elder"]):
                if uid not in created[entity] or uid in needed[entity]:
                    needed["elder"].add(elder_uid)
    for model in children:
        entity = model.__tablename__
        found = _referring(unit, model, "elder_uid", needed["elder"])
        needed[entity] |= created[entity].intersection(uid for _elder, uid in found)
    _shared(unit, entries, created, needed)
    return needed


def _shared(
    unit: UnitOfWork, entries: Entries, created: Mapping[str, set[str]], needed: dict[str, set[str]]
) -> None:
    """Add the visitors, households, campaigns and villages that somebody else uses."""
    gone = {entity: created[entity] - needed[entity] for entity in created}
    for parent, users in _USED_BY.items():
        for model, column in users:
            for parent_uid, uid in _referring(unit, model, column, created[parent]):
                if uid not in gone[model.__tablename__]:
                    needed[parent].add(parent_uid)
    if created["village"]:
        moved = {uid: own for uid, own in entries["elder"].items() if uid not in created["elder"]}
        leaving = gone["elder"] | _going_back(unit, moved)
        needed["village"] |= _lived_in(unit, created["village"], leaving)


def _changed_since(
    unit: UnitOfWork, entity: str, uids: Iterable[str], own: Mapping[str, Sequence[ChangeEntry]]
) -> set[str]:
    """Return the records with entries of others; what was done and undone again is no change."""
    found: set[str] = set()
    reverts = reverting(unit.session)
    for uid, entries in set_entries_of(unit.session, entity, uids).items():
        keys = {entry.key for entry in own[uid]}
        # An undoing that is undone itself is not looked through.
        now = {one.change_set for one in entries if one.entry.key in keys}
        others = {undoing: done for undoing, done in reverts.items() if undoing not in now}
        if any(entry.key not in keys for entry in seen_through(entries, others)):
            found.add(uid)
    return found


def _referring(unit: UnitOfWork, model: Any, column: str, uids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield which of ``uids`` is referred to by which record that is in use."""
    wanted, name = sorted(uids), getattr(model, column)
    for start in range(0, len(wanted), _CHUNK):
        query = select(name, model.uid).where(
            model.county == unit.county,
            model.retracted.is_(False),
            name.in_(wanted[start : start + _CHUNK]),
        )
        for row in unit.session.execute(query):
            yield row[0], row[1]


def _going_back(unit: UnitOfWork, own: Mapping[str, Sequence[ChangeEntry]]) -> set[str]:
    """Return the elders who were moved by these entries and not since: undoing takes them where they were."""
    moved = {uid for uid, entries in own.items() if any("village_code" in each.fields for each in entries)}
    found: set[str] = set()
    for uid, history in entries_of(unit.session, "elder", moved).items():
        keys = {entry.key for entry in own[uid]}
        if resolve(history).sources.get("village_code") in keys:
            found.add(uid)
    return found


def _lived_in(unit: UnitOfWork, villages: Iterable[str], gone: set[str]) -> set[str]:
    found: set[str] = set()
    wanted = sorted(villages)
    for start in range(0, len(wanted), _CHUNK):
        query = (
            select(Village.uid, Elder.uid)
            .join(Elder, (Elder.county == Village.county) & (Elder.village_code == Village.code))
            .where(Elder.retracted.is_(False), Village.uid.in_(wanted[start : start + _CHUNK]))
        )
        found.update(village for village, elder in unit.session.execute(query) if elder not in gone)
    return found
