"""Head and foot of a table paper as offices know them: the block of a statistical form, unit and period, signature line."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.reports.frames import Fitted
from desktop_app.reports.layouts import LaidColumn, Layout
from desktop_app.reports.lettering import printable, width
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.sheet import MM, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.wrapping import wrap

TITLE_SIZE = 18.0
CONTINUED_SIZE = 14.0
LINE_SIZE = 10.5
BLOCK_SIZE = 9.0
NOTE_SIZE, NOTE_LEADING = 9.0, 11.4
_BLOCK_LINE = 4.4 * MM
_BLOCK_LABEL = 45.0
_GAP = 4 * MM
_BESIDE = 0.62
"""How much of its line the unit may take beside place and period."""
_TITLE_LINE = 8.2 * MM
_CONTINUED_LINE = 6.4 * MM
_CONTINUED = "（续表）"
_UNDER_TITLE = {False: 11.5 * MM, True: 8.6 * MM}
"""From the title's last line to what stands under it, on a first and on a continued page."""
_SIGNED_AFTER, _UNDER_SIGNED = 4.5 * MM, 7.5 * MM
"""Above and below the top of the signature line."""
_UNITS = "计量单位"
_INDICES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def title_lines(layout: Layout, room: float, *, continued: bool) -> tuple[str, ...]:
    """Return the lines of the title, broken where it is wider than the page."""
    title = " ".join(layout.title.splitlines())
    if continued:
        return wrap(title + _CONTINUED, SERIF_BOLD, CONTINUED_SIZE, room)
    return wrap(title, SERIF_BOLD, TITLE_SIZE, room)


def head_height(layout: Layout, signed: Signed, room: float, *, continued: bool) -> float:
    """Return how much a page's head takes above the table; that of continued pages has no block and is short."""
    lines = len(title_lines(layout, room, continued=continued)) - 1
    line = _CONTINUED_LINE if continued else _TITLE_LINE
    block = _block(layout, signed, room, continued=continued)
    top = _block_top(layout, signed, room, continued=continued)
    above = _above(layout, signed, room, continued=continued)
    return lines * line + top + above + len(block) * _BLOCK_LINE + 2 * MM


def draw_head(
    sheet: Sheet, layout: Layout, *, left: float, room: float, place: str, period: str, continued: bool
) -> None:
    """Draw title, block, division, unit with its seal place, ``place`` and ``period``.

    A continued page repeats what tells it from others: title, unit, place, period and the measure.
    """
    signed = sheet.signed
    titles = title_lines(layout, room, continued=continued)
    size, step = (CONTINUED_SIZE, _CONTINUED_LINE) if continued else (TITLE_SIZE, _TITLE_LINE)
    y = sheet.top
    for line in titles:
        sheet.text(left, y, line, size=size, role=SERIF_BOLD, align="center", room=room)
        y += step
    block = _block(layout, signed, room, continued=continued)
    y += _block_top(layout, signed, room, continued=continued) - step
    y += _above(layout, signed, room, continued=continued)
    wide = _block_width(layout, block)
    for index, (label, value) in enumerate(block):
        at = y + index * _BLOCK_LINE
        sheet.text(left + room - wide, at, label, size=BLOCK_SIZE)
        sheet.text(left + room - wide + _BLOCK_LABEL, at, value, size=BLOCK_SIZE)
    last = y + (len(block) - 1) * _BLOCK_LINE - 1.0
    unit, own = _unit(signed, continued=continued), _own_lines(layout, signed, room, continued=continued)
    if layout.statistical and not continued:
        fitted = Fitted.make(signed.division, LINE_SIZE, room - wide - _GAP)
        at = last - max(len(own) + 1, 2) * _BLOCK_LINE
        sheet.text(left, at, fitted.text, size=fitted.size)
    for index, line in enumerate(own):
        sheet.text(left, last - (len(own) - index) * _BLOCK_LINE, line, size=BLOCK_SIZE)
    if not own:
        sheet.text(left, last, unit, size=LINE_SIZE)
    middle = "　　".join(" ".join(part.splitlines()) for part in (place, period) if part)
    right = wide if block[-1] != ("", "") else 0.0
    _draw_middle(sheet, left, last, middle, "" if own else unit, room=room, right=right)


def _draw_middle(
    sheet: Sheet, left: float, y: float, words: str, unit: str, *, room: float, right: float
) -> None:
    """Draw place and period in the middle of the page; in the middle of what the unit leaves free if it is long."""
    wide = width(printable(words), SERIF, LINE_SIZE)
    taken = width(printable(unit), SERIF, LINE_SIZE) + _GAP if unit else 0.0
    if (room - wide) / 2 >= taken and (room - wide) / 2 >= right + _GAP:
        sheet.text(left, y, words, size=LINE_SIZE, align="center", room=room)
        return
    free = room - taken - right - _GAP
    fitted = Fitted.make(words, LINE_SIZE, free)
    sheet.text(
        left + taken, y + LINE_SIZE - fitted.size, fitted.text, size=fitted.size, align="center", room=free
    )


