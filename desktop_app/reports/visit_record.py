"""P1 探访记录表: one visit on one A4 sheet for signature and thumb print, many visits in one file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from desktop_app.domain.terms import Mode, Outcome, SignatureKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.frames import COMPACT, NORMAL, Cell, FormKit, FormRow, deal_rows
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF_BOLD, Sheet, write_each

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
    """One visit as printed; ``id_number`` and ``phone`` come masked unless the paper is for the county."""

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
    visited_on: date
    visited_at: time | None = None
    mode: Mode
    outcome: Outcome
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


_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 20 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 20 * MM
_ITEM = 34 * MM
_ANSWER = _WIDTH - _BAND - _ITEM
_HEAD_HEIGHT = 17 * MM
_SIGNATURES = 30 * MM
_SIZE = 10.0
_NUMBERS = "一二三四五六七八九十"


def write(path: Path, signed: Signed, visits: Iterable[VisitRecord], progress: Progress = SILENT) -> Printed:
    """Write one sheet per visit (two for long texts); raises Cancelled and OSError."""
    chosen = list(visits)
    title = f"{TITLE}（{chosen[0].number}）" if len(chosen) == 1 else TITLE
    sheet = Sheet(PORTRAIT, signed, title, progress, margin=_MARGIN_X)
    return write_each(
        sheet,
        path,
        chosen,
        draw=lambda one: _write_visit(sheet, signed, one),
        draw_title=lambda: _draw_title(sheet, signed, ""),
        empty=EMPTY,
        what=TITLE,
    )


def _write_visit(sheet: Sheet, signed: Signed, visit: VisitRecord) -> None:
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT
    kit, pages = NORMAL, _pages(NORMAL, visit, room)
    if len(pages) > 1 and len(closer := _pages(COMPACT, visit, room)) < len(pages):
        kit, pages = COMPACT, closer
    for number, page in enumerate(pages, start=1):
        _draw_title(sheet, signed, visit.number, f"{visit.name}（续页）" if number > 1 else "")
        y = kit.draw(sheet, sheet.left, sheet.top + _HEAD_HEIGHT, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_signatures(sheet, y)
        sheet.end_page(number, len(pages))


def _pages(kit: FormKit, visit: VisitRecord, room: float) -> list[list[FormRow]]:
    rows = [piece for row in _rows(kit, visit) for piece in kit.split_tall(row, room / 2)]
    return deal_rows(rows, room, _SIGNATURES)


def _rows(kit: FormKit, visit: VisitRecord) -> list[FormRow]:
    rows = _person_rows(kit, visit) + _visit_rows(kit, visit)
    for number, block in enumerate(visit.blocks):
        rows += _block_rows(kit, f"{_NUMBERS[number]}、\n{block.title}", block)
    if visit.measures:
        rows.append(kit.fields(("测量", visit.measures, _LABEL, _WIDTH - _LABEL)))
    rows += _finding_rows(kit, visit.findings)
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
    photos = f"{visit.photos} 张" if visit.photos else "无"
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
            kit.listed(visit.companions or ("无",), 0.8 * _HALF),
        ),
        kit.row(kit.label("探访结果", _LABEL), _boxes(kit, outcomes, _WIDTH - _LABEL)),
    ]
    if visit.reason:
        rows.append(kit.fields(("应访依据", visit.reason, _LABEL, _WIDTH - _LABEL)))
    return rows


def _boxes(kit: FormKit, choices: Iterable[Choice], width: float, text: str = "") -> Cell:
    return kit.listed([*(choice.boxed for choice in choices), *([text] if text else [])], width, "  ")


def _block_rows(kit: FormKit, band: str, block: BlockAnswer) -> list[FormRow]:
    answers = [(item.label, _boxes(kit, item.choices, _ANSWER, item.text)) for item in block.items]
    if block.remark or not block.items:
        answers.append(("备注", kit.value(block.remark, _ANSWER)))
    return [kit.row(kit.label(name, _ITEM), answer, band=band) for name, answer in answers]


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


def _draw_title(sheet: Sheet, signed: Signed, number: str, whose: str = "") -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 10.5 * MM
    sheet.text(sheet.left, y, f"填报单位：{signed.unit}", size=_SIZE)
    sheet.text(sheet.left, y, whose, size=_SIZE, align="center", room=_WIDTH)
    if number:
        sheet.text(sheet.left, y, f"编号：{number}", size=_SIZE, align="right", room=_WIDTH)


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
