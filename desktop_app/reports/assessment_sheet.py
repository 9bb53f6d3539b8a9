"""老年人能力筛查表: the 26 items of GB/T 42195-2022 on two A4 pages, empty for the pen or filled in; never official."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import FormKit, FormRow, deal_rows, draw_ends, to_write_on
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

TITLE = "老年人能力筛查表"
NOT_OFFICIAL = "筛查（非正式评估）"
WARNING = "本表是村（社区）自己做的筛查，不是能力评估机构的评估结果，不作为认定类别、等级和发放补贴的依据。"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One item: its options as (points, words), the best first, and the points given."""

    title: str
    options: tuple[tuple[int, str], ...]
    given: int | None = None


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """One group of items; ``total`` is None where the sheet is empty."""

    title: str
    most: int
    items: tuple[SheetItem, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSheet:
    """One screening, or an empty sheet where ``total`` is None; ``level`` and ``levels`` are words.

    ``conditions`` and ``levels`` come with whether they are ticked; ``steps`` say how the level came about.
    """

    name: str = ""
    sex: str = ""
    age: int | None = None
    village: str = ""
    address: str = ""
    assessed_on: date | None = None
    assessors: str = ""
    informant: str = ""
    groups: tuple[SheetGroup, ...]
    conditions: tuple[tuple[str, bool], ...]
    levels: tuple[tuple[str, bool], ...]
    total: int | None = None
    most: int
    steps: tuple[str, ...] = ()
    note: str = ""
    source: str = ""


_LABELS = {
    "sex": "性别",
    "age": "年龄",
    "village": "嘎查村（社区）",
    "address": "住址",
    "assessed_on": "筛查日期",
    "assessors": "筛查人",
    "informant": "信息提供者",
    "total": "总分",
    "note": "说明",
}
_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 22 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 16 * MM
_ITEM = 27 * MM
_POINTS = 13 * MM
_OPTIONS = _WIDTH - _BAND - _ITEM - _POINTS
_HEAD_HEIGHT = 24 * MM
_SIGNATURES = 24 * MM
_SIZE = 10.0
_NOTE_SIZE = 8.5
_KIT = FormKit(size=9.0, leading=11.4, pad_y=0.75 * MM, least_row=5.5 * MM)


def write(
    path: Path, signed: Signed, sheets: Iterable[AssessmentSheet], progress: Progress = SILENT
) -> Printed:
    """Write one form for each; raises Cancelled and OSError."""
    sheet = Sheet(PORTRAIT, signed, f"{TITLE}——{NOT_OFFICIAL}", progress, margin=_MARGIN_X)
    draw(sheet, signed, sheets)
    return sheet.save(path)


def stated(sheets: Iterable[AssessmentSheet]) -> Iterator[Stated]:
    """Yield what the screenings state."""
    for one in sheets:
        yield from stated_fields(one.name, one, _LABELS)
        for group in one.groups:
            for item in group.items:
                yield Stated(one.name, item.title, "" if item.given is None else str(item.given))
        for label, choices in (("等级变更情形", one.conditions), ("筛查等级", one.levels)):
            yield Stated(one.name, label, "；".join(words for words, ticked in choices if ticked))


def draw(sheet: Sheet, signed: Signed, sheets: Iterable[AssessmentSheet]) -> None:
    """Draw one form for each, with a bookmark; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    draw_each(
        sheet,
        sheets,
        draw=lambda one: _write_one(sheet, signed, one),
        draw_title=lambda: _draw_title(sheet, signed, ""),
        empty="没有要打印的筛查表",
        what=TITLE,
    )


def _write_one(sheet: Sheet, signed: Signed, one: AssessmentSheet) -> None:
    sheet.begin_part(one.name or TITLE)
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT
    drawn = _rows(one) if one.total is not None else to_write_on(_rows(one))
    rows = [piece for row in drawn for piece in _KIT.split_tall(row, room / 2)]
    pages = deal_rows(rows, room, _SIGNATURES)
    for number, page in enumerate(pages, start=1):
        _draw_title(sheet, signed, f"{one.name}（续页）" if number > 1 and one.name else "")
        y = _KIT.draw(sheet, sheet.left, sheet.top + _HEAD_HEIGHT, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_tail(sheet, one, y)
        sheet.end_page(number, len(pages))


def _rows(one: AssessmentSheet) -> list[FormRow]:
    titles = (("项目组", _BAND), ("项目", _ITEM), ("各分是什么意思", _OPTIONS), ("得分", _POINTS))
    rows = _person_rows(one)
    rows.append(_KIT.row(*(_KIT.label(title, width) for title, width in titles), leading=True))
    for group in one.groups:
        rows += _group_rows(group)
    blank = one.total is None
    boxes = [_box(words, ticked) for words, ticked in one.conditions]
    rows.append(_KIT.row(_KIT.label("等级变更情形", _LABEL), _KIT.listed(boxes, _WIDTH - _LABEL, "　")))
    total = "" if blank else f"{one.total} 分"
    rows.append(
        _KIT.row(
            _KIT.label(f"总分\n（满分 {one.most}）", _LABEL),
            _KIT.value(total, 26 * MM),
            _KIT.label("筛查等级", _LABEL),
            _KIT.listed([_box(*each) for each in one.levels], _WIDTH - 2 * _LABEL - 26 * MM, "　"),
        )
    )
    how = "；".join(one.steps) if one.steps else _HOW
    rows.append(_KIT.fields(("怎么算", how, _LABEL, _WIDTH - _LABEL)))
    rows.append(_KIT.fields(("说明", one.note or ("\n" if blank else ""), _LABEL, _WIDTH - _LABEL)))
    return rows


_HOW = (
    "26 项都填了才有总分和等级，缺一项都不算。先按总分定级；昏迷的直接为 4 级；有其他一种或几种变更情形的，"
    "在按总分定的等级上差一级，最差 4 级。"
)


def _person_rows(one: AssessmentSheet) -> list[FormRow]:
    small, sex, age = 13 * MM, 14 * MM, 18 * MM
    name = _HALF + _LABEL - 2 * small - sex
    address = " ".join(part for part in (one.village, one.address) if part)
    return [
        _KIT.fields(
            ("姓名", one.name, _LABEL, name),
            ("性别", one.sex, small, sex),
            ("年龄", "" if one.age is None else f"{one.age}岁", small, age),
            ("筛查日期", day_text(one.assessed_on), _LABEL, _HALF - age),
        ),
        _KIT.fields(("住址", address, _LABEL, _WIDTH - _LABEL)),
        _KIT.fields(
            ("筛查人", one.assessors, _LABEL, _HALF),
            ("信息提供者\n及关系", one.informant, _LABEL, _HALF),
        ),
    ]


def _group_rows(group: SheetGroup) -> list[FormRow]:
    band = f"{group.title}\n满分 {group.most}\n得 {'　　' if group.total is None else group.total} 分"
    rows = []
    for item in group.items:
        boxes = [_box(f"{points} {words}", points == item.given) for points, words in item.options]
        rows.append(
            _KIT.row(
                _KIT.label(item.title, _ITEM),
                _KIT.listed(boxes, _OPTIONS, "　"),
                _KIT.label("" if item.given is None else str(item.given), _POINTS),
                band=band,
            )
        )
    return rows


def _box(words: str, ticked: bool) -> str:
    return ("☑" if ticked else "□") + words


def _draw_title(sheet: Sheet, signed: Signed, whose: str) -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 8.5 * MM
    sheet.text(sheet.left, y, f"【{NOT_OFFICIAL}】", size=12, role=SERIF_BOLD, align="center", room=_WIDTH)
    y += 7.5 * MM
    right = whose or "每项选一个，打勾"
    draw_ends(sheet, y, f"填报单位：{signed.unit}", "", right, size=_SIZE, room=_WIDTH)


def _draw_tail(sheet: Sheet, one: AssessmentSheet, y: float) -> None:
    words = wrap(f"{WARNING}{one.source}。", SERIF_BOLD, _NOTE_SIZE, _WIDTH)
    y = sheet.lines_of_text(
        sheet.left, y + 2 * MM, words, size=_NOTE_SIZE, leading=_KIT.leading, role=SERIF_BOLD
    )
    for index, place in enumerate(("筛查人签名：", "本人或家属签名：", "日期：20    年    月    日")):
        sheet.text(sheet.left + index * _WIDTH / 3, y + 5 * MM, place, size=_SIZE)
