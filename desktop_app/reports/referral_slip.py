"""问题整改（需求）转介单: one A4 sheet in three parts, for the file, for the unit that acts, and to come back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop_app.domain.terms import FindingKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import Fitted, FormKit, FormRow, draw_ends, to_write_on
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

TITLE = "问题整改（需求）转介单"
EMPTY = "没有要转介的问题"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSlip:
    """One slip; texts are the words printed. ``asked`` is what the unit is asked to do.

    ``phone`` is shown as it is given: in full or masked. A ``blank`` one has lines to write on.
    """

    number: str = ""
    referred_to: str = ""
    referred_on: date | None = None
    name: str = ""
    sex: str = ""
    age: int | None = None
    phone: str = ""
    village: str = ""
    address: str = ""
    kind: str = ""
    urgent: bool = False
    what: str = ""
    action: str = ""
    asked: str = ""
    found_on: date | None = None
    due_on: date | None = None
    owner: str = ""
    blank: bool = False


_LABELS = {
    "referred_to": "转给单位",
    "referred_on": "转介日期",
    "sex": "性别",
    "age": "年龄",
    "phone": "电话",
    "village": "嘎查村（社区）",
    "address": "住址",
    "kind": "问题类型",
    "urgent": "紧急",
    "what": "问题（需求）",
    "action": "当时处理",
    "asked": "请求办理",
    "found_on": "发现日期",
    "due_on": "办结期限",
}

_MARGIN = 18 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN
_LABEL = 22 * MM
_FULL = _WIDTH - _LABEL
_SIZE = 9.5
_KIT = FormKit(size=_SIZE, leading=12.2, pad_y=0.75 * MM, least_row=5.7 * MM)
_HEAD = 11.6 * MM
_CUT = 7.5 * MM
_STUB_LINES, _WORK_LINES, _BACK_LINES, _ACTION_LINES, _ASKED_LINES = 2, 4, 2, 2, 2
"""So many lines of what was found stand in each part; the rest of it on a page of its own."""
_SHARES = (0.25, 0.33)
"""How much of the page the stub and the part of the unit take at least; the answer takes the rest."""
_MORE = "……（全文见附页）"
_SIGNS = 6.5 * MM
_LINE = 7 * MM
_LEAST_ANSWER = 28 * MM
"""What the answer takes with one line to write on, its result and the two lines of signatures."""


def write(path: Path, signed: Signed, slips: Iterable[ReferralSlip], progress: Progress = SILENT) -> Printed:
    """Write one sheet per slip, and a page with the whole text where it is long; raises Cancelled and OSError."""
    chosen = list(slips)
    title = f"{TITLE}（{chosen[0].number}）" if len(chosen) == 1 and chosen[0].number else TITLE
    sheet = Sheet(PORTRAIT, signed, title, progress, margin=_MARGIN)
    draw(sheet, signed, chosen)
    return sheet.save(path)


def stated(slips: Iterable[ReferralSlip]) -> Iterator[Stated]:
    """Yield what the slips state."""
    for slip in slips:
        yield from stated_fields(f"{slip.name} {slip.number}", slip, _LABELS)


def draw(sheet: Sheet, signed: Signed, slips: Iterable[ReferralSlip]) -> None:
    """Draw each slip, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN)
    draw_each(
        sheet,
        slips,
        draw=lambda one: _write_one(sheet, signed, one),
        draw_title=lambda: sheet.text(
            sheet.left, sheet.top, TITLE, size=16, role=SERIF_BOLD, align="center", room=_WIDTH
        ),
        empty=EMPTY,
        what=TITLE,
    )


def _write_one(sheet: Sheet, signed: Signed, slip: ReferralSlip) -> None:
    sheet.begin_part(f"{slip.name} {slip.number}".strip() or TITLE, slip.number)
    room = sheet.bottom - sheet.top
    stub, work = _ruled(slip, _stub_rows(slip)), _ruled(slip, _work_rows(slip))
    first = sheet.top + max(room * _SHARES[0], _height(stub))
    second = first + max(room * _SHARES[1], _height(work) + _SIGNS)
    back, rest = _ruled(slip, _back_rows(slip)), _pages_of_text(sheet, slip)
    # Long names and places: the part that comes back stands on a page of its own rather than out of this one.
    apart = second + _HEAD + sum(row.height for row in back) + _LEAST_ANSWER > sheet.bottom
    count = 1 + apart + len(rest)
    _draw_part(sheet, signed, slip, "存根", sheet.top, stub)
    _draw_signs(sheet, first - _CUT, ("交办人：", "承办人签收：", f"日期：{_BLANK_DAY}"))
    _draw_cut(sheet, first - _CUT / 2)
    y = _draw_part(sheet, signed, slip, "承办单位", first, work)
    sheet.text(sheet.left, y + 1.6 * MM, _please(slip), size=_SIZE)
    unit = f"交办单位（盖章）：{signed.unit}"
    _draw_signs(sheet, second - _CUT, (unit, "", day_text(slip.referred_on)))
    if apart:
        sheet.end_page(1, count)
        second = sheet.top
    else:
        _draw_cut(sheet, second - _CUT / 2)
    y = _draw_part(sheet, signed, slip, "回执", second, back)
    _draw_answer(sheet, y)
    sheet.end_page(1 + apart, count)
    for number, lines in enumerate(rest, start=2 + apart):
        _draw_head(sheet, signed, slip, "附页", sheet.top)
        sheet.lines_of_text(sheet.left, sheet.top + 16 * MM, lines, size=10.5, leading=16)
        sheet.end_page(number, count)


