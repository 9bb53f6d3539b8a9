"""Turn one row of a register into an elder, cell by cell, keeping what is right and naming what is not."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.dates import Precision, age_on
from desktop_app.domain.errors import N_
from desktop_app.domain.identity import IdNumber
from desktop_app.domain.terms import ResidenceKind, Sex, WillingnessKind
from desktop_app.exchange.register import values
from desktop_app.exchange.register.circumstances import Circumstances, read_stay
from desktop_app.exchange.register.columns import LOCAL, RegisterField
from desktop_app.exchange.register.contacts import PeopleAround
from desktop_app.exchange.register.leftovers import Leftovers, one_line
from desktop_app.exchange.register.rows import RegisterRow, ResidenceRow
from desktop_app.exchange.register.tags import CategoryReader
from desktop_app.exchange.workbooks.rows import RowReader, Severity

ELDER_AGE = 60
"""老年人: 60 full years, 老年人权益保障法 section 2."""

_AGE_TOLERANCE = 1

NOT_IDENTIFIED = N_("{reason}；这一行又没有完整的出生日期，无法认定是谁，整行没有采用")
ONLY_A_NAME = N_("只有姓名，没有身份证号、出生日期、电话或住址，无法认定是谁，整行没有采用")
NOT_AN_ELDER = N_("这一行不是老年人，整行没有采用")
BIRTH_IN_FUTURE = N_("出生日期晚于今天，没有采用")
ONLY_MONTH = N_("出生日期只有年月，按当月1日登记，请补充")
ONLY_YEAR = N_("出生日期只有年份，没有采用")
BIRTH_DIFFERS = N_("出生日期与身份证号不一致，以身份证号为准")
SEX_DIFFERS = N_("性别与身份证号不一致，以身份证号为准")
AGE_DIFFERS = N_("年龄与出生日期不一致，以出生日期为准")
UNDER_AGE = N_("不满60周岁，请核对")
UNKNOWN_SEX = N_("性别应写“男”或“女”，没有采用")
UNKNOWN_ETHNIC = N_("民族名称无法识别，没有采用，原文记入备注")
UNKNOWN_WILLINGNESS = N_("探访意愿无法识别，没有采用，原文记入备注")


def read_person(row: RowReader, today: date) -> RegisterRow | None:
    """Return the elder of a row, or None when the row is refused; the reader holds every problem."""
    return _PersonReader(row, today).read()


class _PersonReader:
    """Reads one row; what cannot be placed is collected for the note."""

    def __init__(self, row: RowReader, today: date) -> None:
        """Read ``row`` as of ``today``."""
        self._row = row
        self._today = today
        self._leftovers = Leftovers(row)
        self._tags = CategoryReader(row, self._leftovers)

    def read(self) -> RegisterRow | None:
        """Return the elder, or None."""
        row = self._row
        name = row.name()
        if name is None:
            return None
        number, refusal = row.id_number(self._today)
        birth_on = self._birth(number)
        sex = self._sex(number)
        phones = self._phones()
        if not self._identified(number, refusal, birth_on, phones):
            return None
        living = self._tags.read_living()
        self._tags.read(living)
        if self._tags.not_elder and not self._tags.categories:
            row.note(RegisterField.CATEGORIES, _(NOT_AN_ELDER), Severity.ROW)
            return None
        address, residences = self._places()
        circumstances = Circumstances(row, self._leftovers, self._today)
        paper = circumstances.disability(number)
        around = PeopleAround(row, self._leftovers)
        contacts = around.contacts()
        ethnic_code = self._ethnic()
        willingness = self._willingness()
        visitor = around.visitor()
        return RegisterRow(
            row=row.number,
            sheet=row.sheet,
            name=name,
            id_number=number,
            birth_on=birth_on,
            sex=sex,
            ethnic_code=ethnic_code,
            mongolian_name=row.text(RegisterField.MONGOLIAN_NAME),
            phones=phones,
            township=row.text(RegisterField.TOWNSHIP),
            village=one_line(row.text(RegisterField.VILLAGE)),
            group=values.normalise_group(row.text(RegisterField.GROUP)),
            address=address,
            living_arrangement=living,
            residency=circumstances.residency(),
            registered_address=one_line(row.text(RegisterField.REGISTERED_ADDRESS)),
            marital_code=circumstances.marital(),
            education_code=circumstances.education(),
            disability_certificate=paper.certificate,
            disability_kind=paper.kind,
            disability_grade=paper.grade,
            disability_until=circumstances.day(RegisterField.DISABILITY_UNTIL),
            household=circumstances.household(name),
            benefits=circumstances.benefits(),
            health=circumstances.health(),
            categories=tuple(self._tags.categories),
            implied=frozenset(self._tags.implied),
            contacts=contacts,
            willingness=willingness,
            visitor=visitor,
            residences=(*residences, *circumstances.residences()),
            note=self._note(),
            extra=self._extra(paper.unread),
        )

    def _identified(
        self, number: IdNumber | None, refusal: str, birth_on: date | None, phones: tuple[str, ...]
    ) -> bool:
        """Tell whether the row says who it is; note a refused id cell and a refused row."""
        row = self._row
        if number is not None:
            return True
        if refusal and birth_on is not None:
            row.note(RegisterField.ID_NUMBER, refusal, Severity.CELL)
            return True
        if refusal:
            reason = _(NOT_IDENTIFIED).format(reason=refusal)
            row.note(RegisterField.ID_NUMBER, reason, Severity.ROW)
            return False
        places = (RegisterField.VILLAGE, RegisterField.GROUP, RegisterField.ADDRESS, RegisterField.RESIDENCE)
        if birth_on or phones or any(row.cell(field) is not None for field in places):
            return True
        row.note(RegisterField.NAME, _(ONLY_A_NAME), Severity.ROW)
        return False

    def _birth(self, number: IdNumber | None) -> date | None:
        """Return the birth date, by the id number if there is one, checked against date and age cells."""
        row = self._row
        written = row.date(RegisterField.BIRTH_ON, Severity.CELL if number is None else Severity.WARNING)
        if number is not None:
            birth_on: date | None = number.birth_on
            if written and not _agrees(written.on, written.precision, number.birth_on):
                row.note(RegisterField.BIRTH_ON, _(BIRTH_DIFFERS), Severity.WARNING)
        elif written is None:
            birth_on = None
        elif written.on > self._today:
            row.note(RegisterField.BIRTH_ON, _(BIRTH_IN_FUTURE), Severity.CELL)
            birth_on = None
        elif written.precision is Precision.YEAR:
            row.note(RegisterField.BIRTH_ON, _(ONLY_YEAR), Severity.WARNING)
            birth_on = None
        else:
            birth_on = written.on
            if written.precision is Precision.MONTH:
                row.note(RegisterField.BIRTH_ON, _(ONLY_MONTH), Severity.WARNING)
        self._compare_age(birth_on)
        return birth_on

    def _compare_age(self, birth_on: date | None) -> None:
        """Warn of an age that cannot be, and of people who are no elders yet."""
        if birth_on is None:
            return
        age = age_on(birth_on, self._today)
        written = self._row.text(RegisterField.AGE).removesuffix("岁").removesuffix("周")
        if written.isascii() and written.isdigit() and abs(int(written) - age) > _AGE_TOLERANCE:
            self._row.note(RegisterField.AGE, _(AGE_DIFFERS), Severity.WARNING)
        if age < ELDER_AGE:
            field = (
                RegisterField.ID_NUMBER if self._row.cell(RegisterField.ID_NUMBER) else RegisterField.BIRTH_ON
            )
            self._row.note(field, _(UNDER_AGE), Severity.WARNING)

    def _sex(self, number: IdNumber | None) -> Sex:
        """Return the sex, by the id number if there is one."""
        text = self._row.text(RegisterField.SEX)
        written = values.read_sex(text)
        if text and written is None:
            self._row.note(RegisterField.SEX, _(UNKNOWN_SEX), Severity.CELL)
        if number is None:
            return written or Sex.UNKNOWN
        if written and written is not number.sex:
            self._row.note(RegisterField.SEX, _(SEX_DIFFERS), Severity.WARNING)
        return number.sex

    def _phones(self) -> tuple[str, ...]:
        """Return the elder's own numbers, from every phone column."""
        numbers: list[str] = []
        for column in self._row.columns(RegisterField.PHONE):
            cell = self._row.phones(column)
            numbers.extend(number for number in cell.numbers if number not in numbers)
            if cell.remark:
                self._leftovers.keep(column, cell.remark)
        return tuple(numbers)

    def _ethnic(self) -> str | None:
        """Return the code of the ethnic group."""
        text = self._row.text(RegisterField.ETHNIC)
        code = values.read_ethnic(text) if text else None
        if text and code is None:
            self._row.note(RegisterField.ETHNIC, _(UNKNOWN_ETHNIC), Severity.WARNING)
            self._leftovers.keep_field(RegisterField.ETHNIC)
        return code

    def _places(self) -> tuple[str, tuple[ResidenceRow, ...]]:
        """Return the address and the further places of living."""
        row = self._row
        address = one_line(row.text(RegisterField.ADDRESS))
        present = one_line(row.text(RegisterField.RESIDENCE))
        places: list[ResidenceRow] = []
        if present and address and present != address:
            places.append(ResidenceRow(kind=ResidenceKind.ELSEWHERE, text=present))
        for column in row.columns(RegisterField.PASTURE):
            text = row.cell_at(column)
            if isinstance(text, str) and text.strip() not in ("", "无", "-", "/"):
                places.append(read_stay(ResidenceKind.PASTURE, one_line(text)))
        return address or present, tuple(places)

    def _willingness(self) -> WillingnessKind | None:
        """Return what the elder wants."""
        text = self._row.text(RegisterField.WILLINGNESS)
        kind = values.read_willingness(text) if text else None
        if text and kind is None:
            self._row.note(RegisterField.WILLINGNESS, _(UNKNOWN_WILLINGNESS), Severity.WARNING)
            self._leftovers.keep_field(RegisterField.WILLINGNESS)
        return kind

    def _extra(self, disability: tuple[str, ...]) -> dict[str, str]:
        """Return what has no place of its own: some words as they stand, and the township's own fields."""
        fields = (RegisterField.SELF_CARE, RegisterField.HOUSEHOLD_RELATION, *disability)
        pairs = ((str(field), one_line(self._row.text(field))) for field in fields)
        kept = {field: text for field, text in pairs if text}
        for field in self._row.fields():
            if field.startswith(LOCAL) and (text := self._row.text(field)):
                kept[field] = text
        return kept

    def _note(self) -> str:
        """Return the note columns and the leftovers as one text."""
        notes = [self._row.cell_at(column) for column in self._row.columns(RegisterField.NOTE)]
        parts = [str(cell).strip() for cell in notes if cell is not None]
        return "；".join(
            [part for part in parts if part and part not in ("无", "-", "/")] + self._leftovers.texts
        )


def _agrees(written: date, precision: Precision, birth_on: date) -> bool:
    """Tell whether a written date agrees with a birth date as far as it goes."""
    if precision is Precision.YEAR:
        return written.year == birth_on.year
    if precision is Precision.MONTH:
        return (written.year, written.month) == (birth_on.year, birth_on.month)
    return written == birth_on
