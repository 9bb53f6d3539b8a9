"""探访记录表（待填）: one A4 sheet per person to fill in by hand, with the code by which it is entered later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.domain.sheet_codes import SAMPLE
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.frames import (
    COMPACT,
    NORMAL,
    FormKit,
    FormRow,
    deal_rows,
    draw_ends,
    with_room_to_write,
)
from desktop_app.reports.lettering import width
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.sheet_marks import SheetMark, draw_qr
from desktop_app.reports.visit_record import BlockAnswer
from desktop_app.reports.wrapping import pack

TITLE = "特殊困难老年人探访记录表（待填）"
EMPTY = "所选范围内没有要探访的老年人"


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """Something to measure: its name and unit."""

    title: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankVisit:
    """One sheet to be filled in: what is known of the person beforehand, and what is asked.

    ``blocks`` come with nothing ticked; ``reminder`` says what stood out at the last visit.
    """

    name: str
    sex: str
    age: int | None
    id_number: str = ""
    phone: str = ""
    categories: tuple[str, ...] = ()
    tier: str = ""
    village: str = ""
    address: str = ""
    visitor: str = ""
    why: str = ""
    until: str = ""
    blocks: tuple[BlockAnswer, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    reminder: str = ""
    for_on: date
    mark: SheetMark | None = None


_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 20 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 20 * MM
_ITEM = 32 * MM
_ANSWER = _WIDTH - _BAND - _ITEM
_QR = 18 * MM
_HEAD_HEIGHT = 20 * MM
_SIGNATURES = 28 * MM
_MOST_ROOM = 7 * MM
"""So much higher a row becomes at most where the page has room to spare."""
_FINDING_LINES = 2
_NUMBERS = "一二三四五六七八九十"
_BLANK = "________"
_FINE = FormKit(size=9.0, leading=10.8, pad_y=0.5 * MM, least_row=5.0 * MM)
_FINEST = FormKit(size=8.5, leading=9.8, pad_y=0.3 * MM, least_row=4.6 * MM)


def write(path: Path, signed: Signed, visits: Iterable[BlankVisit], progress: Progress = SILENT) -> Printed:
    """Write one page per person; raises Cancelled and OSError."""
    sheet = Sheet(PORTRAIT, signed, TITLE, progress, margin=_MARGIN_X)
    draw(sheet, signed, visits)
    return sheet.save(path)


def draw(sheet: Sheet, signed: Signed, visits: Iterable[BlankVisit]) -> None:
    """Draw one page per person, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    # A form of one page leaves more for it than a book of records.
    sheet.top = 10 * MM
    draw_each(
        sheet,
        visits,
        draw=lambda one: _write_one(sheet, signed, one),
        draw_title=lambda: _draw_head(sheet, signed, None),
        empty=EMPTY,
        what=TITLE,
    )


