"""What the import of visits hands to its service: one frozen row per visit, and what was not accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import Mode, Outcome
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import CellProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitSheetRow:
    """One visit; ``mode`` and ``outcome`` are None where the sheet does not say.

    The person is known by ``id_number``, or by ``name`` together with birth date, phone or village.
    """

    row: int
    name: str
    visited_on: date
    id_number: IdNumber | None = None
    birth_on: date | None = None
    phones: tuple[str, ...] = ()
    village: str = ""
    group: str = ""
    mode: Mode | None = None
    outcome: Outcome | None = None
    visitor: str | None = None
    content: str = ""
    health: str = ""
    economy: str = ""
    family: str = ""
    safety: str = ""
    needs: str = ""
    problem: str = ""
    measure: str = ""
    next_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedVisits:
    """The readable visits, the refused rows and cells, and how the table was understood."""

    rows: tuple[VisitSheetRow, ...]
    rejected: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...]
    sheet: str
    header_row: int
    mapping: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()
    rows_seen: int = 0
