"""What an import of a register will write, by kind, and the writing of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_app.config.strings import _
from desktop_app.models import (
    Assignment,
    Benefit,
    CategorySpan,
    Contact,
    Elder,
    HealthFact,
    Household,
    HouseholdMember,
    Record,
    Residence,
    Visitor,
    Willingness,
)
from desktop_app.progress import Progress
from desktop_app.services.places import Places
from desktop_app.storage.unit_of_work import UnitOfWork, new_uid

Row = dict[str, Any]
ADDED: tuple[type[Record], ...] = (
    Visitor,
    Elder,
    CategorySpan,
    Contact,
    Willingness,
    Household,
    HouseholdMember,
    Benefit,
    HealthFact,
    Residence,
    Assignment,
)
"""The tables an import adds to, in the order of writing: whoever is referred to comes first."""


@dataclass(slots=True)
class Plan:
    """The rows to write; every new row has its uid, every changed one its uid and what was read (``heads``)."""

    villages: dict[str, str] = field(default_factory=dict)
    added: dict[type[Record], list[Row]] = field(default_factory=lambda: {model: [] for model in ADDED})
    changed: dict[type[Record], list[Row]] = field(default_factory=lambda: {model: [] for model in ADDED})

    def add(self, model: type[Record], **facts: Any) -> Row:
        """Plan a new record; returns its row, which may still be completed."""
        row = {"uid": new_uid(), **facts}
        self.added[model].append(row)
        return row

    def change(self, model: type[Record], uid: str, heads: str, **facts: Any) -> Row:
        """Plan the change of a stored record; returns its row, which may still be completed."""
        row = {"uid": uid, "heads": heads, **facts}
        self.changed[model].append(row)
        return row

    def counts(self) -> dict[str, int]:
        """Return how many records of each table are added, where there are some."""
        return {model.__tablename__: len(rows) for model, rows in self.added.items() if rows}


def write_plan(unit: UnitOfWork, plan: Plan, places: Places, progress: Progress) -> int:
    """Write everything planned inside a unit of work; returns how many records were written."""
    written = 0
    for code, name in plan.villages.items():
        places.add(unit, code, name)
        written += 1
    unit.session.flush()
    steps: Sequence[type[Record]] = ADDED
    for number, model in enumerate(steps):
        progress.report(number, len(steps) + 2, _("写入"))
        written += unit.insert_many(model, plan.added[model])
    for model, rows in plan.changed.items():
        written += unit.update_many(model, rows)
    progress.report(len(steps) + 1, len(steps) + 2, _("更新索引和应探访"))
    return written
