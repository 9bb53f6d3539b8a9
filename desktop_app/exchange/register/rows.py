"""What the import hands to its service: one frozen row per elder, and everything that was not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import (
    Category,
    ContactRole,
    LivingArrangement,
    ResidenceKind,
    Sex,
    WillingnessKind,
)
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import CellProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraftRow:
    """A contact as the register names it; the name may be missing where only a number was written."""

    name: str
    relation: str = ""
    phones: tuple[str, ...] = ()
    role: ContactRole | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceRow:
    """A further place where the elder lives, in the register's words."""

    kind: ResidenceKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One elder; ``row`` is the row's number in the file, ``extra`` holds fields without a place of their own."""

    row: int
    name: str
    id_number: IdNumber | None = None
    birth_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    ethnic_code: str | None = None
    mongolian_name: str = ""
    phones: tuple[str, ...] = ()
    township: str = ""
    village: str = ""
    group: str = ""
    address: str = ""
    living_arrangement: LivingArrangement | None = None
    categories: tuple[Category, ...] = ()
    contacts: tuple[ContactDraftRow, ...] = ()
    willingness: WillingnessKind | None = None
    visitor: str | None = None
    residences: tuple[ResidenceRow, ...] = ()
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRegister:
    """The readable rows, the refused rows and cells, and how the table was understood."""

    rows: tuple[RegisterRow, ...]
    rejected: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...]
    sheet: str
    header_row: int
    mapping: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()
    rows_seen: int = 0
