"""What the comparing of one file works with: the plan, what is known, the policies, and where notes go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from desktop_app.exchange.register.decisions import Policy
from desktop_app.exchange.register.rows import RegisterRow
from desktop_app.exchange.workbooks.rows import Severity
from desktop_app.services.import_plan import Plan, Row
from desktop_app.services.local_fields import LocalFieldRow
from desktop_app.services.register_snapshot import Snapshot


class TakeNote(Protocol):
    """How something about a row is noted."""

    def __call__(
        self, row: RegisterRow, field: str, reason: str, severity: Severity, *, word: str = ""
    ) -> None:
        """Note ``reason`` about the cell of ``field``, under ``word`` where it has no column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the comparing of one file works with.

    ``differ`` records a difference: row, field name, old and new value, what becomes of it. ``fitting`` takes out
    texts that are too long, ``has_column`` tells whether the file has a column for a field.
    """

    plan: Plan
    known: Snapshot
    today: date
    source: str
    local: Mapping[str, LocalFieldRow]
    policy: Callable[[str], Policy]
    has_column: Callable[[str], bool]
    differ: Callable[[RegisterRow, str, Any, Any, Policy], None]
    fitting: Callable[[RegisterRow, Any, Row], Row]
    note: TakeNote
