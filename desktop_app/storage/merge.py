"""Merge log entries that came from elsewhere: set union, then resolve every touched record anew."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_

from desktop_app.domain.changes import (
    ChangeEntry,
    RecordState,
    link_hash,
    resolve,
    write_keys,
)
from desktop_app.domain.errors import N_, ExchangeError
from desktop_app.models import RECORDS, Conflict, Waiting
from desktop_app.models.base import Record
from desktop_app.models.journal import Change, ChangeSet
from desktop_app.storage.journal import LOGGED, ChangeSetRow, change_sets, entries_of
from desktop_app.storage.unit_of_work import UnitOfWork
from desktop_app.storage.wire import empty_row, from_wire

_CHUNK = 300


class EntryForked(ExchangeError):
    """The same entry number arrived with different contents: a cloned site or a forged file."""

    code = "merge.forked"
    what = N_("上报包里的记录编号与已收到的内容不一致（{site}）：可能是复制的电脑、旧备份或被改动的文件。")
    data_safe = N_("已全部撤回，本机数据没有改动。")
    do_now = N_("请与该站点联系，核对是否恢复过旧备份，再重新导出。")


class EntryUnreadable(ExchangeError):
    """An entry names a record or value that this version cannot hold."""

    code = "merge.unreadable"
    what = N_("上报包里有本程序不认识的内容（{entity}）。")
    data_safe = N_("已全部撤回，本机数据没有改动。")
    do_now = N_("请确认双方使用同一版本；需要时先升级本机程序。")


class WrongCounty(ExchangeError):
    """The batch belongs to another county; a row never changes county."""

    code = "merge.wrong_county"
    what = N_("上报包属于另一个旗县区（{county}）。")
    data_safe = N_("本机数据没有改动。")
    do_now = N_("请确认文件是否发错。")


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """One entry of a batch with its change set and its place in the sender's chain."""

    entry: ChangeEntry
    change_set: str
    link: str


@dataclass(slots=True)
class MergeResult:
    """What a merge did: entries new here, entries known before, open conflicts among touched records."""

    applied: int = 0
    already: int = 0
    conflicts: int = 0
    waiting: int = 0
    touched: dict[str, set[str]] = field(default_factory=dict)


def merge_entries(
    unit: UnitOfWork, sets: Sequence[ChangeSetRow], entries: Iterable[ForeignEntry]
) -> MergeResult:
    """Add the entries that are new to the log and bring every touched record to its resolved state.

    Raises ``EntryForked`` or ``EntryUnreadable``; the caller's unit of work then rolls everything back.
    """
    result = MergeResult()
    incoming = list(entries)
    _add_change_sets(unit, sets)
    known = _known_links(unit, incoming)
    described = {row.uid: row.described() for row in sets}
    chain = _chain_ends(unit, incoming)
    for foreign in sorted(incoming, key=lambda one: one.entry.key):
        key = foreign.entry.key
        if foreign.entry.entity not in RECORDS:
            raise EntryUnreadable(entity=foreign.entry.entity)
        if key in known:
            if known[key] != foreign.link:
                raise EntryForked(site=key.site)
            chain[key.site, key.epoch, key.seq] = foreign.link
            result.already += 1
            continue
        _check_link(foreign, described, chain)
        known[key] = foreign.link
        unit.journal.add_foreign(foreign.entry, foreign.change_set, foreign.link)
        result.applied += 1
        result.touched.setdefault(foreign.entry.entity, set()).add(foreign.entry.uid)
    unit.journal.flush()
    for row in unit.session.execute(select(Waiting.entity, Waiting.uid)):
        result.touched.setdefault(row.entity, set()).add(row.uid)
    if result.applied:
        for entity, model in RECORDS.items():
            _bring_up_to_date(unit, model, sorted(result.touched.get(entity, ())), result)
    return result


def _add_change_sets(unit: UnitOfWork, sets: Sequence[ChangeSetRow]) -> None:
    known = {row.uid: row for row in change_sets(unit.session, [row.uid for row in sets])}
    stored = set(known)
    for row in sets:
        if row.described() != known.setdefault(row.uid, row).described():
            raise EntryForked(site=row.site)
    fresh = [
        {
            "county": unit.county,
            "uid": row.uid,
            "site": row.site,
            "title": row.title,
            "actor": row.actor,
            "made_at": row.made_at,
            "reverts": row.reverts,
        }
        for row in known.values()
        if row.uid not in stored
    ]
    if fresh:
        unit.session.connection().execute(insert(ChangeSet), fresh, execution_options=LOGGED)


def _known_links(unit: UnitOfWork, incoming: Sequence[ForeignEntry]) -> dict[Any, str]:
    known: dict[Any, str] = {}
    newest = {
        (row.site, row.epoch): row.last
        for row in unit.session.execute(
            select(Change.site, Change.epoch, func.max(Change.seq).label("last"))
            .where(Change.county == unit.county)
            .group_by(Change.site, Change.epoch)
        )
    }
    keys = [foreign.entry.key for foreign in incoming]
    asked = [key for key in keys if key.seq <= newest.get((key.site, key.epoch), 0)]
    for start in range(0, len(asked), _CHUNK):
        part = asked[start : start + _CHUNK]
        wanted = [(unit.county, key.site, key.epoch, key.seq) for key in part]
        query = select(Change.site, Change.epoch, Change.seq, Change.hash).where(
            tuple_(Change.county, Change.site, Change.epoch, Change.seq).in_(wanted)
        )
        here = {(row.site, row.epoch, row.seq): row.hash for row in unit.session.execute(query)}
        for key in part:
            link = here.get((key.site, key.epoch, key.seq))
            if link is not None:
                known[key] = link
    return known


