"""Compare the facts with the log they come from: a record must be exactly what its entries amount to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.changes import ChangeEntry, resolve, write_keys
from desktop_app.models import RECORDS, Change, Waiting
from desktop_app.models.base import Record
from desktop_app.storage.journal import entries_of
from desktop_app.storage.wire import empty_row, fact_columns, from_wire

_CHUNK = 2000


def disagreeing(session: Session, county: str) -> dict[str, int]:
    """Return per kind how many records differ from their log, lack one, or are missing though logged.

    Records that still wait for an earlier batch are left out.
    """
    waiting = {(row.entity, row.uid) for row in session.execute(select(Waiting.entity, Waiting.uid))}
    found: dict[str, int] = {}
    for entity, model in RECORDS.items():
        number = _disagreeing(session, county, model, {uid for kind, uid in waiting if kind == entity})
        if number:
            found[entity] = number
    return found


def _disagreeing(session: Session, county: str, model: type[Record], waiting: set[str]) -> int:
    names = [*fact_columns(model), "heads"]
    columns = [model.__table__.c[name] for name in names]
    rows: dict[str, Any] = {
        row[0]: tuple(row[1:])
        for row in session.execute(select(model.uid, *columns).where(model.county == county))
    }
    wrong = 0
    entity = model.__tablename__
    logged = _logged_uids(session, entity)
    wrong += len(logged.symmetric_difference(rows) - waiting)
    shared = sorted(logged.intersection(rows) - waiting)
    for start in range(0, len(shared), _CHUNK):
        for uid, entries in entries_of(session, entity, shared[start : start + _CHUNK]).items():
            wrong += rows[uid] != _expected(model, names, entries)
    return wrong


def _logged_uids(session: Session, entity: str) -> set[str]:
    return set(session.execute(select(Change.uid).where(Change.entity == entity).distinct()).scalars())


def _expected(model: type[Record], names: list[str], entries: list[ChangeEntry]) -> tuple[Any, ...] | None:
    state = resolve(entries)
    try:
        facts = {**empty_row(model), **from_wire(model, state.fields), "heads": write_keys(state.heads)}
    except (ValueError, TypeError):
        return None
    return tuple(facts[name] for name in names)
