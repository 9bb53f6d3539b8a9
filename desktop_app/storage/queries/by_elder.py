"""Rows of dated facts gathered by elder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

_ROWS = 5_000


def grouped(
    session: Session,
    uids: Sequence[str] | None,
    make: Callable[..., Any],
    model: Any,
    *names: str,
    only: ColumnElement[bool] | None = None,
) -> dict[str, list[Any]]:
    """Return what ``make`` builds of each row's columns, by elder; ``only`` narrows the rows."""
    columns = [getattr(model, name) for name in names]
    query = select(model.elder_uid, *columns).where(model.retracted.is_(False))
    if only is not None:
        query = query.where(only)
    return by_elder(session, query, model, uids, lambda row: make(*row[1:]))


def by_elder(
    session: Session, query: Any, model: Any, uids: Sequence[str] | None, make: Callable[[Any], Any]
) -> dict[str, list[Any]]:
    """Return what ``make`` builds of each row, by the elder in its first column; ``None`` is left out."""
    if uids is not None:
        query = query.where(model.elder_uid.in_(uids))
    found: dict[str, list[Any]] = {}
    for row in rows_of(session, query):
        fact = make(row)
        if fact is not None:
            found.setdefault(row[0], []).append(fact)
    return found


def rows_of(session: Session, query: Any) -> Iterator[Any]:
    """Yield the rows of a statement; they are fetched some thousand at a time, which is faster than one by one."""
    for rows in session.connection().execute(query).partitions(_ROWS):
        yield from rows
