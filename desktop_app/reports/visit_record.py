"""P1 探访记录表: one visit on one A4 sheet for signature and thumb print, many visits in one file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import said, stated_fields
from desktop_app.reports.frames import (
    COMPACT,
    NORMAL,
    Cell,
    FormKit,
    FormRow,
    deal_rows,
    draw_ends,
    to_write_on,
    with_room_to_write,
)
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated

TITLE = "特殊困难老年人探访记录表"
EMPTY = "所选范围内没有探访记录"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an item with its box ticked or empty."""

    text: str
    ticked: bool = False

    @property
    def boxed(self) -> str:
        """Return the choice as printed: ☑上门."""
        return ("☑" if self.ticked else "□") + self.text


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """One item of a block: its choices, and a text for items answered in words."""

    label: str
    choices: tuple[Choice, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class BlockAnswer:
    """One of the five blocks with all its items, so that what was not ticked is printed too."""

    title: str
    items: tuple[ItemAnswer, ...]
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """One finding: kind, what was seen, what was done, whom it was handed to, until when."""

    kind: str
    text: str
    handling: str = ""
    referred_to: str = ""
    due_on: date | None = None
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One visit as printed; ``id_number`` and ``phone`` come masked unless the paper is for the county.

    A ``blank`` one has lines to write on; its ``measures`` name what can be measured.
    """

    number: str
    name: str
    sex: str
    age: int | None
    ethnic: str = ""
    id_number: str = ""
    phone: str = ""
    categories: tuple[str, ...] = ()
    tier: str = ""
    village: str = ""
    address: str = ""
    visited_on: date | None
    visited_at: time | None = None
    mode: Mode | None
    outcome: Outcome | None
    visitor: str
    visitor_role: str = ""
    companions: tuple[str, ...] = ()
    reason: str = ""
    blocks: tuple[BlockAnswer, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    measures: str = ""
    signature: SignatureKind | None = None
    signed_by: str = ""
    photos: int = 0
    next_on: date | None = None
    remark: str = ""
    blank: bool = False


_LABELS = {
    "sex": "性别",
    "age": "年龄",
    "ethnic": "民族",
    "id_number": "身份证号",
    "phone": "联系电话",
    "categories": "类别标签",
    "tier": "风险等级",
    "village": "嘎查村（社区）",
    "address": "住址",
    "visited_on": "探访日期",
    "visited_at": "探访时间",
    "mode": "探访方式",
    "outcome": "探访结果",
    "visitor": "探访人",
    "visitor_role": "探访人身份",
    "companions": "同行人",
    "reason": "应访依据",
    "findings": "发现问题",
    "measures": "测量",
    "signature": "签字情况",
    "signed_by": "代签人",
    "photos": "照片",
    "next_on": "下次探访",
    "remark": "备注",
}
_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 20 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 20 * MM
_ITEM = 34 * MM
_ANSWER = _WIDTH - _BAND - _ITEM
_SHORT = 22 * MM
_ANSWER_SHORT = (_WIDTH - _BAND - _SHORT - _ITEM) / 2
"""Two short items side by side: the label of the first, and the answer of each."""
_HEAD_HEIGHT = 17 * MM
_SIGNATURES = 30 * MM
_SIZE = 10.0
_CLOSEST = FormKit(size=9.5, leading=11.4, pad_y=0.45 * MM, least_row=5.0 * MM)  # for what is only ticked
_BLANK_FINDINGS = 2
_BETWEEN = "　　"
"""Between two measures to be written in."""
_MOST_ROOM = 6 * MM
"""So much higher a row of the empty form becomes at most where the page has room to spare."""
_NUMBERS = "一二三四五六七八九十"


def write(
    path: Path, signed: Signed, visits: Collection[VisitRecord], progress: Progress = SILENT
) -> Printed:
    """Write one sheet per visit (two for long texts); raises Cancelled and OSError."""
    only = next(iter(visits)) if len(visits) == 1 else None
    title = f"{TITLE}（{only.number}）" if only is not None and only.number else TITLE
    sheet = Sheet(PORTRAIT, signed, title, progress, margin=_MARGIN_X)
    draw(sheet, signed, visits)
    return sheet.save(path)


def draw(sheet: Sheet, signed: Signed, visits: Iterable[VisitRecord]) -> None:
    """Draw one sheet per visit, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    draw_each(
        sheet,
        visits,
        draw=lambda one: _write_visit(sheet, signed, one),
        draw_title=lambda: _draw_title(sheet, signed, ""),
        empty=EMPTY,
        what=TITLE,
    )


def blank(blocks: tuple[BlockAnswer, ...], measures: Iterable[str]) -> VisitRecord:
    """Return the empty form: the items of ``blocks`` with nothing ticked, ``measures`` as title and unit."""
    return VisitRecord(
        number="",
        name="",
        sex="",
        age=None,
        visited_on=None,
        mode=None,
        outcome=None,
        visitor="",
        blocks=blocks,
        measures=_BETWEEN.join(measures),
        blank=True,
    )


def stated(visits: Iterable[VisitRecord], *, in_short: bool = False) -> Iterator[Stated]:
    """Yield what the records state, of each one line where there are too many for every field."""
    for visit in visits:
        subject = f"{visit.name} {visit.number}"
        if in_short:
            parts = (visit.visited_on, visit.mode, visit.outcome, visit.visitor, visit.findings, visit.remark)
            yield Stated(subject, "探访记录", said(parts))
            continue
        yield from stated_fields(subject, visit, _LABELS)
        for block in visit.blocks:
            for item in block.items:
                ticked = tuple(choice.text for choice in item.choices if choice.ticked)
                yield Stated(subject, f"{block.title} {item.label}", item.text or said(ticked))
            if block.remark:
                yield Stated(subject, f"{block.title} 备注", block.remark)


def _write_visit(sheet: Sheet, signed: Signed, visit: VisitRecord) -> None:
    sheet.begin_part(f"{visit.name} {visit.number}".strip() or TITLE, visit.number)
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT
    kit, pages = NORMAL, _pages(NORMAL, visit, room)
    for closer in (COMPACT, _CLOSEST) if visit.blank else (COMPACT,):
        if len(pages) > 1 and len(dealt := _pages(closer, visit, room)) < len(pages):
            kit, pages = closer, dealt
    for number, page in enumerate(pages, start=1):
        _draw_title(sheet, signed, visit.number, f"{visit.name}（续页）" if number > 1 else "")
        y = kit.draw(sheet, sheet.left, sheet.top + _HEAD_HEIGHT, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_signatures(sheet, y)
        sheet.end_page(number, len(pages))


def _pages(kit: FormKit, visit: VisitRecord, room: float) -> list[list[FormRow]]:
    rows = [piece for row in _rows(kit, visit) for piece in kit.split_tall(row, room / 2)]
    rows = to_write_on(rows) if visit.blank else rows
    if visit.blank and sum(row.height for row in rows) + _SIGNATURES <= room:
        return [with_room_to_write(rows, room - _SIGNATURES, _MOST_ROOM)]
    return deal_rows(rows, room, _SIGNATURES)


def _rows(kit: FormKit, visit: VisitRecord) -> list[FormRow]:
    rows = _person_rows(kit, visit) + _visit_rows(kit, visit)
    for number, block in enumerate(visit.blocks):
        rows += _block_rows(kit, f"{_NUMBERS[number]}、\n{block.title}", block)
    if visit.measures:
        measured = kit.listed(visit.measures.split(_BETWEEN), _WIDTH - _LABEL, _BETWEEN)
        rows.append(kit.row(kit.label("测量", _LABEL), measured))
    rows += _blank_finding_rows(kit) if visit.blank else _finding_rows(kit, visit.findings)
    next_width = 45 * MM
    rest = _WIDTH - next_width - 2 * _LABEL
    rows.append(
        kit.fields(
            ("下次探访", day_text(visit.next_on), _LABEL, next_width),
            ("备注", visit.remark, _LABEL, rest),
        )
    )
    signatures = [Choice(kind.term, kind is visit.signature) for kind in SignatureKind]
    proxy = f"代签人：{visit.signed_by}" if visit.signed_by else ""
    photos = f"{visit.photos} 张" if visit.photos else "" if visit.blank else "无"
    rows.append(
        kit.row(
            kit.label("签字情况", _LABEL),
            _boxes(kit, signatures, 1.65 * _HALF, proxy),
            kit.label("照片", _LABEL),
            kit.value(photos, 0.35 * _HALF),
        )
    )
    return rows


def _person_rows(kit: FormKit, visit: VisitRecord) -> list[FormRow]:
    small, sex, age, ethnic = 13 * MM, 12 * MM, 14 * MM, 24 * MM
    name = _WIDTH - 2 * _LABEL - 2 * small - sex - age - ethnic
    address = " ".join(part for part in (visit.village, visit.address) if part)
    return [
        kit.fields(
            ("姓名", visit.name, _LABEL, name),
            ("性别", visit.sex, small, sex),
            ("年龄", "" if visit.age is None else f"{visit.age}岁", small, age),
            ("民族", visit.ethnic, _LABEL, ethnic),
        ),
        kit.fields(("身份证号", visit.id_number, _LABEL, _HALF), ("联系电话", visit.phone, _LABEL, _HALF)),
        kit.row(
            kit.label("类别标签", _LABEL),
            kit.listed(visit.categories, 1.4 * _HALF),
            kit.label("风险等级", _LABEL),
            kit.value(visit.tier, 0.6 * _HALF),
        ),
        kit.fields(("住址", address, _LABEL, _WIDTH - _LABEL)),
    ]


def _visit_rows(kit: FormKit, visit: VisitRecord) -> list[FormRow]:
    when = day_text(visit.visited_on) + (f" {visit.visited_at:%H:%M}" if visit.visited_at else "")
    visitor = visit.visitor + (f"（{visit.visitor_role}）" if visit.visitor_role else "")
    modes = [Choice(mode.term, mode is visit.mode) for mode in Mode]
    outcomes = [Choice(outcome.term, outcome is visit.outcome) for outcome in Outcome]
    rows = [
        kit.fields(("探访时间", when, _LABEL, _HALF), ("探访人", visitor, _LABEL, _HALF)),
        kit.row(
            kit.label("探访方式", _LABEL),
            _boxes(kit, modes, 1.2 * _HALF),
            kit.label("同行人", _LABEL),
            kit.listed(visit.companions or ("" if visit.blank else "无",), 0.8 * _HALF),
        ),
        kit.row(kit.label("探访结果", _LABEL), _boxes(kit, outcomes, _WIDTH - _LABEL)),
    ]
    if visit.reason:
        rows.append(kit.fields(("应访依据", visit.reason, _LABEL, _WIDTH - _LABEL)))
    return rows


def _boxes(kit: FormKit, choices: Iterable[Choice], width: float, text: str = "") -> Cell:
    return kit.listed([*(choice.boxed for choice in choices), *([text] if text else [])], width, "  ")


def _block_rows(kit: FormKit, band: str, block: BlockAnswer) -> list[FormRow]:
    rows, left = [], list(block.items)
    while left:
        beside, one = _beside(kit, left[:2]), left[0]
        alone = [kit.label(one.label, _ITEM), _boxes(kit, one.choices, _ANSWER, one.text)]
        rows.append(kit.row(*(beside or alone), band=band))
        left = left[2 if beside else 1 :]
    if block.remark or not block.items:
        rows.append(kit.row(kit.label("备注", _ITEM), kit.value(block.remark, _ANSWER), band=band))
    return rows


def _beside(kit: FormKit, items: Sequence[ItemAnswer]) -> list[Cell]:
    """Return two short items side by side, nothing where they have no room on one line."""
    cells: list[Cell] = []
    for item, narrow in zip(items, (True, False), strict=False):
        named = kit.label(item.label, _SHORT if narrow else _ITEM)
        cells += [named, _boxes(kit, item.choices, _ANSWER_SHORT, item.text)]
    one_line = len(items) == 2 and all(item.choices for item in items)
    return cells if one_line and all(len(cell.lines) == 1 for cell in cells) else []


_FINDING_COLUMNS = (("类别", 14 * MM), ("问题", 50 * MM), ("处理措施", 42 * MM), ("转介去向", 26 * MM))


def _finding_rows(kit: FormKit, findings: Sequence[FindingLine]) -> list[FormRow]:
    band = "发现问题"
    if not findings:
        return [kit.row(kit.value("未发现问题", _WIDTH - _BAND), band=band)]
    widths = [width for _title, width in _FINDING_COLUMNS]
    widths.append(_WIDTH - _BAND - sum(widths))
    titles = [*(title for title, _width in _FINDING_COLUMNS), "时限状态"]
    rows = [kit.row(*map(kit.label, titles, widths), band=band, leading=True)]
    for finding in findings:
        due = f"{finding.due_on.month}月{finding.due_on.day}日前" if finding.due_on else ""
        texts = (
            finding.kind,
            finding.text,
            finding.handling or "—",
            finding.referred_to or "—",
            "\n".join(part for part in (due, finding.state) if part),
        )
        rows.append(kit.row(*map(kit.value, texts, widths), band=band))
    return rows


def _blank_finding_rows(kit: FormKit) -> list[FormRow]:
    """Return lines for what is found, each with the kinds to tick."""
    widths = [34 * MM, 44 * MM, 34 * MM, 24 * MM]
    widths.append(_WIDTH - _BAND - sum(widths))
    titles = ("类别", "问题", "处理措施", "转介去向", "时限")
    band = "发现问题\n□未发现"
    kinds = kit.listed([f"□{kind.term}" for kind in FindingKind], widths[0], "  ")
    line = kit.row(kinds, *(kit.value("", width) for width in widths[1:]), band=band)
    return [kit.row(*map(kit.label, titles, widths), band=band, leading=True), *[line] * _BLANK_FINDINGS]


def _draw_title(sheet: Sheet, signed: Signed, number: str, whose: str = "") -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 10.5 * MM
    right = f"编号：{number}" if number else ""
    draw_ends(sheet, y, f"填报单位：{signed.unit}", whose, right, size=_SIZE, room=_WIDTH)


def _draw_signatures(sheet: Sheet, y: float) -> None:
    """Draw the three boxes for the elder, the visitor and the seal under the form's frame."""
    width = _WIDTH / 3
    sheet.box(sheet.left, y, _WIDTH, _SIGNATURES)
    places = (
        ("被探访人签字（手印）：", "代签人及关系："),
        ("探访人签字：", "同行人签字："),
        ("嘎查村（社区）盖章：", ""),
    )
    for index, (first, second) in enumerate(places):
        x = sheet.left + index * width
        if index:
            sheet.rule(x, y, x, y + _SIGNATURES)
        sheet.text(x + 2 * MM, y + 2.5 * MM, first, size=_SIZE)
        sheet.text(x + 2 * MM, y + 14 * MM, second, size=_SIZE)
        sheet.text(
            x, y + _SIGNATURES - 5.5 * MM, day_text(None), size=_SIZE, align="right", room=width - 3 * MM
        )