def _ruled(slip: ReferralSlip, rows: list[FormRow]) -> list[FormRow]:
    """Return the rows of a part, on the empty form with room to write in them."""
    return to_write_on(rows, _LINE) if slip.blank else rows


def _height(rows: list[FormRow]) -> float:
    """Return what a part takes with its head, its line of signatures and the line to cut along."""
    return _HEAD + sum(row.height for row in rows) + _SIGNS + _CUT


def _unit(signed: Signed) -> str:
    """Return the unit with its telephone where both have room on one line."""
    room = _WIDTH * 0.7
    if signed.phone:
        both = wrap(f"{signed.unit}　电话：{signed.phone}", SERIF, _SIZE, room)
        if len(both) == 1:
            return both[0]
    return signed.unit


_BLANK_DAY = "　　　年　　月　　日"


def _please(slip: ReferralSlip) -> str:
    if slip.blank:
        return f"请于{_BLANK_DAY}以前办理，并将办理结果填入下方回执，盖章后交回。"
    until = f"于{day_text(slip.due_on)}以前" if slip.due_on is not None else "尽快"
    return f"请{until}办理，并将办理结果填入下方回执，盖章后交回。"


def _draw_head(sheet: Sheet, signed: Signed, slip: ReferralSlip, part: str, y: float) -> float:
    sheet.text(sheet.left, y, f"{TITLE}（{part}）", size=13, role=SERIF_BOLD, align="center", room=_WIDTH)
    # A number that is to be written by hand needs a place as wide as one.
    place = 0.0 if slip.number else 10 * _SIZE
    unit, number = _unit(signed), f"编号：{slip.number}"
    roles = (SERIF, SERIF_BOLD)
    draw_ends(sheet, y + 6.6 * MM, unit, "", number, size=_SIZE, room=_WIDTH - place, roles=roles)
    return y + _HEAD


def _draw_part(
    sheet: Sheet, signed: Signed, slip: ReferralSlip, part: str, y: float, rows: list[FormRow]
) -> float:
    return _KIT.draw(sheet, sheet.left, _draw_head(sheet, signed, slip, part, y), rows, width=_WIDTH)


def _draw_cut(sheet: Sheet, y: float) -> None:
    x = sheet.left
    while x < sheet.right:
        sheet.rule(x, y, min(x + 2 * MM, sheet.right), y)
        x += 3.5 * MM


def _draw_signs(sheet: Sheet, bottom: float, texts: tuple[str, str, str]) -> None:
    """Draw three places to sign on the last line of a part."""
    y = bottom - _SIGNS + 1.5 * MM
    for place, text in enumerate(texts):
        # A place that is followed by an empty one has the room of both.
        places = 2 if place < 2 and not texts[place + 1] else 1
        fitted = Fitted.make(text, _SIZE, places * _WIDTH * 0.345 - 1 * MM)
        sheet.text(sheet.left + place * _WIDTH * 0.345, y, fitted.text, size=fitted.size)


def _draw_answer(sheet: Sheet, y: float) -> None:
    """Draw what the acting unit fills in, down to the foot of the page, and where the case is closed."""
    bottom = sheet.bottom - 15 * MM
    middle = (y + bottom - 7 * MM) / 2
    sheet.box(sheet.left, y, _WIDTH, bottom - y)
    sheet.rule(sheet.left + _LABEL, y, sheet.left + _LABEL, bottom)
    sheet.rule(sheet.left, bottom - 7 * MM, sheet.right, bottom - 7 * MM)
    sheet.text(sheet.left, middle - 5, "办理情况", size=_SIZE, role=SERIF_BOLD, align="center", room=_LABEL)
    sheet.text(
        sheet.left, bottom - 5.2 * MM, "办理结果", size=_SIZE, role=SERIF_BOLD, align="center", room=_LABEL
    )
    sheet.text(
        sheet.left + _LABEL + 1.4 * MM,
        bottom - 5.2 * MM,
        "□已解决　□部分解决　□需继续办理　□不能办理，原因：",
        size=_SIZE,
    )
    _draw_signs(sheet, bottom + 7.5 * MM, ("承办人：", "承办单位（盖章）：", f"办结日期：{_BLANK_DAY}"))
    _draw_signs(sheet, bottom + 14.5 * MM, ("销号：□同意 □退回续办", "核实人：", f"销号日期：{_BLANK_DAY}"))


