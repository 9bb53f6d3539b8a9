"""Take back a whole unit of work: an import, an edit, a merge done here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, distinct, func, select

from desktop_app.domain.changes import RETRACTED, ChangeEntry, ChangeKey, resolve
from desktop_app.domain.errors import N_, InputError, NotFound
from desktop_app.domain.undone import SetEntry, seen_through, without
from desktop_app.models import RECORDS, Change, ChangeSet
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.dependents import still_needed
from desktop_app.storage.journal import reverting, set_entries_of, to_entry
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import empty_row, from_wire, to_wire


class NotOurs(InputError):
    """Only what was done at this site can be taken back here."""

    code = "undo.not_ours"
    what = N_("这项操作是其他站点做的，不能在本机撤销。")
    do_now = N_("请在原站点撤销，或在本机另行修改。")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One unit of work in the list of what was done here; ``visits`` are those that it touched."""

    uid: str
    title: str
    actor: str
    made_at: datetime
    changes: int
    visits: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back did: records taken out, records set back, and what was kept because used or changed since."""

    removed: int
    restored: int
    kept: int


class UndoService(Service):
    """撤销."""

    @allowed(*EVERYONE)
    def recent(self, _actor: Actor, *, most: int = 50) -> list[ActionRow]:
        """Return the last units of work done at this site, newest first."""
        with self._store.reading() as session:
            undone = set(
                session.execute(select(ChangeSet.reverts).where(ChangeSet.reverts.is_not(None))).scalars()
            )
            query = (
                select(
                    ChangeSet.uid,
                    ChangeSet.title,
                    ChangeSet.actor,
                    ChangeSet.made_at,
                    func.count(Change.seq),
                    func.count(distinct(case((Change.entity == "visit", Change.uid)))),
                )
                .join(
                    Change,
                    (Change.county == ChangeSet.county) & (Change.change_set_uid == ChangeSet.uid),
                )
                .where(ChangeSet.site == self._context.site.site)
                .group_by(ChangeSet.uid, ChangeSet.title, ChangeSet.actor, ChangeSet.made_at)
                .order_by(func.max(Change.local_no).desc())
                .limit(most)
            )
            return [ActionRow(*row, row[0] in undone) for row in session.execute(query)]

    @allowed(*WORKERS)
    def undo(self, actor: Actor, change_set: str) -> Undone:
        """Take one unit of work back: new records leave the lists, changed fields get their old values.

        A field that somebody changed since keeps its newer value, and a new record that somebody changed
        since or attached something to (a visit to an elder) stays with all its parts: both count as kept.
        Undoing is a unit of work itself, so it can be undone too. What was changed and changed back by undoing
        is no change: several units of work can be undone one after another.
        """
        with self._store.reading() as session:
            done = session.execute(
                select(ChangeSet.title, ChangeSet.site).where(ChangeSet.uid == change_set)
            ).first()
            rows = session.execute(select(Change).where(Change.change_set_uid == change_set)).scalars()
            entries = [to_entry(row) for row in rows]
        if done is None or not entries:
            raise NotFound
        if done.site != self._context.site.site:
            raise NotOurs
        with self._writing(actor, f"撤销：{done.title}"[:200], reverts=change_set) as unit:
            return take_back(unit, entries)


def take_back(unit: UnitOfWork, entries: Iterable[ChangeEntry]) -> Undone:
    """Set back what ``entries`` did, as ``UndoService.undo`` says; whose entries they are does not matter."""
    removed = restored = kept = 0
    mine: dict[str, dict[str, list[ChangeEntry]]] = {entity: {} for entity in RECORDS}
    for entry in entries:
        mine[entry.entity].setdefault(entry.uid, []).append(entry)
    needed = still_needed(unit, mine)
    for entity in reversed(RECORDS):
        plan = _plan(unit, entity, mine[entity], needed[entity])
        removed += plan.removed
        restored += plan.restored
        kept += plan.kept
        unit.update_many(RECORDS[entity], plan.rows)
    return Undone(removed, restored, kept)


@dataclass(slots=True)
class _Plan:
    rows: list[dict[str, Any]]
    removed: int = 0
    restored: int = 0
    kept: int = 0


def _others(
    reverts: Mapping[str, str], entries: Sequence[SetEntry], keys: frozenset[ChangeKey]
) -> dict[str, str]:
    """Return ``reverts`` without the change sets of ``keys``: what is to be undone now is not looked through."""
    own = {one.change_set for one in entries if one.entry.key in keys}
    return {undoing: done for undoing, done in reverts.items() if undoing not in own}


def _plan(unit: UnitOfWork, entity: str, mine: dict[str, list[ChangeEntry]], needed: set[str]) -> _Plan:
    """Work out what each record must be set to; several entries of the set about one record count as one."""
    plan = _Plan([])
    if not mine:
        return plan
    model = RECORDS[entity]
    table = model.__table__
    uids = list(mine)
    heads: dict[str, str] = {}
    gone: set[str] = set()
    for start in range(0, len(uids), 900):
        query = select(table.c.uid, table.c.heads, table.c.retracted).where(
            table.c.county == unit.county, table.c.uid.in_(uids[start : start + 900])
        )
        for found in unit.session.execute(query):
            heads[found.uid] = found.heads
            if found.retracted:
                gone.add(found.uid)
    reverts = reverting(unit.session)
    # This undoing is a change set already, but it has not set anything back yet.
    reverts.pop(unit.change_set, None)
    for uid, entries in set_entries_of(unit.session, entity, uids).items():
        keys = frozenset(entry.key for entry in mine[uid])
        history = seen_through(entries, _others(reverts, entries, keys))
        before = without(history, keys)
        row: dict[str, Any] = {"uid": uid, "heads": heads[uid]}
        if uid in needed:
            plan.kept += 1
            continue
        if any(not entry.seen for entry in mine[uid]):
            if uid not in gone:
                row[RETRACTED] = True
                plan.removed += 1
                plan.rows.append(row)
            continue
        now, then = resolve(history), resolve(before)
        # Seen through is a record, too, whose making was undone; what it was made with is still what came before.
        made = next((one.entry.fields for one in entries if not one.entry.seen), {})
        for name in {name for entry in mine[uid] for name in entry.fields}:
            if now.sources.get(name) not in keys:
                plan.kept += 1
                continue
            value = then.fields.get(name, made.get(name, to_wire(empty_row(model)[name])))
            row.update(from_wire(model, {name: value}))
        if len(row) > 2:
            plan.restored += 1
            plan.rows.append(row)
    return plan
