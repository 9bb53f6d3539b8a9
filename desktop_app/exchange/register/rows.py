"""What the import hands to its service: one frozen row per elder, and everything that was not accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import (
    BenefitKind,
    Category,
    ContactRole,
    DisabilityGrade,
    DisabilityKind,
    HealthKind,
    LivingArrangement,
    ResidenceKind,
    Residency,
    Sex,
    WillingnessKind,
)
from desktop_app.exchange.register.codes import CodeQuestion
from desktop_app.exchange.workbooks.contents import Workbook
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import CellProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraftRow:
    """A contact as the register names it; the name may be missing where only a number was written.

    ``relation_implied`` tells that the relation comes from the header (子女姓名) and not from a cell.
    """

    name: str
    relation: str = ""
    relation_implied: bool = False
    phones: tuple[str, ...] = ()
    role: ContactRole | None = None
    roles: tuple[ContactRole, ...] = ()
    lives_at: str = ""
    lives_together: bool | None = None
    last_seen_on: date | None = None
    last_called_on: date | None = None
    agreement_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidenceRow:
    """A further place where the elder lives, in the register's words; without a first day it is no period."""

    kind: ResidenceKind
    text: str
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitRow:
    """A benefit the register tells of; ``amount`` in 分 a month, None where only 是 was written."""

    kind: BenefitKind
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRow:
    """A disease, an allergy, a medicine, an aid."""

    kind: HealthKind
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow:
    """The household as the register names it: its head, its number, or both."""

    head: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One elder; ``row`` is the row's number in the file, ``extra`` holds fields without a place of their own."""

    row: int
    name: str
    sheet: str = ""
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
    residency: Residency | None = None
    registered_address: str = ""
    marital_code: str | None = None
    education_code: str | None = None
    disability_certificate: str | None = None
    disability_kind: DisabilityKind | None = None
    disability_grade: DisabilityGrade | None = None
    disability_until: date | None = None
    household: HouseholdRow | None = None
    categories: tuple[Category, ...] = ()
    implied: frozenset[Category] = frozenset()
    """Of the categories those that no column names: they follow from the living arrangement or the disability."""
    contacts: tuple[ContactDraftRow, ...] = ()
    willingness: WillingnessKind | None = None
    visitor: str | None = None
    residences: tuple[ResidenceRow, ...] = ()
    benefits: tuple[BenefitRow, ...] = ()
    health: tuple[HealthRow, ...] = ()
    note: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRow:
    """A row with something refused or doubtful: its cells as in the file, and why, by column from zero.

    ``refused`` tells that the whole row was not taken. A reason without a column stands under ``-1``.
    """

    sheet: str
    row: int
    cells: tuple[str, ...]
    reasons: Mapping[int, str]
    rejected: bool
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRegister:
    """The readable rows, the refused rows and cells, and how the table was understood.

    ``sheets`` are the sheets that were read; ``headers`` all columns of the table in their order, also those
    without a field; ``questions`` the columns that hold codes of another system; ``book`` the cells as they
    stand, corrections included.
    """

    rows: tuple[RegisterRow, ...]
    rejected: tuple[CellProblem, ...]
    warnings: tuple[CellProblem, ...]
    sheet: str
    header_row: int
    mapping: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]
    other_sheets: tuple[str, ...] = ()
    rows_seen: int = 0
    sheets: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    fingerprint: str = ""
    questions: tuple[CodeQuestion, ...] = ()
    book: Workbook
    refused_rows: int = 0
