"""Read an elder's circumstances: residency, family status, disability, household, benefits, health, stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from desktop_app.config.strings import _
from desktop_app.domain import names
from desktop_app.domain.dates import BadDate, parse_day
from desktop_app.domain.disability import (
    OTHER_GRADE,
    OTHER_KIND,
    OTHER_PERSON,
    BadCertificate,
    DisabilityCertificate,
)
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import (
    BenefitKind,
    DisabilityGrade,
    DisabilityKind,
    HealthKind,
    ResidenceKind,
    Residency,
)
from desktop_app.exchange.register import values, words
from desktop_app.exchange.register.columns import BENEFIT, HEALTH, RegisterField
from desktop_app.exchange.register.leftovers import Leftovers, one_line
from desktop_app.exchange.register.rows import BenefitRow, HealthRow, HouseholdRow, ResidenceRow
from desktop_app.exchange.workbooks.headers import MappedColumn
from desktop_app.exchange.workbooks.rows import RowReader, Severity, text_of

T = TypeVar("T")
K = TypeVar("K", BenefitKind, HealthKind)

UNKNOWN_WORD = N_("“{word}”无法识别，没有采用，原文记入备注")
BAD_AMOUNT = N_("看不出金额，没有采用，原文记入备注")
A_YEAR = N_("这是每年的金额，只登记享受这项待遇，金额记入备注")
BAD_HEAD = N_("户主姓名无法采用：{reason}")
BAD_STAY = N_("居住时段应写成“子女家 2026-01-01至2026-05-31 地点”，没有采用，原文记入备注")
LONG_HEALTH = N_("内容太长，没有采用，原文记入备注")

_NOTHING = frozenset("无 没有 暂无 否 - -- / × 0 未享受 不享受 健康 良好 正常 不详".split())
_HEAD_HIMSELF = frozenset("本人 户主 户主本人".split())
_AMOUNT = re.compile(r"[¥￥]?(\d{1,6}(?:\.\d{1,2})?)元?(?:/?(?:每?人?/?月|月))?")
_PIECES = re.compile(r"[、,，;；\n\r]+")
_DAY = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
_PERIOD = re.compile(rf"({_DAY})\s*(?:至|到|~|—|-)\s*({_DAY}|今)?")
_LONGEST_HEALTH = 100
_SHOWN_WORD = 12
_MOST_AMOUNT = 10_000_000
_LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class DisabilityRead:
    """What the columns of a disability say together; ``unread`` are fields whose words stay as they are."""

    certificate: str | None = None
    kind: DisabilityKind | None = None
    grade: DisabilityGrade | None = None
    unread: tuple[str, ...] = ()


def read_stay(kind: ResidenceKind, text: str) -> ResidenceRow:
    """Return a place with the days that are written behind or before it, if both can be read."""
    found = _PERIOD.search(text)
    if found is None:
        return ResidenceRow(kind=kind, text=text)
    try:
        from_on = parse_day("".join(found[1].split()))
        to_on = parse_day("".join(found[2].split())) if found[2] and found[2] != "今" else None
    except BadDate:
        return ResidenceRow(kind=kind, text=text)
    if to_on is not None and to_on < from_on:
        return ResidenceRow(kind=kind, text=text)
    place = one_line(text[: found.start()] + " " + text[found.end() :]).strip("（）() ，,：:")
    return ResidenceRow(kind=kind, text=place, from_on=from_on, to_on=to_on)


class Circumstances:
    """Reads one row's columns beyond who it is and where to find the person."""

    def __init__(self, row: RowReader, leftovers: Leftovers, today: date) -> None:
        """Read ``row`` as of ``today`` and leave what is unknown to ``leftovers``."""
        self._row = row
        self._leftovers = leftovers
        self._today = today

    def residency(self) -> Residency | None:
        """Return 人户状况."""
        return self._word(RegisterField.RESIDENCY, words.read_residency)

    def marital(self) -> str | None:
        """Return the code of GB/T 2261.2."""
        return self._word(RegisterField.MARITAL, words.read_marital)

    def education(self) -> str | None:
        """Return the code of GB/T 4658."""
        return self._word(RegisterField.EDUCATION, words.read_education)

    def day(self, field: str) -> date | None:
        """Return the day of a field."""
        if self._row.text(field) in _NOTHING or self._row.text(field) == "长期":
            return None
        loose = self._row.date(field, Severity.CELL)
        return loose.on if loose else None

    def disability(self, number: IdNumber | None) -> DisabilityRead:
        """Return certificate, kind and grade; the certificate wins over columns that differ."""
        row = self._row
        together = row.text(RegisterField.DISABILITY)
        kind_text = row.text(RegisterField.DISABILITY_KIND) or together
        grade_text = row.text(RegisterField.DISABILITY_GRADE) or together
        kind, grade = words.read_disability_kind(kind_text), words.read_disability_grade(grade_text)
        paper = self._certificate(number)
        if paper is not None:
            if kind is not None and kind is not paper.kind:
                self._row.note(self._one_of(RegisterField.DISABILITY_KIND), _(OTHER_KIND), Severity.WARNING)
            if grade is not None and grade is not paper.grade:
                self._row.note(self._one_of(RegisterField.DISABILITY_GRADE), _(OTHER_GRADE), Severity.WARNING)
            return DisabilityRead(paper.text, paper.kind, paper.grade)
        unread = []
        if together and not (kind or grade) and values.read_tick(together) is None:
            unread.append(RegisterField.DISABILITY)
        if row.text(RegisterField.DISABILITY_KIND) and kind is None:
            unread.append(RegisterField.DISABILITY_KIND)
        if row.text(RegisterField.DISABILITY_GRADE) and grade is None:
            unread.append(RegisterField.DISABILITY_GRADE)
        return DisabilityRead(None, kind, grade, tuple(f for f in unread if row.text(f) not in _NOTHING))

    def household(self, name: str) -> HouseholdRow | None:
        """Return the household that the row names."""
        row = self._row
        head = one_line(row.text(RegisterField.HOUSEHOLD_HEAD))
        number = "".join(row.text(RegisterField.HOUSEHOLD_NUMBER).split())[:_LONGEST_NUMBER]
        relation = "".join(row.text(RegisterField.HOUSEHOLD_RELATION).split())
        if head in _NOTHING:
            head = ""
        if head in _HEAD_HIMSELF or (not head and relation in _HEAD_HIMSELF):
            head = name
        elif head:
            try:
                head = names.parse_name(head)
            except names.BadName as problem:
                reason = _(BAD_HEAD).format(reason=_(problem.reason))
                row.note(RegisterField.HOUSEHOLD_HEAD, reason, Severity.WARNING)
                self._leftovers.keep_field(RegisterField.HOUSEHOLD_HEAD)
                head = ""
        return HouseholdRow(head=head, number=number) if head or number else None

    def benefits(self) -> tuple[BenefitRow, ...]:
        """Return the benefits of every column that tells one."""
        found: dict[BenefitKind, BenefitRow] = {}
        for kind, columns in self._of(BENEFIT, BenefitKind):
            for column in columns:
                read = self._benefit(kind, column)
                if read is not None:
                    found[kind] = read
        return tuple(found.values())

    def health(self) -> tuple[HealthRow, ...]:
        """Return the facts of every column that names some."""
        found: dict[HealthRow, None] = {}
        for kind, columns in self._of(HEALTH, HealthKind):
            for column in columns:
                text = text_of(self._row.cell_at(column))
                for piece in pieces_of(text):
                    if len(piece) > _LONGEST_HEALTH:
                        self._row.note(column.field, _(LONG_HEALTH), Severity.WARNING, column)
                        self._leftovers.keep(column, piece)
                    else:
                        found[HealthRow(kind=kind, what=piece)] = None
        return tuple(found)

    def residences(self) -> tuple[ResidenceRow, ...]:
        """Return the dated stays of the column 居住时段, each 地点类别 开始至结束 地点."""
        found = []
        for column in self._row.columns(RegisterField.RESIDENCES):
            for piece in re.split(r"[;；\n\r]+", text_of(self._row.cell_at(column))):
                text = one_line(piece)
                if not text or text in _NOTHING:
                    continue
                kind = next((kind for kind in ResidenceKind if text.startswith(kind.term)), None)
                stay = read_stay(kind, text.removeprefix(kind.term).strip()) if kind else None
                if stay is None or stay.from_on is None:
                    self._row.note(column.field, _(BAD_STAY), Severity.WARNING, column)
                    self._leftovers.keep(column, text)
                else:
                    found.append(stay)
        return tuple(found)

    def _certificate(self, number: IdNumber | None) -> DisabilityCertificate | None:
        text = self._row.text(RegisterField.DISABILITY_CERTIFICATE)
        if not text or text in _NOTHING or values.read_tick(text) is not None:
            return None
        try:
            paper = DisabilityCertificate.parse(text)
        except BadCertificate as problem:
            self._row.note(RegisterField.DISABILITY_CERTIFICATE, _(problem.reason), Severity.CELL)
            return None
        if number is not None and paper.id_number != number.text:
            self._row.note(RegisterField.DISABILITY_CERTIFICATE, _(OTHER_PERSON), Severity.CELL)
            return None
        return paper

    def _benefit(self, kind: BenefitKind, column: MappedColumn) -> BenefitRow | None:
        text = "".join(text_of(self._row.cell_at(column)).split())
        if text in _NOTHING or not text:
            return None
        amount = _AMOUNT.fullmatch(text.replace(",", ""))
        if amount is not None and text != "1":
            cents = round(float(amount[1]) * 100)
            if cents == 0:
                return None
            if "年" in column.header and "月" not in column.header:
                self._row.note(column.field, _(A_YEAR), Severity.WARNING, column)
                self._leftovers.keep(column, text)
                return BenefitRow(kind=kind)
            if cents <= _MOST_AMOUNT:
                return BenefitRow(kind=kind, amount=cents)
        ticked = values.read_tick(text)
        if ticked:
            return BenefitRow(kind=kind)
        if ticked is None:
            self._row.note(column.field, _(BAD_AMOUNT), Severity.WARNING, column)
            self._leftovers.keep(column, text)
        return None

    def _word(self, field: str, read: Callable[[str], T | None]) -> T | None:
        """Return what a word means; one that nobody knows is noted and kept for the note."""
        text = self._row.text(field)
        if not text or text in _NOTHING - {"否"}:
            return None
        meant = read(text)
        if meant is None:
            reason = _(UNKNOWN_WORD).format(word=text[:_SHOWN_WORD])
            self._row.note(field, reason, Severity.WARNING)
            self._leftovers.keep_field(field)
        return meant

    def _of(self, prefix: str, kinds: type[K]) -> list[tuple[K, list[MappedColumn]]]:
        """Return the kinds of a closed list that have columns, with them."""
        return [
            (kinds(field.removeprefix(prefix)), self._row.columns(field))
            for field in self._row.fields()
            if field.startswith(prefix)
        ]

    def _one_of(self, field: str) -> str:
        """Return the field if it has a column, else the column that tells kind and grade together."""
        return field if self._row.columns(field) else RegisterField.DISABILITY


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a cell such as 高血压、糖尿病, without the words that mean none."""
    pieces = (one_line(piece) for piece in _PIECES.split(text))
    return [piece for piece in pieces if piece and piece not in _NOTHING]