def _chain_ends(unit: UnitOfWork, incoming: Sequence[ForeignEntry]) -> dict[tuple[str, int, int], str]:
    """Return the stored hashes just before the first incoming entry of each site and epoch."""
    firsts: dict[tuple[str, int], int] = {}
    for foreign in incoming:
        key = foreign.entry.key
        place = (key.site, key.epoch)
        firsts[place] = min(firsts.get(place, key.seq), key.seq)
    ends: dict[tuple[str, int, int], str] = {}
    for (site, epoch), first in firsts.items():
        link = unit.session.execute(
            select(Change.hash).where(
                Change.county == unit.county,
                Change.site == site,
                Change.epoch == epoch,
                Change.seq == first - 1,
            )
        ).scalar()
        if link is not None:
            ends[site, epoch, first - 1] = link
    return ends


def _check_link(
    foreign: ForeignEntry, described: dict[str, str], chain: dict[tuple[str, int, int], str]
) -> None:
    """Refuse an entry that does not follow from its predecessor, where the predecessor is known."""
    key = foreign.entry.key
    before = "" if key.seq == 1 else chain.get((key.site, key.epoch, key.seq - 1))
    if foreign.change_set not in described:
        raise EntryUnreadable(entity=foreign.entry.entity)
    if before is not None:
        expected = link_hash(before, foreign.entry, described[foreign.change_set])
        if expected != foreign.link:
            raise EntryForked(site=key.site)
    chain[key.site, key.epoch, key.seq] = foreign.link


def _bring_up_to_date(
    unit: UnitOfWork, model: type[Record], uids: Sequence[str], result: MergeResult
) -> None:
    entity = model.__tablename__
    table = model.__table__
    for start in range(0, len(uids), _CHUNK):
        part = uids[start : start + _CHUNK]
        history = entries_of(unit.session, entity, part)
        here = set(
            unit.session.execute(
                select(table.c.uid).where(table.c.county == unit.county, table.c.uid.in_(part))
            ).scalars()
        )
        states = {uid: resolve(history[uid]) for uid in part}
        rows = [_row_of(unit, model, uid, state) for uid, state in states.items()]
        present = _parents_present(unit, model, rows)
        ready = [row for row in rows if present(row) and _complete(model, row)]
        _note_waiting(unit, entity, part, {row["uid"] for row in ready})
        result.waiting += len(rows) - len(ready)
        fresh = [row for row in ready if row["uid"] not in here]
        unit.materialise(model, fresh, [row for row in ready if row["uid"] in here])
        for row in ready:
            state = states[row["uid"]]
            if state.conflicts or row["uid"] in here:
                result.conflicts += write_conflicts(unit, entity, row["uid"], state)


def _row_of(unit: UnitOfWork, model: type[Record], uid: str, state: RecordState) -> dict[str, Any]:
    try:
        facts = from_wire(model, state.fields)
    except (ValueError, TypeError) as error:
        raise EntryUnreadable(entity=model.__tablename__) from error
    return {**empty_row(model), **facts, "county": unit.county, "uid": uid, "heads": write_keys(state.heads)}


def _complete(model: type[Record], row: dict[str, Any]) -> bool:
    """A record whose first entry has not arrived yet lacks required facts and must wait."""
    return all(column.nullable or row.get(column.name) is not None for column in model.__table__.columns)


def _parents_present(unit: UnitOfWork, model: type[Record], rows: Sequence[dict[str, Any]]) -> Any:
    present: dict[str, set[str]] = {}
    linked = {
        fk.parent.name: fk.column.table for fk in model.__table__.foreign_keys if fk.parent.name != "county"
    }
    for name, table in linked.items():
        wanted = {row[name] for row in rows if row.get(name)}
        query = select(table.c.uid).where(table.c.county == unit.county, table.c.uid.in_(wanted))
        present[name] = set(unit.session.execute(query).scalars())
    return lambda row: all(row.get(name) is None or row[name] in found for name, found in present.items())


def _note_waiting(unit: UnitOfWork, entity: str, uids: Sequence[str], ready: set[str]) -> None:
    driver = unit.session.connection()
    mine = (Waiting.county == unit.county, Waiting.entity == entity)
    driver.execute(delete(Waiting).where(*mine, Waiting.uid.in_(uids)))
    rows = [{"county": unit.county, "entity": entity, "uid": uid} for uid in uids if uid not in ready]
    if rows:
        driver.execute(insert(Waiting), rows)


def write_conflicts(unit: UnitOfWork, entity: str, uid: str, state: RecordState) -> int:
    """Replace the stored conflicts of one record by those of its state; returns how many."""
    driver = unit.session.connection()
    driver.execute(
        delete(Conflict).where(
            Conflict.county == unit.county, Conflict.entity == entity, Conflict.record_uid == uid
        )
    )
    rows = [
        {
            "county": unit.county,
            "uid": conflict_uid(entity, uid, conflict.field),
            "entity": entity,
            "record_uid": uid,
            "field": conflict.field,
            "candidates": [[str(key), value] for key, value in conflict.values],
        }
        for conflict in state.conflicts
    ]
    if rows:
        driver.execute(insert(Conflict), rows)
    return len(rows)


def conflict_uid(entity: str, uid: str, name: str) -> str:
    """Return the same uid for the same conflict at every site."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{entity}/{uid}/{name}"))
