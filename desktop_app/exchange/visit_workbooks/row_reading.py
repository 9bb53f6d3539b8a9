"""Read the cells of one filled row; what a visit needs costs the row, anything else only the cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.forms import LONGEST_TEXT, ItemKind, VisitForm
from desktop_app.domain.measures import MeasureProblem, checked
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.domain.visit_workbook import (
    ANSWER,
    MEASURE,
    WorkbookColumn,
    read_person_choice,
    read_row_code,
)
from desktop_app.exchange.visit_workbooks import values
from desktop_app.exchange.visit_workbooks.rows import FilledRow
from desktop_app.exchange.visit_workbooks.values import BadCell
from desktop_app.exchange.workbooks.contents import Cell, column_letter
from desktop_app.exchange.workbooks.rows import CellProblem, Severity, text_of

T = TypeVar("T")

ROW_LOST = N_("{reason}。改好后再导入，这一行才会登记")
CELL_LOST = N_("{reason}。这一格没有采用，其余照常登记")
NO_NAME = N_("没有姓名，不知道是谁的探访")
NO_DATE = N_("没有探访日期")
NO_OUTCOME = N_("没有探访结果")
NO_VISITOR = N_("没有探访人")
UNCLEAR_MODE = N_("没有填探访方式，按“{mode}”登记，请核对")
GUESSED_DAY = N_("按 {day} 读取，请核对")
TOO_LONG = N_("文字过长，最多 {most} 个字")
NO_FINDING = N_("只选了问题类别，没有写是什么问题")
NO_KIND = N_("没有选问题类别，按“{kind}”登记，请核对")
NO_PROXY = N_("他人代签的，要写代签人姓名和关系")
NOT_WITH_OTHERS = N_("“{title}”不能与其他选项同时写")
NO_SIGNATURE = N_("没有选签字情况，按“{kind}”登记，请核对")

_USUAL_MODE = {
    Outcome.MET_REMOTELY: Mode.PHONE,
    Outcome.COULD_NOT_REACH: Mode.PHONE,
    Outcome.SEEN_BY_THIRD_PARTY: Mode.THIRD_PARTY,
}
_AHEAD = frozenset({"mode", "visitor", "companions", "same", "signed_as"})
"""Cells that are copied down a whole column before anybody was visited."""
_UPPER, _LOWER = "systolic", "diastolic"


class Row:
    """The cells of one row by the key of their column, and the problems found in them so far."""

    def __init__(
        self,
        number: int,
        cells: tuple[Cell, ...],
        places: Mapping[str, tuple[int, WorkbookColumn]],
        form: VisitForm,
    ) -> None:
        """Read row ``number`` of the file."""
        self.number = number
        self.form = form
        self.problems: list[CellProblem] = []
        self._cells = cells
        self._places = places

    def cell(self, key: str) -> Cell:
        """Return a cell, None where it is empty or its column is gone."""
        place = self._places.get(key)
        return self._cells[place[0]] if place is not None and place[0] < len(self._cells) else None

    def filled(self) -> bool:
        """Tell whether a visit was entered; what people fill in ahead for many rows alone is none yet."""
        return any(
            self.cell(key) is not None
            for key, (_at, column) in self._places.items()
            if not column.locked and key not in _AHEAD
        )

    def is_ours(self) -> bool:
        """Tell whether the row is one of those that the workbook was made with."""
        return read_row_code(text_of(self.cell("row_code"))) is not None

    def name(self) -> str:
        """Return what stands as the person's name."""
        return " ".join(text_of(self.cell("name")).split())

    def lose(self, key: str, reason: str) -> None:
        """Note a problem that costs the row; ``reason`` is in the user's language."""
        self._note(key, _(ROW_LOST).format(reason=reason), Severity.ROW)

    def drop(self, key: str, reason: str) -> None:
        """Note a cell that is left out."""
        self._note(key, _(CELL_LOST).format(reason=reason), Severity.CELL)

    def warn(self, key: str, reason: str) -> None:
        """Note something to look at."""
        self._note(key, reason, Severity.WARNING)

    def needed(self, key: str, read: Callable[[Cell], T], missing: str) -> T | None:
        """Return what a visit cannot do without; None with the problem noted."""
        cell = self.cell(key)
        if cell is None:
            self.lose(key, _(missing))
            return None
        try:
            return read(cell)
        except BadCell as problem:
            self.lose(key, _(problem.reason).format(**problem.details))
            return None

    def maybe(self, key: str, read: Callable[[Cell], T]) -> T | None:
        """Return what may be left out; None where the cell is empty, or with the problem noted."""
        cell = self.cell(key)
        if cell is None:
            return None
        try:
            return read(cell)
        except BadCell as problem:
            self.drop(key, _(problem.reason).format(**problem.details))
            return None

    def text(self, key: str) -> str:
        """Return a text that may be left out, within its length."""
        text = self.maybe(key, values.read_line) or ""
        if len(text) > self.longest(key):
            self.drop(key, _(TOO_LONG).format(most=self.longest(key)))
            return ""
        return text

    def longest(self, key: str) -> int:
        """Return how many letters a column takes."""
        place = self._places.get(key)
        return place[1].longest if place is not None else LONGEST_TEXT

    def _note(self, key: str, reason: str, severity: Severity) -> None:
        place = self._places.get(key)
        title = place[1].title if place is not None else ""
        letter = column_letter(place[0]) if place is not None else ""
        self.problems.append(CellProblem(self.number, title, letter, reason, severity))