def _write_one(sheet: Sheet, signed: Signed, visit: BlankVisit) -> None:
    code = visit.mark.code if visit.mark is not None and visit.mark.code != SAMPLE else ""
    sheet.begin_part(f"{visit.name} {code}".strip() or TITLE, code)
    kit, pages = _dealt(visit, sheet.bottom - sheet.top - _HEAD_HEIGHT)
    for number, page in enumerate(pages, start=1):
        _draw_head(sheet, signed, visit, f"{visit.name}（续页）" if number > 1 else "")
        y = kit.draw(sheet, sheet.left, sheet.top + _HEAD_HEIGHT, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_signatures(sheet, y, kit.size)
        sheet.end_page(number, len(pages))


def _dealt(visit: BlankVisit, room: float) -> tuple[FormKit, list[list[FormRow]]]:
    """Return the rows on one page in the largest type in which they fit there, else on several in the smallest."""
    for kit in (NORMAL, COMPACT, _FINE):
        rows = _rows(kit, visit)
        if sum(row.height for row in rows) + _SIGNATURES <= room:
            return kit, [with_room_to_write(rows, room - _SIGNATURES, _MOST_ROOM)]
    rows = [piece for row in _rows(_FINEST, visit) for piece in _FINEST.split_tall(row, room / 2)]
    return _FINEST, deal_rows(rows, room, _SIGNATURES)


def _rows(kit: FormKit, visit: BlankVisit) -> list[FormRow]:
    rows = [*_person_rows(kit, visit), *_visit_rows(kit, visit)]
    for number, block in enumerate(visit.blocks):
        band = f"{_NUMBERS[number]}、\n{block.title}"
        for item in block.items:
            boxes = kit.listed([choice.boxed for choice in item.choices] or [""], _ANSWER, "  ")
            rows.append(kit.row(kit.label(item.label, _ITEM), boxes, band=band))
    if visit.measures:
        blanks = [f"{one.title} {_BLANK} {one.unit}" for one in visit.measures]
        rows.append(kit.row(kit.label("测量\n（选填）", _LABEL), kit.listed(blanks, _WIDTH - _LABEL, "    ")))
    rows += _finding_rows(kit)
    if visit.reminder:
        rows.append(kit.fields(("上次情况", visit.reminder, _LABEL, _WIDTH - _LABEL)))
    rest = _WIDTH - 2 * _LABEL - 42 * MM
    rows.append(
        kit.fields(("下次探访", day_text(None), _LABEL, 42 * MM), ("其他情况", "", _LABEL, rest)),
    )
    return rows


def _person_rows(kit: FormKit, visit: BlankVisit) -> list[FormRow]:
    small, sex, age = 13 * MM, 12 * MM, 14 * MM
    phone = 40 * MM
    name = _WIDTH - 2 * _LABEL - 2 * small - sex - age - phone
    address = " ".join(part for part in (visit.village, visit.address) if part)
    number = 48 * MM
    tier = 26 * MM
    return [
        kit.fields(
            ("姓名", visit.name, _LABEL, name),
            ("性别", visit.sex, small, sex),
            ("年龄", "" if visit.age is None else f"{visit.age}岁", small, age),
            ("联系电话", visit.phone, _LABEL, phone),
        ),
        kit.row(
            kit.label("身份证号", _LABEL),
            kit.value(visit.id_number, number),
            kit.label("类别标签", _LABEL),
            kit.listed(visit.categories, _WIDTH - 3 * _LABEL - number - tier),
            kit.label("风险等级", _LABEL),
            kit.value(visit.tier, tier),
        ),
        kit.fields(("住址", address, _LABEL, _WIDTH - _LABEL)),
    ]


def _visit_rows(kit: FormKit, visit: BlankVisit) -> list[FormRow]:
    modes = [f"□{mode.term}" for mode in Mode]
    outcomes = [f"□{outcome.term}" for outcome in Outcome]
    reason = "；".join(part for part in (visit.until, visit.why) if part)
    owner = 40 * MM
    return [
        kit.fields(
            ("应访依据", reason, _LABEL, _WIDTH - 2 * _LABEL - owner),
            ("责任人", visit.visitor, _LABEL, owner),
        ),
        kit.fields(
            ("探访时间", f"{day_text(None)}    时    分", _LABEL, 1.1 * _HALF),
            ("同行人", "", _LABEL, 0.9 * _HALF),
        ),
        kit.row(kit.label("探访方式", _LABEL), kit.listed(modes, _WIDTH - _LABEL, "   ")),
        kit.row(kit.label("探访结果", _LABEL), kit.listed(outcomes, _WIDTH - _LABEL, "  ")),
    ]


_FINDING_COLUMNS = (("类别", 34 * MM), ("问题", 46 * MM), ("处理措施和转介去向", 46 * MM))


def _finding_rows(kit: FormKit) -> list[FormRow]:
    """Return the lines for what was found, each of two lines of writing."""
    band = "发现问题\n□未发现"
    widths = [width for _title, width in _FINDING_COLUMNS]
    widths.append(_WIDTH - _BAND - sum(widths))
    titles = [*(title for title, _width in _FINDING_COLUMNS), "时限"]
    rows = [kit.row(*map(kit.label, titles, widths), band=band, leading=True)]
    kinds = [f"□{kind.term}" for kind in FindingKind]
    for _line in range(_FINDING_LINES):
        cells = [kit.listed(kinds, widths[0], "  "), *(kit.value("", width) for width in widths[1:])]
        rows.append(kit.row(*cells, band=band))
    return rows


def _draw_head(sheet: Sheet, signed: Signed, visit: BlankVisit | None, whose: str = "") -> None:
    y = sheet.top
    sheet.text(sheet.left, y + 3 * MM, TITLE, size=16, role=SERIF_BOLD, align="center", room=_WIDTH - _QR)
    below = y + 13 * MM
    unit = f"填报单位：{signed.unit}"
    room = _WIDTH - _QR - 2 * MM
    mark = visit.mark if visit is not None else None
    if mark is None:
        number = "编号：____________" if visit is not None else ""
        draw_ends(sheet, below, unit, whose, number, size=9.5, room=room)
        return
    draw_qr(sheet, sheet.right - _QR, y, _QR, mark.code)
    digits = " ".join(mark.halves)
    said = f"编号（{mark.remark}）" if mark.remark else "编号"
    sheet.text(sheet.left, below + 0.8 * MM, said, size=9.5, align="right", room=room - 30 * MM)
    free = room - 30 * MM - width(said, SERIF, 9.5) - 2 * MM
    draw_ends(sheet, below, unit, whose, "", size=9.5, room=free)
    sheet.text(sheet.left, below - 1.2 * MM, digits, size=16, role=SERIF_BOLD, align="right", room=room)


def _draw_signatures(sheet: Sheet, y: float, size: float) -> None:
    """Draw the boxes for the elder, who signs for them, the visitor and the seal under the form's frame."""
    widths = (0.38 * _WIDTH, 0.32 * _WIDTH, 0.30 * _WIDTH)
    sheet.box(sheet.left, y, _WIDTH, _SIGNATURES)
    x, under = sheet.left, y + _SIGNATURES - 5 * MM
    for title, wide in zip(
        ("被探访人签字（手印）：", "探访人签字：", "嘎查村（社区）盖章："), widths, strict=True
    ):
        if x > sheet.left:
            sheet.rule(x, y, x, y + _SIGNATURES)
            sheet.text(x, under, day_text(None), size=size, align="right", room=wide - 3 * MM)
        sheet.text(x + 2 * MM, y + 2 * MM, title, size=size)
        x += wide
    sheet.text(sheet.left + 2 * MM, y + 11 * MM, "代签人及关系：", size=size)
    boxes = [f"□{kind.term}" for kind in SignatureKind]
    ways = pack(boxes, SERIF, size, widths[0] - 4 * MM, "  ").splitlines()
    top = y + _SIGNATURES - 1.5 * MM - len(ways) * 1.25 * size
    sheet.lines_of_text(sheet.left + 2 * MM, top, ways, size=size, leading=1.25 * size)
