"""探访记录连续页: a person's visits of one year on continuous sheets, several visits to a page, each signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import FormKit, FormRow, draw_ends, to_write_on
from desktop_app.reports.paper import Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

TITLE = "特殊困难老年人探访记录（连续页）"
EMPTY = "所选范围内没有探访记录"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearVisit:
    """One visit in short: ``seen`` is the title and what was noticed of each block, ``when`` day and time."""

    when: str = ""
    mode: str = ""
    outcome: str = ""
    visitor: str = ""
    seen: tuple[tuple[str, str], ...] = ()
    findings: str = ""
    handling: str = ""
    next_on: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitYear:
    """One person and the visits of one year, the first of the year first; ``year`` is None on a blank form."""

    name: str = ""
    sex: str = ""
    age: str = ""
    phone: str = ""
    categories: str = ""
    tier: str = ""
    address: str = ""
    year: int | None = None
    visits: tuple[YearVisit, ...] = ()
    summary: str = ""
    serial: str = ""
    blank: bool = False


_PERSON = {
    "name": "姓名",
    "sex": "性别",
    "age": "年龄",
    "phone": "电话",
    "categories": "类别",
    "tier": "等级",
    "address": "住址",
    "summary": "全年情况",
}
_VISIT = {
    "mode": "方式",
    "outcome": "结果",
    "visitor": "探访人",
    "seen": "探访情况",
    "findings": "发现问题",
    "handling": "处理措施",
    "next_on": "下次探访",
    "signed": "签字情况",
}
_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 18 * MM
_NUMBER = 9 * MM
_INNER = _WIDTH - _NUMBER
_TITLE_HEIGHT = 16 * MM
_GAP = 2.5 * MM
_SIGN = 9.5 * MM
_TAIL = 14 * MM
_SIZE = 10.0
_KIT = FormKit(size=9.5, leading=12.0, pad_x=1.1 * MM, pad_y=0.6 * MM, least_row=5.8 * MM)
_BLANK_VISITS = 4
_SEEN_LINES = 22 * MM
"""The least room on a blank form for what was seen."""


def write(path: Path, signed: Signed, people: Iterable[VisitYear], progress: Progress = SILENT) -> Printed:
    """Write each person's year; raises Cancelled and OSError."""
    sheet = Sheet(PORTRAIT, signed, TITLE, progress, margin=_MARGIN_X)
    draw(sheet, signed, people)
    return sheet.save(path)


