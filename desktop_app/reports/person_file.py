"""P2 一人一档: everything an office files about one person, as one banded form that flows on for more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields, stated_rows
from desktop_app.reports.frames import FormKit, FormRow, deal_rows, draw_ends
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated

TITLE = "特殊困难老年人档案（一人一档）"
EMPTY = "所选范围内没有在册老年人"

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """One person's file; all texts are the words printed, id numbers and phones masked unless asked for in full.

    ``sections`` holds rows by the names in ``SECTIONS``. ``months`` are the twelve months of ``year`` by line:
    the line's title, then a text for each month and one for the year. A ``blank`` file has lines to write on.
    """

    name: str = ""
    name_local: str = ""
    sex: str = ""
    ethnic: str = ""
    birth: str = ""
    age: str = ""
    id_number: str = ""
    phone: str = ""
    living: str = ""
    residency: str = ""
    marital: str = ""
    education: str = ""
    address: str = ""
    registered_address: str = ""
    disability: str = ""
    visitor: str = ""
    registered: str = ""
    ended: str = ""
    tier: str = ""
    willingness: str = ""
    household: str = ""
    home: str = ""
    year: int | None = None
    months: tuple[tuple[str, ...], ...] = ()
    sections: Mapping[str, Rows] = field(default_factory=dict)
    note: str = ""
    serial: str = ""
    blank: bool = False


_LABELS = {
    "name": "姓名",
    "name_local": "蒙文姓名",
    "sex": "性别",
    "ethnic": "民族",
    "birth": "出生日期",
    "age": "年龄",
    "id_number": "身份证号",
    "phone": "联系电话",
    "living": "居住情况",
    "residency": "人户状况",
    "marital": "婚姻状况",
    "education": "文化程度",
    "address": "现住址",
    "registered_address": "户籍地址",
    "disability": "残疾情况",
    "visitor": "探访人",
    "registered": "登记日期",
    "ended": "退出名册",
    "tier": "风险等级",
    "willingness": "探访意愿",
    "household": "同户老人",
    "home": "住房设施",
    "note": "备注",
}

_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_PHOTO = 29 * MM
_LABEL = 22 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 20 * MM
_INNER = _WIDTH - _BAND
_HEAD_HEIGHT = 16 * MM
_TAIL = 13 * MM
_SIZE = 10.0
_MONTH_LABEL = 30 * MM
_YEAR_TOTAL = 14 * MM
_MONTH = (_INNER - _MONTH_LABEL - _YEAR_TOTAL) / 12
_KIT = FormKit(size=9.5, leading=12.2, pad_x=1.1 * MM, pad_y=0.7 * MM, least_row=6.0 * MM)
_TO_WRITE = FormKit(size=9.5, leading=12.2, pad_x=1.1 * MM, pad_y=0.7 * MM, least_row=8.2 * MM)

CATEGORIES, SUPPORTERS, EMERGENCY = "类别与等级", "家庭赡养人", "紧急联系人"
HEALTH, ABILITY, BENEFITS = "健康情况", "能力评估", "享受待遇"
HAZARDS, PLANNED, GIVEN = "住房与隐患", "服务安排", "本年服务"
VISITS, FINDINGS, CHANGES = "探访记录", "问题及办理", "变更记录"
_MONTHS = "探访年表"


@dataclass(frozen=True, slots=True)
class _Section:
    """One band: columns as title and share of the width, words when empty, empty lines on a blank form."""

    columns: tuple[tuple[str, float], ...]
    empty: str
    lines: int


_LAYOUT: dict[str, _Section] = {
    CATEGORIES: _Section(
        (("类别", 34), ("起止日期", 48), ("来源依据", 50), ("认定人", 28)), "没有登记类别", 4
    ),
    SUPPORTERS: _Section(
        (("姓名", 32), ("关系", 16), ("电话", 30), ("居住地", 36), ("看望、问候、赡养协议", 46)),
        "没有登记赡养人",
        4,
    ),
    EMERGENCY: _Section((("姓名", 40), ("关系", 24), ("电话", 38), ("居住地", 58)), "没有登记紧急联系人", 2),
    HEALTH: _Section((("类别", 24), ("名称", 48), ("起止日期", 48), ("说明", 40)), "没有登记病史和用药", 3),
    ABILITY: _Section(
        (("日期", 26), ("性质", 34), ("等级、总分", 44), ("机构、人员、有效期", 56)), "没有评估过", 2
    ),
    BENEFITS: _Section((("待遇", 40), ("起止日期", 48), ("金额", 30), ("依据、说明", 42)), "没有登记待遇", 3),
    HAZARDS: _Section(
        (("发现日期", 26), ("隐患", 78), ("处理、转介", 36), ("期限状态", 20)), "没有未消除的隐患", 2
    ),
    PLANNED: _Section(
        (("服务", 44), ("周期、数量", 38), ("由谁提供", 44), ("起止日期", 34)), "没有长期服务安排", 2
    ),
    GIVEN: _Section((("服务", 54), ("次数", 16), ("最近一次", 30), ("由谁提供", 60)), "本年没有服务记录", 2),
    VISITS: _Section(
        (("日期", 20), ("方式", 12), ("结果", 21), ("探访人", 24), ("情况", 83)), "本年没有探访记录", 6
    ),
    FINDINGS: _Section(
        (("发现日期", 21), ("类别", 12), ("问题", 58), ("办理经过", 54), ("状态", 15)), "没有发现问题", 5
    ),
    CHANGES: _Section((("时间", 30), ("操作人", 28), ("改动", 102)), "没有改动过", 19),
}
SECTIONS = tuple(_LAYOUT)
"""What is kept, in the order of the paper; the months stand before the visits."""


def write(path: Path, signed: Signed, people: Iterable[PersonFile], progress: Progress = SILENT) -> Printed:
    """Write one file after the other; raises Cancelled and OSError."""
    sheet = Sheet(PORTRAIT, signed, TITLE, progress, margin=_MARGIN_X)
    draw(sheet, signed, people)
    return sheet.save(path)


def draw(sheet: Sheet, signed: Signed, people: Iterable[PersonFile]) -> None:
    """Draw each person's pages, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    draw_each(
        sheet,
        people,
        draw=lambda one: _draw_one(sheet, signed, one),
        draw_title=lambda: _draw_head(sheet, signed, ""),
        empty=EMPTY,
        what=TITLE,
    )


