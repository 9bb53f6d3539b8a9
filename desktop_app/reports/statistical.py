"""Head and foot of a table paper as offices know them: the block of a statistical form, unit and period, signature line."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.lettering import printable, width
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.sheet import MM, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import wrap

TITLE_SIZE = 18.0
LINE_SIZE = 10.5
BLOCK_SIZE = 9.0
NOTE_SIZE, NOTE_LEADING = 9.0, 11.4
_BLOCK_LINE = 4.4 * MM
_BLOCK_LABEL = 45.0
_GAP = 4 * MM
_TITLE_LINE = 8.2 * MM
_CONTINUED = "（续表）"
_UNITS = "计量单位"
_INDICES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def title_lines(layout: Layout, room: float, *, continued: bool) -> tuple[str, ...]:
    """Return the lines of the title, broken where it is wider than the page."""
    text = layout.title + (_CONTINUED if continued else "")
    return wrap(text, SERIF_BOLD, TITLE_SIZE, room)


def head_height(layout: Layout, signed: Signed, room: float) -> float:
    """Return how much a page's head takes above the table; continued pages take the same."""
    lines = len(title_lines(layout, room, continued=True)) - 1
    return lines * _TITLE_LINE + (
        _block_top(layout, signed, room) + len(block_lines(layout, signed)) * _BLOCK_LINE + 2 * MM
    )


def draw_head(
    sheet: Sheet, layout: Layout, *, left: float, room: float, place: str, period: str, continued: bool
) -> None:
    """Draw title, block, division, unit with its seal place, ``place`` and ``period``."""
    signed = sheet.signed
    titles = title_lines(layout, room, continued=continued)
    y = sheet.top
    for line in titles:
        sheet.text(left, y, line, size=TITLE_SIZE, role=SERIF_BOLD, align="center", room=room)
        y += _TITLE_LINE
    block = block_lines(layout, signed)
    y = sheet.top + (len(titles) - 1) * _TITLE_LINE + _block_top(layout, signed, room)
    wide = _block_width(layout, block)
    for index, (label, value) in enumerate(block):
        at = y + index * _BLOCK_LINE
        sheet.text(left + room - wide, at, label, size=BLOCK_SIZE)
        sheet.text(left + room - wide + _BLOCK_LABEL, at, value, size=BLOCK_SIZE)
    last = y + (len(block) - 1) * _BLOCK_LINE - 1.0
    if layout.statistical:
        sheet.text(left, last - 2 * _BLOCK_LINE, signed.division, size=LINE_SIZE)
    sheet.text(left, last, f"填报单位（盖章）：{signed.unit}", size=LINE_SIZE)
    middle = "　　".join(part for part in (place, period) if part)
    _draw_middle(sheet, left, last, middle, room=room, right=wide if block[-1] != ("", "") else 0.0)


def _draw_middle(sheet: Sheet, left: float, y: float, words: str, *, room: float, right: float) -> None:
    """Draw place and period in the middle of the page; in the middle of what the unit leaves free if it is long."""
    wide = width(printable(words), SERIF, LINE_SIZE)
    taken = width(printable(f"填报单位（盖章）：{sheet.signed.unit}"), SERIF, LINE_SIZE) + _GAP
    if (room - wide) / 2 >= taken and (room - wide) / 2 >= right + _GAP:
        sheet.text(left, y, words, size=LINE_SIZE, align="center", room=room)
        return
    free = max(room - taken - right - _GAP, room * 0.2)
    size = LINE_SIZE * min(1.0, free / wide)
    sheet.text(left + taken, y + LINE_SIZE - size, words, size=size, align="center", room=free)


def foot_height(layout: Layout, notes: list[str]) -> float:
    """Return how much notes and signature line take under the table."""
    return 2 * MM + len(notes) * NOTE_LEADING + (13 * MM if layout.signatures else 0)


def note_lines(notes: tuple[str, ...], room: float) -> list[str]:
    """Break the sentences under a table into lines."""
    return [line for note in notes for line in wrap(note, SERIF, NOTE_SIZE, room)]


def draw_foot(sheet: Sheet, layout: Layout, *, left: float, room: float, y: float, notes: list[str]) -> None:
    """Draw the notes and the line of signatures at ``y``."""
    y = sheet.lines_of_text(left, y + 2 * MM, notes, size=NOTE_SIZE, leading=NOTE_LEADING) + 4.5 * MM
    for index, place in enumerate(signature_places(layout, sheet.signed)):
        sheet.text(left + index * room / len(layout.signatures), y, place, size=LINE_SIZE)


def signature_places(layout: Layout, signed: Signed) -> tuple[str, ...]:
    """Return the places of the signature line; dates and the unit's telephone are filled in where they are known."""
    known = {"联系电话：": signed.phone}
    return tuple(
        place + (day_text(signed.reported_on) if place.endswith("日期：") else known.get(place, ""))
        for place in layout.signatures
    )


def index_of(place: int, *, label: bool) -> str:
    """Return what the index row shows in the ``place``-th column of its kind: 甲 乙 … of words, 1 2 … of figures."""
    if not label:
        return str(place + 1)
    return _INDICES[place] if place < len(_INDICES) else ""


def block_lines(layout: Layout, signed: Signed) -> list[tuple[str, str]]:
    """Return the lines at the top right: label and value."""
    if not layout.statistical:
        return [("计量单位：", layout.measure)] if layout.measure else [("", "")]
    block = [
        ("表　　号：", layout.form_number),
        ("制定机关：", layout.made_by_office or signed.unit),
        ("批准机关：", layout.approved_by),
        ("批准文号：", layout.approved_as),
        ("有效期至：", layout.valid_until),
        ("计量单位：", layout.measure),
    ]
    return [(label, value or "——") for label, value in block]


def index_row(labels: Sequence[bool]) -> list[str]:
    """Return the row of indices: ``labels`` tells of each column whether it holds words."""
    found: list[str] = []
    counts = {True: 0, False: 0}
    for label in labels:
        found.append(index_of(counts[label], label=label))
        counts[label] += 1
    return found


def unit_texts(columns: Sequence[LaidColumn]) -> list[str]:
    """Return the row of units: what it is in a first column that has none, —— in others."""
    return [column.unit or (_UNITS if index == 0 else "——") for index, column in enumerate(columns)]


def _block_top(layout: Layout, signed: Signed, room: float) -> float:
    """Return how far under the title's last line the block begins; beside a short title it begins at its height."""
    if not layout.statistical:
        return 11.5 * MM
    titles = title_lines(layout, room, continued=True)
    beside = (room - width(printable(titles[-1]), SERIF_BOLD, TITLE_SIZE)) / 2
    fits = _block_width(layout, block_lines(layout, signed)) + _GAP <= beside
    return 1 * MM if fits and len(titles) == 1 else 10 * MM


def _block_width(layout: Layout, block: Sequence[tuple[str, str]]) -> float:
    """Return the width of the block; long names of offices push it to the left instead of off the page."""
    longest = max((width(printable(value), SERIF, BLOCK_SIZE) for _label, value in block), default=0.0)
    return max(_BLOCK_LABEL + longest, 58 * MM if layout.statistical else 0.0)
