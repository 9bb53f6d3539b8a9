"""Bring the stored record of an elder, and what hangs on it, to what a draft says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dated_facts import IN_FUTURE
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.domain.names import BadName, parse_name
from desktop_app.models import (
    RECORDS,
    Benefit,
    CategorySpan,
    Contact,
    Elder,
    ElderNote,
    HealthFact,
    Household,
    HouseholdMember,
    Record,
    Residence,
    Visit,
    Willingness,
)
from desktop_app.services.register_drafts import ElderDraft
from desktop_app.storage.queries.links import groups, same_fact
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import CLOSED_LISTS

PARTS: dict[str, type[Record]] = {
    "categories": CategorySpan,
    "contacts": Contact,
    "residences": Residence,
    "willingness": Willingness,
    "benefits": Benefit,
    "health": HealthFact,
    "notes": ElderNote,
}
"""The lists of a draft and the table each is kept in."""


def records_of(session: Session, elder_uid: str) -> list[str]:
    """Return the uids of an elder and of everything about one but the visits, which have pages of their own."""
    files = groups(session).members(elder_uid)
    uids = list(files)
    for model in RECORDS.values():
        if model is not Visit and hasattr(model, "elder_uid"):
            uids += session.execute(select(model.uid).where(model.elder_uid.in_(files))).scalars()
    return uids


def check_terms(draft: ElderDraft) -> None:
    """Raise ValueError for a key that no closed list has: the caller's bug, never the user's."""
    _refuse_unknown(Elder, draft)
    for name, model in PARTS.items():
        for row in getattr(draft, name) or ():
            _refuse_unknown(model, row)


def _refuse_unknown(model: type[Record], draft: Any) -> None:
    for (table, column), known in CLOSED_LISTS.items():
        if table == model.__tablename__ and hasattr(draft, column):
            value = getattr(draft, column)
            for key in value if isinstance(value, tuple) else (value,):
                if (key or None) not in known:
                    raise ValueError(column)


def facts_of_part(draft: Any, place: int) -> dict[str, Any]:
    """Return the columns of one row of a list, its uid included; a contact keeps its place in the list."""
    facts = {name: _tidy(getattr(draft, name)) for name in draft.__dataclass_fields__}
    if "roles" in facts:
        facts["roles"], facts["position"] = list(facts["roles"]), place
    return facts


def changed_places(unit: UnitOfWork, draft: ElderDraft) -> dict[str, Collection[int]]:
    """Return per list of the draft the places of the rows that are new or differ from what is stored."""
    changed: dict[str, Collection[int]] = {}
    for name, model in PARTS.items():
        wanted = getattr(draft, name)
        if not wanted:
            continue
        stored = _stored(unit, model, draft.uid) if draft.uid else {}
        changed[name] = [
            place
            for place, row in enumerate(wanted)
            if _differs(stored.get(row.uid or ""), facts_of_part(row, place))
        ]
    return changed


def set_facts(record: Record, facts: Mapping[str, Any]) -> None:
    """Set what differs, so that the log names only what changed."""
    for name, value in facts.items():
        if getattr(record, name) != value:
            setattr(record, name, value)


def sync(unit: UnitOfWork, model: type[Record], elder_uid: str, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Bring the dated facts of one elder to what the draft lists: add, change, retract.

    Of a person with several files equal facts are shown once: what becomes of one becomes of its equals.
    """
    stored = _stored(unit, model, elder_uid)
    equals = _equals(model, stored.values())
    kept: set[str] = set()
    for facts in wanted:
        uid = str(facts.get("uid") or "")
        values = {name: value for name, value in facts.items() if name != "uid"}
        if uid in stored:
            shown = stored[uid]
            changed = {name: value for name, value in values.items() if getattr(shown, name) != value}
            for record in equals[uid]:
                kept.add(record.uid)
                set_facts(record, changed)
        else:
            unit.add(model(elder_uid=elder_uid, **values))
    for uid, record in stored.items():
        if uid not in kept:
            unit.retract(record)


def local_fields(stored: Mapping[str, Any] | None, wanted: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the local fields after taking over ``wanted``; an empty text takes a field away."""
    kept = dict(stored or {})
    for label, text in wanted.items():
        if text.strip():
            kept[label] = text.strip()
        else:
            kept.pop(label, None)
    return kept or None


def join_household(unit: UnitOfWork, elder_uid: str, draft: ElderDraft, today: date) -> None:
    """Make the elder a member of the drafted household from its day on; an empty draft only ends membership."""
    wanted = draft.household
    if wanted is None:
        return
    query = select(HouseholdMember).where(
        HouseholdMember.county == unit.county,
        HouseholdMember.elder_uid.in_(groups(unit.session).members(elder_uid)),
        HouseholdMember.retracted.is_(False),
        HouseholdMember.to_on.is_(None),
    )
    current = list(unit.session.execute(query).scalars())
    if wanted.uid and any(member.household_uid == wanted.uid for member in current):
        return
    from_on = wanted.from_on or today
    if from_on > today:
        raise _household_problem(IN_FUTURE)
    for member in current:
        if member.from_on is not None and from_on < member.from_on:
            raise _household_problem(N_("早于加入现在这一户的日期，请核对从哪一天起换户"))
        member.to_on = from_on - timedelta(days=1)
        if member.from_on is not None and member.to_on < member.from_on:
            unit.retract(member)  # joined and left on one day: never a member
    if wanted.uid:
        unit.get(Household, wanted.uid)
        uid = wanted.uid
    elif wanted.head_name.strip():
        made = unit.add(
            Household(
                head_name=_head_name(wanted.head_name),
                village_code=draft.village_code,
                address=_tidy(draft.address),
            )
        )
        uid = made.uid
        unit.session.flush()
    else:
        return
    unit.add(HouseholdMember(elder_uid=elder_uid, household_uid=uid, from_on=wanted.from_on))


def _head_name(text: str) -> str:
    try:
        return parse_name(text)
    except BadName as problem:
        raise _household_problem(problem.reason) from None


def _household_problem(reason: str) -> FieldProblem:
    return FieldProblem(field="household", label=N_("户"), reason=reason)


def _stored(unit: UnitOfWork, model: Any, elder_uid: str) -> dict[str, Record]:
    query = select(model).where(
        model.county == unit.county,
        model.elder_uid.in_(groups(unit.session).members(elder_uid)),
        model.retracted.is_(False),
    )
    return {record.uid: record for record in unit.session.execute(query).scalars()}


def _equals(model: Any, records: Iterable[Any]) -> dict[str, list[Record]]:
    """Return by uid the records that say the same in several files of one person; in one file each is alone."""
    mine = list(records)
    if len({record.elder_uid for record in mine}) < 2:
        return {record.uid: [record] for record in mine}
    by_fact: dict[Any, list[Record]] = {}
    for record in mine:
        by_fact.setdefault(same_fact(model.__tablename__, record) or record.uid, []).append(record)
    return {record.uid: alike for alike in by_fact.values() for record in alike}


def _differs(stored: Record | None, facts: Mapping[str, Any]) -> bool:
    if stored is None:
        return True
    # Moving a contact up or down contradicts nothing.
    return any(
        getattr(stored, name) != value for name, value in facts.items() if name not in ("uid", "position")
    )


def _tidy(value: Any) -> Any:
    """Return a text without blanks around it, an empty one as None, anything else as it is."""
    return value.strip() or None if isinstance(value, str) else value