def _unit(signed: Signed, *, continued: bool) -> str:
    return f"填报单位{'' if continued else '（盖章）'}：{signed.unit}"


def _own_lines(layout: Layout, signed: Signed, room: float, *, continued: bool) -> tuple[str, ...]:
    """Return the lines that a long name of the unit takes above place and period, none where it stands beside them."""
    unit = _unit(signed, continued=continued)
    free = room - _block_width(layout, _block(layout, signed, room, continued=continued)) - _GAP
    if width(printable(unit), SERIF, LINE_SIZE) <= free * _BESIDE:
        return ()
    return wrap(unit, SERIF, BLOCK_SIZE, free)


def _above(layout: Layout, signed: Signed, room: float, *, continued: bool) -> float:
    """Return how much the lines of a long unit take above the block, in which a statistical head has room for two."""
    lines = len(_own_lines(layout, signed, room, continued=continued))
    statistical = layout.statistical and not continued
    return max(lines - (2 if statistical else 0), 0) * _BLOCK_LINE


def foot_height(layout: Layout, notes: list[str]) -> float:
    """Return how much notes and signature line take under the table."""
    signed = _SIGNED_AFTER + _UNDER_SIGNED if layout.signatures else 0
    return 2 * MM + len(notes) * NOTE_LEADING + signed


def note_blocks(notes: Sequence[str], room: float) -> list[tuple[str, ...]]:
    """Break each of the sentences under a table into lines."""
    return [wrap(note, SERIF, NOTE_SIZE, room) for note in notes]


def deal_notes(blocks: Sequence[Sequence[str]], free: float, room: float) -> list[list[str]]:
    """Deal sentences out: under the table as many as fit into ``free``, the others to pages that have ``room``."""
    found: list[list[str]] = [[]]
    for block in blocks:
        height = (len(found[-1]) + len(block)) * NOTE_LEADING
        if height > (free if len(found) == 1 else room):
            found.append([])
        found[-1] += block
    return found


def draw_foot(sheet: Sheet, layout: Layout, *, left: float, room: float, y: float, notes: list[str]) -> None:
    """Draw signature line and notes at ``y``: a statistical form is signed under the table, then come its notes.

    Other papers are signed under their notes, which belong to what is signed.
    """
    if layout.statistical and layout.signatures:
        _draw_signatures(sheet, layout, left, room, y + _SIGNED_AFTER)
        draw_notes(sheet, left, y + _SIGNED_AFTER + _UNDER_SIGNED, notes)
        return
    y = draw_notes(sheet, left, y + 2 * MM, notes)
    _draw_signatures(sheet, layout, left, room, y + _SIGNED_AFTER)


def draw_notes(sheet: Sheet, left: float, y: float, notes: Sequence[str]) -> float:
    """Draw lines of sentences at ``y`` and return the y under them."""
    return sheet.lines_of_text(left, y, notes, size=NOTE_SIZE, leading=NOTE_LEADING)


def _draw_signatures(sheet: Sheet, layout: Layout, left: float, room: float, y: float) -> None:
    wide = room / max(len(layout.signatures), 1)
    for index, place in enumerate(signature_places(layout, sheet.signed)):
        fitted = Fitted.make(place, LINE_SIZE, wide - 1 * MM)
        sheet.text(left + index * wide, y, fitted.text, size=fitted.size)


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


def block_lines(layout: Layout, signed: Signed, *, continued: bool = False) -> list[tuple[str, str]]:
    """Return the lines at the top right: label and value."""
    if continued or not layout.statistical:
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


def _block(layout: Layout, signed: Signed, room: float, *, continued: bool = False) -> list[tuple[str, str]]:
    """Return the lines at the top right, long values broken, so that half of the head stays free."""
    found: list[tuple[str, str]] = []
    for label, value in block_lines(layout, signed, continued=continued):
        lines = wrap(value, SERIF, BLOCK_SIZE, room * 0.45 - _BLOCK_LABEL)
        found += [(label if index == 0 else "", line) for index, line in enumerate(lines)]
    return found


def _block_top(layout: Layout, signed: Signed, room: float, *, continued: bool) -> float:
    """Return how far under the title's last line the block begins; beside a short title it begins at its height."""
    if continued or not layout.statistical:
        return _UNDER_TITLE[continued]
    titles = title_lines(layout, room, continued=False)
    beside = (room - width(printable(titles[-1]), SERIF_BOLD, TITLE_SIZE)) / 2
    fits = _block_width(layout, _block(layout, signed, room)) + _GAP <= beside
    return 1 * MM if fits and len(titles) == 1 else 10 * MM


def _block_width(layout: Layout, block: Sequence[tuple[str, str]]) -> float:
    """Return the width of the block; long names of offices push it to the left instead of off the page."""
    longest = max((width(printable(value), SERIF, BLOCK_SIZE) for _label, value in block), default=0.0)
    return max(_BLOCK_LABEL + longest, 58 * MM if len(block) > 1 else 0.0)
