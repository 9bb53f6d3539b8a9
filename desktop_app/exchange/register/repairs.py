"""Collect the rows that somebody has to look at, with their cells as in the file, so that they can be put right."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.exchange.register.rows import ParsedRegister, RepairRow
from desktop_app.exchange.workbooks.contents import Sheet
from desktop_app.exchange.workbooks.rows import CellProblem, Severity, text_of

NO_COLUMN = -1
"""The place of a reason that belongs to the whole row."""


def repairs_of(parsed: ParsedRegister, problems: Iterable[CellProblem]) -> tuple[RepairRow, ...]:
    """Return each row with a problem once, in the order of the file."""
    found: dict[tuple[str, int], list[CellProblem]] = {}
    for problem in problems:
        found.setdefault((problem.sheet or parsed.sheets[0], problem.row), []).append(problem)
    sheets = {sheet.name: sheet for sheet in parsed.book.sheets}
    order = {name: place for place, name in enumerate(sheets)}
    return tuple(
        _row(sheets[sheet], row, found[sheet, row])
        for sheet, row in sorted(found, key=lambda key: (order[key[0]], key[1]))
    )


def _row(sheet: Sheet, number: int, problems: list[CellProblem]) -> RepairRow:
    reasons: dict[int, str] = {}
    for problem in problems:
        index = NO_COLUMN if problem.index is None else problem.index
        reasons[index] = "；".join(filter(None, (reasons.get(index, ""), problem.reason)))
    return RepairRow(
        sheet=sheet.name,
        row=number,
        cells=tuple(text_of(cell) for cell in sheet.rows[number - 1]),
        reasons=reasons,
        rejected=any(problem.severity is not Severity.WARNING for problem in problems),
        refused=any(problem.severity is Severity.ROW for problem in problems),
    )
