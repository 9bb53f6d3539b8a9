"""版本: every version of a recorded visit, rebuilt whole from the change log; what was corrected stays readable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.causal_order import in_causal_order, knew_of
from desktop_app.domain.changes import RETRACTED, ChangeEntry, ChangeKey, JsonValue, resolve
from desktop_app.domain.errors import NotFound
from desktop_app.domain.undone import SetEntry, seen_through
from desktop_app.models import Campaign, Elder, Visit, Visitor, VisitPhoto
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.history_words import HistoryTeller, Names
from desktop_app.services.visits import CORRECTION
from desktop_app.storage.journal import ChangeSetRow, change_sets, reverting, set_entries_of
from desktop_app.storage.queries.histories import RecordChange
from desktop_app.storage.queries.visits import VisitRow, under_one_name
from desktop_app.storage.wire import empty_row, from_wire

ENTITY, PHOTO = "visit", "visit_photo"
_REASON = "corrected_because"


@dataclass(frozen=True, slots=True)
class VisitVersion:
    """One version of a visit as its writer left it, numbered from 1.

    ``reason`` is why it was corrected, or what else was done; that of the first is empty. ``changed`` names each
    field that its writer gave another value. ``apart`` says that the writer had not seen the version before: two
    sites corrected the visit without knowing of each other.
    """

    number: int
    made_at: datetime
    actor: str
    reason: str
    row: VisitRow
    changed: tuple[str, ...]
    apart: bool = False


@dataclass(slots=True)
class _Step:
    """One unit of work that changed the visit or its photos: the state before, what it wrote, and after."""

    by: ChangeSetRow
    before: Mapping[str, JsonValue]
    wrote: dict[str, JsonValue]
    apart: bool = False

    @property
    def after(self) -> dict[str, JsonValue]:
        return {**self.before, **self.wrote}


class VisitVersionService(Service):
    """探访记录的版本."""

    @allowed(*EVERYONE)
    def of_visit(self, _actor: Actor, uid: str) -> list[VisitVersion]:
        """Return all versions of one visit, the newest first; raises ``NotFound``.

        A correction that was undone is no version. While two sites' values of a field are an open conflict, each
        version shows what its own writer put down.
        """
        with self._store.reading() as session:
            history = set_entries_of(session, ENTITY, [uid]).get(uid, [])
            reverts = reverting(session) if history else {}
            whole = {one.change_set for one in history if set(one.entry.fields) == {RETRACTED}}
            photos = {
                change_set: words
                for change_set, words in _photo_words(session, uid, reverts).items()
                if change_set not in whole
            }
            sets = _sets(session, [*(one.change_set for one in history), *photos])
            steps = _with_photos(_steps(_told(history, reverts), history, sets), photos, sets)
            if not steps:
                raise NotFound
            teller = HistoryTeller(_names(session, steps), _)
            rows = _rows(session, uid, steps)
        found = []
        for number, (step, row) in enumerate(zip(steps, rows, strict=True), start=1):
            changed: tuple[str, ...] = ()
            if number > 1:
                changed = (*_differences(teller, uid, step), *photos.get(step.by.uid, ()))
            found.append(
                VisitVersion(
                    number=number,
                    made_at=step.by.made_at,
                    actor=step.by.actor,
                    reason=_reason(step, row) if number > 1 else "",
                    row=row,
                    changed=changed,
                    apart=step.apart,
                )
            )
        return found[::-1]


def _told(history: Sequence[SetEntry], reverts: Mapping[str, str]) -> list[ChangeEntry]:
    """Return the entries without what was undone; of a visit whose very recording was undone all but the undoing."""
    kept = seen_through(history, reverts)
    recorded = {one.entry.key for one in history if not one.entry.seen}
    if any(entry.key in recorded for entry in kept):
        return kept
    return [one.entry for one in history if one.change_set not in reverts]


def _steps(
    entries: Sequence[ChangeEntry], history: Sequence[SetEntry], sets: Mapping[str, ChangeSetRow]
) -> list[_Step]:
    """Return a step for each unit of work in an order in which everybody comes after what he had seen."""
    set_of = {one.entry.key: one.change_set for one in history}
    known = [entry for entry in entries if set_of[entry.key] in sets]
    by_key = {entry.key: entry for entry in known}
    made_at = {entry.key: sets[set_of[entry.key]].made_at for entry in known}
    steps: list[_Step] = []
    past: list[ChangeEntry] = []
    last: ChangeKey | None = None
    for entry in in_causal_order(known, made_at):
        wrote = {name: value for name, value in entry.fields.items() if name != RETRACTED}
        if wrote:
            by = sets[set_of[entry.key]]
            if steps and steps[-1].by.uid == by.uid:
                steps[-1].wrote |= wrote
            else:
                before = resolve(past).fields if past else {}
                apart = last is not None and not knew_of(entry, last, by_key)
                steps.append(_Step(by, before, wrote, apart))
            last = entry.key
        past.append(entry)
    return steps


def _photo_words(session: Session, uid: str, reverts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return by unit of work what it did to the visit's photos, in words."""
    uids = [*session.execute(select(VisitPhoto.uid).where(VisitPhoto.visit_uid == uid)).scalars()]
    counts: dict[str, list[int]] = {}
    for history in set_entries_of(session, PHOTO, uids).values():
        set_of = {one.entry.key: one.change_set for one in history}
        for entry in seen_through(history, reverts):
            did = counts.setdefault(set_of[entry.key], [0, 0, 0])
            if not entry.seen:
                did[0] += 1
            elif RETRACTED in entry.fields:
                did[1 if entry.fields[RETRACTED] else 0] += 1
            elif "caption" in entry.fields:
                did[2] += 1
    return {
        change_set: tuple(
            words
            for words in (
                _("添加照片 {count} 张").format(count=added) if added else "",
                _("删去照片 {count} 张").format(count=gone) if gone else "",
                _("改照片说明 {count} 处").format(count=said) if said else "",
            )
            if words
        )
        for change_set, (added, gone, said) in counts.items()
    }


