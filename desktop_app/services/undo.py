"""Take back a whole unit of work: an import, an edit, a merge done here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from desktop_app.domain.changes import RETRACTED, ChangeEntry, resolve
from desktop_app.domain.errors import N_, InputError, NotFound
from desktop_app.models import RECORDS, Change, ChangeSet
from desktop_app.services.actor import EVERYONE, WORKERS, Actor, allowed
from desktop_app.services.context import Service
from desktop_app.services.dependents import still_needed
from desktop_app.storage.journal import entries_of, to_entry
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import empty_row, from_wire, to_wire


class NotOurs(InputError):
    """Only what was done at this site can be taken back here."""

    code = "undo.not_ours"
    what = N_("这项操作是其他站点做的，不能在本机撤销。")
    do_now = N_("请在原站点撤销，或在本机另行修改。")


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One unit of work in the list of what was done here."""

    uid: str
    title: str
    actor: str
    made_at: datetime
    changes: int
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
        Undoing is a unit of work itself, so it can be undone too.
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
        removed = restored = kept = 0
        mine: dict[str, dict[str, list[ChangeEntry]]] = {entity: {} for entity in RECORDS}
        for entry in entries:
            mine[entry.entity].setdefault(entry.uid, []).append(entry)
        with self._writing(actor, f"撤销：{done.title}"[:200], reverts=change_set) as unit:
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
    for uid, history in entries_of(unit.session, entity, uids).items():
        keys = {entry.key for entry in mine[uid]}
        before = [one for one in history if one.key not in keys]
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
        for name in {name for entry in mine[uid] for name in entry.fields}:
            if now.sources.get(name) not in keys:
                plan.kept += 1
                continue
            value = then.fields.get(name, to_wire(empty_row(model)[name]))
            row.update(from_wire(model, {name: value}))
        if len(row) > 2:
            plan.restored += 1
            plan.rows.append(row)
    return plan