def draw(sheet: Sheet, signed: Signed, people: Iterable[VisitYear]) -> None:
    """Draw each person's sheets, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    draw_each(
        sheet,
        people,
        draw=lambda one: _draw_one(sheet, signed, one),
        draw_title=lambda: _draw_title(sheet, signed, None),
        empty=EMPTY,
        what=TITLE,
    )


def blank() -> VisitYear:
    """Return a sheet with room for some visits to be written by hand."""
    return VisitYear(visits=(YearVisit(when="20    年    月    日"),) * _BLANK_VISITS, blank=True)


def stated(people: Iterable[VisitYear]) -> Iterator[Stated]:
    """Yield what the sheets state."""
    for one in people:
        yield from stated_fields(one.name, one, _PERSON)
        for visit in one.visits:
            yield from stated_fields(f"{one.name} {visit.when}", visit, _VISIT)


def _draw_one(sheet: Sheet, signed: Signed, one: VisitYear) -> None:
    sheet.begin_part(one.name or TITLE, one.serial)
    head = to_write_on(_head_rows(one)) if one.blank else _head_rows(one)
    room = sheet.bottom - sheet.top - _TITLE_HEIGHT - sum(row.height for row in head)
    blocks = [
        piece
        for number, visit in enumerate(one.visits, start=1)
        for piece in _blocks(number, visit, one, room)
    ]
    pages = _deal(blocks, room, _TAIL)
    for number, page in enumerate(pages, start=1):
        _draw_title(sheet, signed, one)
        y = _KIT.draw(sheet, sheet.left, sheet.top + _TITLE_HEIGHT, head, width=_WIDTH)
        if not page:
            sheet.text(sheet.left, y + 12 * MM, "本年没有探访记录", size=_SIZE, align="center", room=_WIDTH)
            y += 24 * MM
        for block in page:
            y = _KIT.draw(sheet, sheet.left, y + _GAP, block, width=_WIDTH, band_width=_NUMBER)
        if number == len(pages):
            _draw_tail(sheet, one, y)
        sheet.end_page(number, len(pages))


def _blocks(number: int, visit: YearVisit, one: VisitYear, room: float) -> list[list[FormRow]]:
    """Return the rows of one visit, in several pieces where they are higher than a page has room for."""
    rows = _visit_rows(str(number), visit, blank=one.blank)
    if _height(rows) <= room:
        return [rows]
    pieces: list[list[FormRow]] = [[]]
    for row in (piece for each in rows for piece in _KIT.split_tall(each, room / 2)):
        if pieces[-1] and _height([*pieces[-1], row]) > room:
            pieces.append([])
        pieces[-1].append(row)
    if len(pieces) > 1 and len(pieces[-1]) == 1 and len(pieces[-2]) > 1:
        pieces[-1].insert(0, pieces[-2].pop())
    return pieces


def _height(rows: Sequence[FormRow]) -> float:
    return _GAP + sum(row.height for row in rows)


def _deal(blocks: Sequence[list[FormRow]], room: float, tail: float) -> list[list[list[FormRow]]]:
    """Deal visits out to pages; the last visit goes with what is signed under it."""
    pages: list[list[list[FormRow]]] = [[]]
    used = 0.0
    for place, block in enumerate(blocks):
        need = _height(block) + (tail if place + 1 == len(blocks) and _height(block) + tail <= room else 0.0)
        if pages[-1] and used + need > room:
            pages.append([])
            used = 0.0
        pages[-1].append(block)
        used += _height(block)
    if used + tail > room:
        # One visit as high as a page: its last row goes on with the signatures.
        last = pages[-1][-1]
        pages[-1][-1] = last[:-1]
        pages.append([last[-1:]])
    return pages


def _head_rows(one: VisitYear) -> list[FormRow]:
    small, sex, age, phone, tier = 12 * MM, 12 * MM, 16 * MM, 30 * MM, 24 * MM
    name = _WIDTH - _LABEL - 3 * small - sex - age - phone
    return [
        _KIT.fields(
            ("姓名", one.name, _LABEL, name),
            ("性别", one.sex, small, sex),
            ("年龄", one.age, small, age),
            ("电话", one.phone, small, phone),
        ),
        _KIT.fields(
            ("类别", one.categories, _LABEL, _WIDTH - 2 * _LABEL - tier), ("等级", one.tier, _LABEL, tier)
        ),
        _KIT.fields(("住址", one.address, _LABEL, _WIDTH - _LABEL)),
    ]


def _visit_rows(number: str, visit: YearVisit, *, blank: bool) -> list[FormRow]:
    mode, visitor = 16 * MM, 34 * MM
    when, outcome = 36 * MM, _INNER - 4 * 12 * MM - 36 * MM - 16 * MM - 34 * MM
    label = 12 * MM
    seen = "；".join(f"{title}：{words}" for title, words in visit.seen)
    told = _KIT.fields(("情况", seen, label, _INNER - label))
    half = _INNER / 2 - label
    rows = [
        _KIT.fields(
            ("日期", visit.when, label, when),
            ("方式", visit.mode, label, mode),
            ("结果", visit.outcome, label, outcome),
            ("探访人", visit.visitor, label, visitor),
        ),
        _taller(told, _SEEN_LINES) if blank else told,
    ]
    if blank or visit.findings or visit.handling:
        found = _KIT.fields(("问题", visit.findings, label, half), ("处理", visit.handling, label, half))
        rows.append(_taller(found, 9 * MM) if blank else found)
    next_on = f"　下次探访：{visit.next_on}" if visit.next_on else ""
    signs = _KIT.fields(("老人\n签字", visit.signed, label, half), ("探访人\n签字", next_on, label, half))
    rows.append(_taller(signs, _SIGN))
    rows = to_write_on(rows) if blank else rows
    return [FormRow(row.cells, row.height, band=number) for row in rows]


def _taller(row: FormRow, least: float) -> FormRow:
    return FormRow(row.cells, max(row.height, least), row.band, row.leading)


def _draw_title(sheet: Sheet, signed: Signed, one: VisitYear | None) -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 9.5 * MM
    draw_ends(sheet, y, f"填报单位：{signed.unit}", "", "", size=_SIZE, room=_WIDTH - 20 * MM)
    if one is not None:
        year = f"{one.year or '20    '}年"
        sheet.text(sheet.left, y, year, size=_SIZE, role=SERIF_BOLD, align="right", room=_WIDTH)


def _draw_tail(sheet: Sheet, one: VisitYear, y: float) -> None:
    if one.summary:
        line = wrap(one.summary, SERIF, _SIZE, _WIDTH)[0]
        sheet.text(sheet.left, y + 2.5 * MM, line, size=_SIZE)
    for index, place in enumerate(("整理人：", "审核人：", "日期：20    年    月    日")):
        sheet.text(sheet.left + index * _WIDTH / 3, y + 8.5 * MM, place, size=_SIZE)
