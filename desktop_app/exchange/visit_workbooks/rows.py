"""What reading a returned visit workbook gives: which workbook it is, its filled rows, and the cells not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.domain.visit_workbook import RowCode
from desktop_app.exchange.workbooks.rows import CellProblem


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the workbook was made: uid, empty in a row left for anybody, and name."""

    uid: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which workbook it is; without the hidden sheet (``complete`` False) only what the codes of the rows say."""

    code: str
    month_on: date
    site: str = ""
    village_code: str = ""
    form_key: str = ""
    form_version: int = 0
    rows: Mapping[int, Known] = field(default_factory=dict)
    people: Mapping[int, Known] = field(default_factory=dict)
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One filled row; ``row`` as numbered in the file. A row that was pasted in has no ``code``.

    ``answers`` holds only the items that were filled in; ``same`` asks for the last answers in the others.
    """

    row: int
    code: RowCode | None
    name: str
    person_number: int | None
    visited_on: date
    mode: Mode
    outcome: Outcome
    visitor: str
    visited_time: str | None = None
    companions: str = ""
    same: bool = False
    answers: Mapping[str, str | list[str]] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    action: str = ""
    finding_kind: FindingKind | None = None
    finding: str = ""
    next_on: date | None = None
    signed_as: SignatureKind | None = None
    signed_by: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A filled row of which something that a visit needs could not be read."""

    row: int
    name: str
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedVisitWorkbook:
    """A whole returned workbook: filled rows, refused rows, and every cell that was refused or deserves a look."""

    identity: Identity
    rows: tuple[FilledRow, ...]
    refused: tuple[RefusedRow, ...]
    rejected: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...]
    sheet: str
    header_row: int
    blank: int
    titles: Mapping[str, str]
    """The title of each column that was found, by its key."""