def _stub_rows(slip: ReferralSlip) -> list[FormRow]:
    return [
        *_person_rows(slip, with_phone=False),
        _case_row(slip),
        *_text_rows(slip, _STUB_LINES),
        *_asked_rows(slip),
        _to_row(slip),
    ]


def _work_rows(slip: ReferralSlip) -> list[FormRow]:
    rows = [*_person_rows(slip, with_phone=True), _case_row(slip), *_text_rows(slip, _WORK_LINES)]
    if slip.action or slip.blank:
        rows.append(_KIT.fields(("当时处理", _clipped(slip.action, _ACTION_LINES), _LABEL, _FULL)))
    return [*rows, *_asked_rows(slip), _to_row(slip)]


def _back_rows(slip: ReferralSlip) -> list[FormRow]:
    half = (_WIDTH - 2 * _LABEL) / 2
    return [
        _KIT.fields(("老年人姓名", slip.name, _LABEL, half), ("问题类型", _kind(slip), _LABEL, half)),
        *_text_rows(slip, _BACK_LINES),
        *_asked_rows(slip),
        _to_row(slip),
    ]


def _person_rows(slip: ReferralSlip, *, with_phone: bool) -> list[FormRow]:
    small, narrow = 12 * MM, 15 * MM
    age = "" if slip.age is None else f"{slip.age}岁"
    name = _WIDTH - _LABEL - 2 * small - 2 * narrow
    place = " ".join(part for part in (slip.village, slip.address) if part)
    head = _KIT.fields(
        ("老年人姓名", slip.name, _LABEL, name),
        ("性别", slip.sex, small, narrow),
        ("年龄", age, small, narrow),
    )
    if not with_phone:
        return [head, _KIT.fields(("住址", place, _LABEL, _FULL))]
    phone = 32 * MM
    where = _FULL - small - phone
    return [
        head,
        _KIT.fields(
            ("住址", place, _LABEL, where),
            ("电话", slip.phone or ("" if slip.blank else "无电话"), small, phone),
        ),
    ]


def _case_row(slip: ReferralSlip) -> FormRow:
    short = 20 * MM
    kind = _WIDTH - 2 * _LABEL - short - 18 * MM - 34 * MM
    urgency = "□紧急\n□一般" if slip.blank else "紧急" if slip.urgent else "一般"
    return _KIT.fields(
        ("问题类型", _kind(slip), _LABEL, kind),
        ("紧急程度", urgency, 18 * MM, short),
        ("发现日期", slip.found_on.isoformat() if slip.found_on else "", _LABEL, 34 * MM),
    )


def _kind(slip: ReferralSlip) -> str:
    return "　".join(f"□{kind.term}" for kind in FindingKind) if slip.blank else slip.kind


def _to_row(slip: ReferralSlip) -> FormRow:
    due = slip.due_on.isoformat() if slip.due_on is not None else "" if slip.blank else "尽快"
    return _KIT.fields(
        ("转给单位", slip.referred_to, _LABEL, _FULL - _LABEL - 34 * MM), ("办结期限", due, _LABEL, 34 * MM)
    )


def _text_rows(slip: ReferralSlip, most: int) -> list[FormRow]:
    row = _KIT.fields(("问题（需求）", _clipped(slip.what, most), _LABEL, _FULL))
    return [replace(row, height=most * _KIT.leading + 2 * _KIT.pad_y) if slip.blank else row]


def _asked_rows(slip: ReferralSlip) -> list[FormRow]:
    if not slip.asked and not slip.blank:
        return []
    return [_KIT.fields(("请求办理", _clipped(slip.asked, _ASKED_LINES), _LABEL, _FULL))]


def _clipped(text: str, most: int) -> str:
    """Return the text as far as it fits into so many lines, saying where the rest is."""
    room = _FULL - 2 * _KIT.pad_x
    lines = wrap(text, SERIF, _SIZE, room)
    if len(lines) <= most:
        return text
    kept = "\n".join(lines[:most])
    while kept and len(wrap(kept + _MORE, SERIF, _SIZE, room)) > most:
        kept = kept[:-1]
    return kept + _MORE


def _pages_of_text(sheet: Sheet, slip: ReferralSlip) -> list[tuple[str, ...]]:
    """Return the lines of the pages that follow where a text was cut short."""
    told = [
        (label, text)
        for label, text, most in (
            ("问题（需求）：", slip.what, _BACK_LINES),
            ("当时处理：", slip.action, _ACTION_LINES),
            ("请求办理：", slip.asked, _ASKED_LINES),
        )
        if _clipped(text, most) != text
    ]
    if not told:
        return []
    lines = [line for label, text in told for line in wrap(label + text, SERIF, 10.5, _WIDTH)]
    most = int((sheet.bottom - sheet.top - 18 * MM) // 16)
    return [tuple(lines[start : start + most]) for start in range(0, len(lines), most)]