def stated(people: Iterable[PersonFile]) -> Iterator[Stated]:
    """Yield what the files state."""
    for one in people:
        yield from stated_fields(one.name, one, _LABELS)
        yield from stated_rows(one.name, _MONTHS, one.months)
        for name in SECTIONS:
            yield from stated_rows(one.name, name, one.sections.get(name, ()))


def _draw_one(sheet: Sheet, signed: Signed, one: PersonFile) -> None:
    sheet.begin_part(one.name or TITLE, one.serial)
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT
    beside = _beside_photo(one)
    kit = _TO_WRITE if one.blank else _KIT
    rows = [*beside, *(piece for row in _rows(kit, one) for piece in kit.split_tall(row, room / 2))]
    pages = deal_rows(rows, room, _TAIL)
    for number, page in enumerate(pages, start=1):
        _draw_head(sheet, signed, f"{one.name}（续页）" if number > 1 and one.name else "")
        y = sheet.top + _HEAD_HEIGHT
        if number == 1:
            y = _draw_beside_photo(sheet, y, beside)
        rest = page[len(beside) :] if number == 1 else page
        y = kit.draw(sheet, sheet.left, y, rest, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_tail(sheet, y)
        sheet.end_page(number, len(pages))


def _beside_photo(one: PersonFile) -> list[FormRow]:
    """Return the first rows, which leave room for a photo at their right."""
    value = (_WIDTH - _PHOTO - 2 * _LABEL) / 2
    pairs = (
        ("name", "name_local"),
        ("sex", "ethnic"),
        ("birth", "age"),
        ("id_number", "phone"),
        ("living", "residency"),
    )
    rows = [
        _KIT.fields(*((_LABELS[name], getattr(one, name), _LABEL, value) for name in pair)) for pair in pairs
    ]
    return [replace(row, height=max(row.height, 7.4 * MM)) for row in rows]


def _draw_beside_photo(sheet: Sheet, y: float, rows: Sequence[FormRow]) -> float:
    bottom = _KIT.draw(sheet, sheet.left, y, rows, width=_WIDTH - _PHOTO)
    sheet.box(sheet.right - _PHOTO, y, _PHOTO, bottom - y)
    middle = (y + bottom) / 2
    for text, at in (("照片", middle - 5 * MM), ("（自愿）", middle)):
        sheet.text(sheet.right - _PHOTO, at, text, size=_SIZE, align="center", room=_PHOTO)
    return bottom


def _rows(kit: FormKit, one: PersonFile) -> list[FormRow]:
    rows = _plain_rows(kit, one)
    rows += _section_rows(kit, one, CATEGORIES)
    rows += [
        _line(kit, CATEGORIES, _LABELS["tier"], one.tier),
        _line(kit, CATEGORIES, _LABELS["willingness"], one.willingness),
    ]
    rows += _section_rows(kit, one, SUPPORTERS)
    if one.household or one.blank:
        rows.append(_line(kit, SUPPORTERS, _LABELS["household"], one.household))
    for name in (EMERGENCY, HEALTH, ABILITY, BENEFITS):
        rows += _section_rows(kit, one, name)
    if one.home or one.blank:
        rows.append(_line(kit, HAZARDS, _LABELS["home"], one.home))
    for name in (HAZARDS, PLANNED, GIVEN):
        rows += _section_rows(kit, one, name)
    rows += _month_rows(kit, one)
    for name in (VISITS, FINDINGS, CHANGES):
        rows += _section_rows(kit, one, name)
    if one.note:
        rows.append(kit.fields((_LABELS["note"], one.note, _BAND, _INNER)))
    return rows


def _plain_rows(kit: FormKit, one: PersonFile) -> list[FormRow]:
    def pair(*names: str) -> FormRow:
        return kit.fields(*((_LABELS[name], getattr(one, name), _LABEL, _HALF) for name in names))

    def whole(name: str) -> FormRow:
        return kit.fields((_LABELS[name], getattr(one, name), _LABEL, _WIDTH - _LABEL))

    rows = [
        pair("marital", "education"),
        whole("address"),
        whole("registered_address"),
        whole("disability"),
        pair("visitor", "registered"),
    ]
    return [*rows, whole("ended")] if one.ended else rows


def _line(kit: FormKit, band: str, label: str, text: str) -> FormRow:
    return kit.row(kit.label(label, _LABEL), kit.value(text, _INNER - _LABEL), band=band)


def _section_rows(kit: FormKit, one: PersonFile, name: str) -> list[FormRow]:
    """Return the head and rows of a band; one line that says so where there is nothing."""
    layout = _LAYOUT[name]
    rows = [[""] * len(layout.columns)] * layout.lines if one.blank else one.sections.get(name, ())
    if not rows:
        return [kit.row(kit.value(layout.empty, _INNER), band=name)]
    scale = _INNER / sum(share for _title, share in layout.columns)
    widths = [share * scale for _title, share in layout.columns]
    head = kit.row(
        *(kit.label(title, width) for (title, _share), width in zip(layout.columns, widths, strict=True)),
        band=name,
        leading=True,
    )
    return [head, *(kit.row(*map(kit.value, row, widths), band=name) for row in rows)]


def _month_rows(kit: FormKit, one: PersonFile) -> list[FormRow]:
    """Return the twelve months side by side."""
    titles = ["月份", *(f"{month}" for month in range(1, 13)), "全年"]
    widths = [_MONTH_LABEL, *[_MONTH] * 12, _YEAR_TOTAL]
    lines = [("", *[""] * 13)] * 4 if one.blank else one.months
    band = f"{_MONTHS}\n{one.year or '20    '}年"
    head = kit.row(*map(kit.label, titles, widths), band=band, leading=True)
    body = [
        kit.row(
            kit.label(line[0], widths[0]),
            *(kit.value(text, width, "center") for text, width in zip(line[1:], widths[1:], strict=True)),
            band=band,
            leading=number + 1 < len(lines),
        )
        for number, line in enumerate(lines)
    ]
    return [head, *body]


def _draw_head(sheet: Sheet, signed: Signed, whose: str) -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 9.5 * MM
    draw_ends(sheet, y, f"填报单位：{signed.unit}", "", whose, size=_SIZE, room=_WIDTH)


def _draw_tail(sheet: Sheet, y: float) -> None:
    for index, place in enumerate(("建档人：", "审核人：", f"建档日期：{day_text(None)}")):
        sheet.text(sheet.left + index * _WIDTH / 3, y + 6 * MM, place, size=_SIZE)