def _with_photos(
    steps: list[_Step], photos: Mapping[str, tuple[str, ...]], sets: Mapping[str, ChangeSetRow]
) -> list[_Step]:
    """Put in the units of work that changed nothing but photos, where their time belongs."""
    there = {step.by.uid for step in steps}
    alone = [sets[one] for one in photos if one not in there and one in sets and photos[one]]
    for by in sorted(alone, key=lambda each: each.made_at):
        place = max(
            (at for at, step in enumerate(steps, start=1) if step.by.made_at <= by.made_at), default=0
        )
        if place:
            steps.insert(place, _Step(by, steps[place - 1].after, {}))
    return steps


def _sets(session: Session, uids: Sequence[str]) -> dict[str, ChangeSetRow]:
    return {row.uid: row for row in change_sets(session, list(dict.fromkeys(uids)))}


def _reason(step: _Step, row: VisitRow) -> str:
    """Return why a version was made: the reason that was written down, else what was done."""
    # Who settles two reasons that sites gave apart writes nothing but one of them.
    corrected = _REASON in step.wrote and len(step.wrote) > 1
    if corrected or step.by.title == CORRECTION:
        return row.corrected_because or ""
    return _(step.by.title)


def _differences(teller: HistoryTeller, uid: str, step: _Step) -> list[str]:
    wrote = {name: value for name, value in step.wrote.items() if name != _REASON}
    old = {name: step.before.get(name) for name in wrote}
    return teller.changes(RecordChange(ENTITY, uid, wrote, old, step.after))


def _names(session: Session, steps: Sequence[_Step]) -> Names:
    campaigns = {str(step.after.get("campaign_uid") or "") for step in steps} - {""}
    visitors = {str(step.after.get("visitor_uid") or "") for step in steps} - {""}
    titles = select(Campaign.uid, Campaign.title).where(Campaign.uid.in_(campaigns))
    people = select(Visitor.uid, Visitor.name).where(Visitor.uid.in_(visitors))
    return Names(
        visitors={row.uid: row.name for row in session.execute(people)},
        campaigns={row.uid: row.title for row in session.execute(titles)},
    )


def _rows(session: Session, uid: str, steps: Sequence[_Step]) -> list[VisitRow]:
    """Return each step's state as the lists show a visit, under the person's name of today."""
    states: list[dict[str, Any]] = [{**empty_row(Visit), **from_wire(Visit, step.after)} for step in steps]
    uids = {state["elder_uid"] for state in states}
    query = select(Elder.uid, Elder.name, Elder.village_code).where(Elder.uid.in_(uids))
    people = {row.uid: row for row in session.execute(query)}
    rows = []
    for state in states:
        person = people[state["elder_uid"]]
        facts = {name: value for name, value in state.items() if name in _SHOWN}
        facts |= {"visitor": state["visitor_name"], "answers": state["answers"] or {}}
        facts |= {"measures": state["measures"] or {}}
        rows.append(VisitRow(uid=uid, elder_name=person.name, village_code=person.village_code, **facts))
    return under_one_name(session, rows)


_SHOWN = frozenset(VisitRow.__dataclass_fields__)