def read_row(row: Row, month_on: date) -> FilledRow | None:
    """Return the visit of a filled row, or None with the problems that cost it."""
    name, number = read_person_choice(row.name())
    if not name:
        row.lose("name", _(NO_NAME))
    day = row.needed("visited_on", lambda cell: values.read_day(cell, month_on), NO_DATE)
    if day is not None and day.guessed:
        row.warn("visited_on", _(GUESSED_DAY).format(day=day.on.isoformat()))
    mode, mode_read = _mode(row)
    outcome = row.needed("outcome", lambda cell: values.read_outcome(cell, mode), NO_OUTCOME)
    visitor = row.needed("visitor", values.read_line, NO_VISITOR)
    if visitor is not None and len(visitor) > row.longest("visitor"):
        row.lose("visitor", _(TOO_LONG).format(most=row.longest("visitor")))
        visitor = None
    if not name or day is None or outcome is None or not visitor or not mode_read:
        return None
    if mode is None:
        mode = _USUAL_MODE.get(outcome, Mode.IN_PERSON)
        row.warn("mode", _(UNCLEAR_MODE).format(mode=mode.term))
    answers = _answers(row)
    kind, finding = _finding(row, answers)
    signed_as, signed_by = _signature(row)
    next_on = row.maybe("next_on", lambda cell: values.read_day(cell, month_on))
    return FilledRow(
        row=row.number,
        code=read_row_code(text_of(row.cell("row_code"))),
        name=name,
        person_number=number,
        visited_on=day.on,
        mode=mode,
        outcome=outcome,
        visitor=visitor,
        visited_time=row.maybe("visited_time", values.read_time),
        companions=row.text("companions"),
        same=row.maybe("same", values.read_yes) or False,
        answers=answers,
        measures=_measures(row),
        summary=row.text("summary"),
        action=row.text("action"),
        finding_kind=kind,
        finding=finding,
        next_on=next_on.on if next_on is not None else None,
        signed_as=signed_as,
        signed_by=signed_by,
    )


def _mode(row: Row) -> tuple[Mode | None, bool]:
    """Return the way of visiting, None where none was written, and whether the cell was understood."""
    if row.cell("mode") is None:
        return None, True
    mode = row.needed("mode", values.read_mode, "")
    return mode, mode is not None


def _answers(row: Row) -> dict[str, str | list[str]]:
    answers: dict[str, str | list[str]] = {}
    for key, (_block, item) in row.form.by_key.items():
        found: str | list[str] | None
        if item.kind is ItemKind.TEXT:
            found = row.text(ANSWER + key)
        elif item.kind is ItemKind.SINGLE:
            found = row.maybe(ANSWER + key, partial(values.read_single, item))
        else:
            found = row.maybe(ANSWER + key, partial(values.read_multi, item))
            normal = item.normal
            if found and normal is not None and normal.key in found and len(found) > 1:
                row.drop(ANSWER + key, _(NOT_WITH_OTHERS).format(title=normal.title))
                found = None
        if found:
            answers[key] = found
    return answers


def _measures(row: Row) -> dict[str, str]:
    given: dict[str, str] = {}
    both = values.both_pressures(row.cell(MEASURE + _UPPER))
    for measure in row.form.measures:
        key = MEASURE + measure.key
        if (
            both is not None
            and measure.key in (_UPPER, _LOWER)
            and not (measure.key == _LOWER and row.cell(key) is not None)
        ):
            text: str | None = both[0 if measure.key == _UPPER else 1]
        else:
            text = row.maybe(key, partial(values.read_measure, measure))
        if text is None:
            continue
        try:
            checked(row.form.measures, {measure.key: text})
            given[measure.key] = text
        except MeasureProblem as problem:
            row.drop(key, _(str(problem.details["reason"])).format(**problem.details))
    try:
        return checked(row.form.measures, given)
    except MeasureProblem as problem:
        row.drop(MEASURE + str(problem.details["field"]), _(str(problem.details["reason"])))
        return {key: text for key, text in given.items() if key not in (_UPPER, _LOWER)}


def _finding(row: Row, answers: Mapping[str, str | list[str]]) -> tuple[FindingKind | None, str]:
    """Return kind and words of what was found.

    A text without kind is of the gravest kind that the answers suggest, else a need; a kind without text is nothing.
    """
    text = row.text("finding")
    if values.says_nothing(text):
        text = ""
    kind = row.maybe("finding_kind", values.read_finding_kind)
    if not text:
        if kind is not None:
            row.drop("finding", _(NO_FINDING))
        return None, ""
    if kind is None:
        suggested = {option.finding for _block, _item, option in row.form.chosen(answers)}
        kind = next((each for each in FindingKind if each in suggested), FindingKind.NEED)
        row.warn("finding_kind", _(NO_KIND).format(kind=kind.term))
    return kind, text


def _signature(row: Row) -> tuple[SignatureKind | None, str]:
    kind = row.maybe("signed_as", values.read_signature)
    name = row.text("signed_by")
    if kind is SignatureKind.PROXY and not name:
        row.drop("signed_as", _(NO_PROXY))
        return None, ""
    if kind is None and name:
        kind = SignatureKind.PROXY
        row.warn("signed_as", _(NO_SIGNATURE).format(kind=kind.term))
    return kind, name
