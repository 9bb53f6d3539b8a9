"""Plain portrait reports: a box of facts, then titled tables that flow over as many pages as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_rows
from desktop_app.reports.frames import NORMAL, Fitted, FormRow, deal_rows, draw_ends
from desktop_app.reports.grid import Column, Grid, HeadCell, MeasuredRow, Type
from desktop_app.reports.paper import Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

_MARGIN = 18 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN
_LABEL = 34 * MM
_PAIR_LABEL = 26 * MM
_TITLE_HEIGHT = 17 * MM
_CAPTION = 9 * MM
_GAP = 4 * MM
_NOTE_SIZE, _NOTE_LEADING = 9.0, 12.5
_HEAD = 7.5 * MM
_LEAST_ROWS = 2
"""Rows that stand at least under a caption before the page ends."""


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table: (title, width in mm, alignment) per column, rows of texts, words when there are none."""

    caption: str
    columns: tuple[tuple[str, float, str], ...]
    rows: Sequence[Sequence[str]]
    empty: str

    def grid(self) -> Grid:
        """Return the ruled table, stretched to the width of the page."""
        scale = _WIDTH / sum(width for _title, width, _align in self.columns)
        return Grid(
            columns=tuple(Column(width * scale, align) for _title, width, align in self.columns),
            head=tuple(HeadCell(title, index) for index, (title, _width, _align) in enumerate(self.columns)),
            head_heights=(_HEAD,),
            type=Type(size=9.5, leading=12.4),
            head_type=Type(size=9.5, leading=12.4, role=SERIF_BOLD),
            least_height=6.5 * MM,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainReport:
    """A whole report: title, facts as label and text, ``pairs`` two of them in a row, tables, closing notes."""

    title: str
    signed: Signed
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    sign_places: tuple[str, ...] = ("经办人：", "审核人：", "日期：")
    whose: str = ""
    """Whom it is about, where it is about one person or one matter."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one page shows of one table; without rows it says why there are none."""

    table: Table
    grid: Grid
    rows: tuple[MeasuredRow, ...]
    continued: bool


def write(path: Path, report: PlainReport, progress: Progress = SILENT) -> Printed:
    """Write the report as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(PORTRAIT, report.signed, report.title, progress, margin=_MARGIN)
    draw(sheet, report)
    return sheet.save(path)


def stated(report: PlainReport) -> Iterator[Stated]:
    """Yield what the report states, fact by fact and row by row."""
    for label, text in (*report.pairs, *report.facts):
        yield Stated(report.whose, label, text)
    for table in report.tables:
        yield from stated_rows(report.whose, table.caption, table.rows)


def draw(sheet: Sheet, report: PlainReport) -> None:
    """Draw the report, with a bookmark where it is about somebody; raises Cancelled."""
    sheet.turn_to(PORTRAIT, report.signed, margin=_MARGIN)
    if report.whose:
        sheet.begin_part(report.whose)
    progress = sheet.progress
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT
    facts = deal_rows(
        [piece for row in _facts(report) for piece in NORMAL.split_tall(row, room / 2)], room, 0.0
    )
    notes = [line for note in report.notes for line in wrap(note, SERIF, _NOTE_SIZE, _WIDTH)]
    pages = _plan(report, room, facts, _GAP + len(notes) * _NOTE_LEADING + 12 * MM, progress)
    for number, pieces in enumerate(pages, start=1):
        y = _draw_head(sheet, report)
        if number <= len(facts):
            y = NORMAL.draw(sheet, sheet.left, y, facts[number - 1], width=_WIDTH)
        for piece in pieces:
            y = _draw_piece(sheet, piece, y + _GAP)
        if number == len(pages):
            _draw_tail(sheet, report, notes, y + _GAP)
        sheet.end_page(number, len(pages))
        progress.report(number, len(pages), report.title)


def _facts(report: PlainReport) -> list[FormRow]:
    """Return the rows of the box of facts; those in pairs have one line in their forms, whatever a joined file holds."""
    rows = []
    for start in range(0, len(report.pairs), 2):
        pair = report.pairs[start : start + 2]
        value = _WIDTH / len(pair) - _PAIR_LABEL
        rows.append(
            NORMAL.fields(*((label, " ".join(text.split()), _PAIR_LABEL, value) for label, text in pair))
        )
    label_width = _PAIR_LABEL if report.pairs else _LABEL
    return rows + [
        NORMAL.fields((label, text, label_width, _WIDTH - label_width)) for label, text in report.facts
    ]


def _plan(
    report: PlainReport, room: float, facts: Sequence[Sequence[FormRow]], tail: float, progress: Progress
) -> list[list[_Piece]]:
    """Deal captions, rows and tail out to pages, the first of them begun by a page of facts each."""
    left = room - sum(row.height for row in facts[-1]) if facts else room
    pages: list[list[_Piece]] = [[] for _page in facts] or [[]]
    for table in report.tables:
        grid = table.grid()
        rows = grid.measure_all(table.rows, room / 2, progress)
        continued = False
        while True:
            fitting = _count_fitting(rows, left - _GAP - _CAPTION - _HEAD)
            # On a page of its own whatever fits has to do: of rows as high as half a page there is only one.
            if fitting < min(len(rows) or 1, _LEAST_ROWS) and not (fitting and left == room):
                pages.append([])
                left = room
                continue
            if len(rows) - fitting == 1 and fitting > _LEAST_ROWS:
                fitting -= 1
            pages[-1].append(_Piece(table, grid, tuple(rows[:fitting]), continued))
            left -= _GAP + _CAPTION + _HEAD + (sum(row.height for row in rows[:fitting]) or _HEAD)
            rows, continued = rows[fitting:], True
            if not rows:
                break
            pages.append([])
            left = room
    if left < tail:
        pages.append(_with_tail(pages[-1]))
    return pages


def _with_tail(page: list[_Piece]) -> list[_Piece]:
    """Take from a page what goes on with the signatures: the last rows of its last table, or that whole table."""
    if not page:
        return []
    last = page[-1]
    if len(last.rows) < 2 * _LEAST_ROWS:
        return [page.pop()] if len(page) > 1 else []
    page[-1] = replace(last, rows=last.rows[:-_LEAST_ROWS])
    return [replace(last, rows=last.rows[-_LEAST_ROWS:], continued=True)]


def _count_fitting(rows: Sequence[MeasuredRow], room: float) -> int:
    """Return how many rows fit; an empty table counts as one row."""
    if not rows:
        return 1 if room >= _HEAD else 0
    used = 0.0
    for count, row in enumerate(rows):
        used += row.height
        if used > room:
            return count
    return len(rows)


def _draw_head(sheet: Sheet, report: PlainReport) -> float:
    sheet.text(
        sheet.left, sheet.top - 1 * MM, report.title, size=18, role=SERIF_BOLD, align="center", room=_WIDTH
    )
    y = sheet.top + 10.5 * MM
    draw_ends(sheet, y, f"单位：{report.signed.unit}", "", report.signed.division, size=10, room=_WIDTH)
    return sheet.top + _TITLE_HEIGHT


def _draw_piece(sheet: Sheet, piece: _Piece, y: float) -> float:
    caption = piece.table.caption + ("（续）" if piece.continued else "")
    shown = Fitted.make(caption, 11, _WIDTH, SERIF_BOLD)
    sheet.text(sheet.left, y + 2.2 * MM, shown.text, size=shown.size, role=SERIF_BOLD)
    y += _CAPTION
    if piece.rows:
        return piece.grid.draw_page(sheet, sheet.left, y, piece.rows)
    sheet.box(sheet.left, y, _WIDTH, _HEAD)
    sheet.text(sheet.left, y + 2 * MM, piece.table.empty, size=10, align="center", room=_WIDTH)
    return y + _HEAD


def _draw_tail(sheet: Sheet, report: PlainReport, notes: Sequence[str], y: float) -> None:
    y = sheet.lines_of_text(sheet.left, y, notes, size=_NOTE_SIZE, leading=_NOTE_LEADING) + 5 * MM
    for index, place in enumerate(report.sign_places):
        wide = _WIDTH / len(report.sign_places)
        fitted = Fitted.make(place, 10, wide - 1 * MM)
        sheet.text(sheet.left + index * wide, y, fitted.text, size=fitted.size)
