"""Refuse statements that would change facts, or the log of their changes, behind the log's back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from desktop_app.models import RECORDS, Change, ChangeSet
from desktop_app.storage.faults import UnloggedWrite

_LOG = frozenset({Change.__tablename__, ChangeSet.__tablename__})
_WRITE = re.compile(
    r"""\b(insert|replace|update|delete|drop|alter)\b
        (?:\s+or\s+\w+)? (?:\s+(?:into|from|table))? (?:\s+if\s+exists)? \s+["'`\[]?(\w+)""",
    re.IGNORECASE | re.VERBOSE,
)
_FLUSHING = "facts are flushed with their log entries"


def guard_facts(engine: Engine) -> None:
    """Let ``engine`` write facts only where the unit of work says that it logged them.

    Entries of the log can be added, never changed or removed.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def _check(
        connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
    ) -> None:
        verb, table = _target(statement)
        if table in _LOG:
            refused = verb != "insert" or not context.execution_options.get("logged")
        elif table in RECORDS:
            refused = not (context.execution_options.get("logged") or connection.info.get(_FLUSHING))
        else:
            return
        if refused:
            raise UnloggedWrite(f"{verb} {table}")

    @event.listens_for(engine, "checkin")
    def _forget(_connection: Any, record: Any) -> None:
        record.info.pop(_FLUSHING, None)


def mark_flushing(session: Session, *, flushing: bool) -> None:
    """Say that the statements from now on come (or no longer come) from a flush whose entries were logged."""
    session.connection().info[_FLUSHING] = flushing


@lru_cache(maxsize=1024)
def _target(statement: str) -> tuple[str, str]:
    """Return the verb and the first of our tables that a statement writes to; empty for one that reads."""
    for verb, table in _WRITE.findall(statement):
        if table.lower() in RECORDS or table.lower() in _LOG:
            return verb.lower(), table.lower()
    return "", ""
