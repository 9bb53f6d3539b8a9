"""紧急走访通知单: one A4 sheet per event that calls for somebody within hours, with a slip to tear off and return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.domain.emergency_calls import EMERGENCY_CALLS
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import COMPACT, NORMAL, FormKit, FormRow, deal_rows, draw_ends
from desktop_app.reports.paper import Signed
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import pack, wrap

TITLE = "紧急走访通知单"
EMPTY = "现在没有需要紧急走访的老年人"
HELP_LINE = "情况危急先打电话：" + "　".join(f"{who} {number}" for who, number in EMERGENCY_CALLS)


@dataclass(frozen=True, slots=True)
class CallContact:
    """One person who can be called: name, what they are to the elder, phone, what they can do."""

    name: str
    relation: str
    phone: str
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOut:
    """One call-out; texts are the words printed. ``deadline`` is by when somebody must have been there.

    ``events`` are label and text of what happened; ``warnings`` what to mind on the spot; ``why`` is the
    paragraph of the why card. A ``blank`` one has lines to write on.
    """

    number: str = ""
    name: str = ""
    sex: str = ""
    age: int | None = None
    phone: str = ""
    village: str = ""
    address: str = ""
    categories: tuple[str, ...] = ()
    tier: str = ""
    deadline: str = ""
    events: tuple[tuple[str, str], ...] = ()
    goes: str = ""
    goes_phone: str = ""
    goes_note: str = ""
    contacts: tuple[CallContact, ...] = ()
    warnings: tuple[str, ...] = ()
    last_visit: str = ""
    why: str = ""
    blank: bool = False


_LABELS = {
    "sex": "性别",
    "age": "年龄",
    "phone": "电话",
    "village": "嘎查村（社区）",
    "address": "住址",
    "categories": "类别标签",
    "tier": "风险等级",
    "deadline": "期限",
    "events": "什么事",
    "goes": "派谁去",
    "goes_phone": "派去的人的电话",
    "goes_note": "派人说明",
    "contacts": "可以联系",
    "warnings": "到场注意",
    "last_visit": "上次探访",
    "why": "为什么",
}

_MARGIN_X = 16 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN_X
_LABEL = 22 * MM
_HALF = (_WIDTH - 2 * _LABEL) / 2
_BAND = 22 * MM
_INNER = _WIDTH - _BAND
_HEAD_HEIGHT = 17 * MM
_DEADLINE_HEIGHT = 13 * MM
_RESULT_HEIGHT = 48 * MM
"""The least room for what is written on the spot; what the page has left is given to it as well."""
_TEAR_HEIGHT = 47 * MM
_TAIL = _RESULT_HEIGHT + _TEAR_HEIGHT
_SIZE = 10.0
_LARGE = 14.0
_BLANK_CONTACTS = 3
_LINE_TO_WRITE = 8 * MM
_SEEN = (
    "□见到本人，平安",
    "□见到本人，需要就医",
    "□见到本人，需要照料",
    "□没有见到本人",
    "□已在医院",
    "□已去世",
)
_DONE = ("□拨打120", "□拨打110", "□送医", "□通知家属", "□请村医到场", "□报告苏木乡镇（街道）", "□留人照看")


def write(path: Path, signed: Signed, calls: Iterable[CallOut], progress: Progress = SILENT) -> Printed:
    """Write one sheet per call-out (more for long lists); raises Cancelled and OSError."""
    chosen = list(calls)
    title = f"{TITLE}（{chosen[0].number}）" if len(chosen) == 1 and chosen[0].number else TITLE
    sheet = Sheet(PORTRAIT, signed, title, progress, margin=_MARGIN_X)
    draw(sheet, signed, chosen)
    return sheet.save(path)


def blank() -> CallOut:
    """Return the empty form."""
    return CallOut(
        deadline="请于      月      日      时以前上门见到本人",
        events=tuple((label, "") for label in ("变故", "发生", "得知", "情况")),
        contacts=(CallContact("", "", "", ""),) * _BLANK_CONTACTS,
        blank=True,
    )


def stated(calls: Iterable[CallOut]) -> Iterator[Stated]:
    """Yield what the call-outs state."""
    for call in calls:
        yield from stated_fields(f"{call.name} {call.number}", call, _LABELS)


def draw(sheet: Sheet, signed: Signed, calls: Iterable[CallOut]) -> None:
    """Draw one sheet per call-out, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN_X)
    draw_each(
        sheet,
        calls,
        draw=lambda one: _write_one(sheet, signed, one),
        draw_title=lambda: _draw_title(sheet, signed, ""),
        empty=EMPTY,
        what=TITLE,
    )


def _write_one(sheet: Sheet, signed: Signed, call: CallOut) -> None:
    sheet.begin_part(f"{call.name} {call.number}".strip() or TITLE, call.number)
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT - _DEADLINE_HEIGHT
    kit, pages = NORMAL, _pages(NORMAL, call, room)
    if len(pages) > 1 and len(closer := _pages(COMPACT, call, room)) < len(pages):
        kit, pages = COMPACT, closer
    for number, page in enumerate(pages, start=1):
        _draw_title(sheet, signed, call.number + ("（续页）" if number > 1 else ""))
        y = _draw_deadline(sheet, call, sheet.top + _HEAD_HEIGHT)
        y = kit.draw(sheet, sheet.left, y, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            _draw_tear_off(sheet, call, _draw_result(sheet, y))
        sheet.end_page(number, len(pages))


def _pages(kit: FormKit, call: CallOut, room: float) -> list[list[FormRow]]:
    rows = [piece for row in _rows(kit, call) for piece in kit.split_tall(row, room / 2)]
    return deal_rows(rows, room, _TAIL)


def _rows(kit: FormKit, call: CallOut) -> list[FormRow]:
    small, sex, age = 13 * MM, 12 * MM, 15 * MM
    name = _WIDTH - 2 * _LABEL - 2 * small - sex - age - 40 * MM
    address = " ".join(part for part in (call.village, call.address) if part)
    goes = "　".join(part for part in (call.goes, call.goes_phone, call.goes_note) if part)
    rows = [
        kit.fields(
            ("姓名", call.name, _LABEL, name),
            ("性别", call.sex, small, sex),
            ("年龄", "" if call.age is None else f"{call.age}岁", small, age),
            ("电话", call.phone or ("" if call.blank else "无电话"), _LABEL, 40 * MM),
        ),
        kit.fields(("住址", address, _LABEL, _WIDTH - _LABEL)),
        kit.row(
            kit.label("类别标签", _LABEL),
            kit.listed(call.categories or ("" if call.blank else "无",), 1.5 * _HALF),
            kit.label("风险等级", _LABEL),
            kit.value(call.tier, 0.5 * _HALF),
        ),
        *(_banded(kit, "什么事", label, text) for label, text in call.events),
        kit.fields(("派谁去", goes or ("" if call.blank else "请指定："), _LABEL, _WIDTH - _LABEL)),
        *_contact_rows(kit, call.contacts),
    ]
    rows += [_banded(kit, "到场注意", "", text) for text in call.warnings]
    if call.last_visit:
        rows.append(kit.fields(("上次探访", call.last_visit, _LABEL, _WIDTH - _LABEL)))
    if call.why:
        rows.append(kit.fields(("为什么", call.why, _LABEL, _WIDTH - _LABEL)))
    return [replace(row, height=max(row.height, _LINE_TO_WRITE)) for row in rows] if call.blank else rows


def _banded(kit: FormKit, band: str, label: str, text: str) -> FormRow:
    if not label:
        return kit.row(kit.value(text, _INNER), band=band)
    return kit.row(kit.label(label, _LABEL), kit.value(text, _INNER - _LABEL), band=band)


_CONTACT_COLUMNS = (("姓名", 44 * MM), ("关系", 22 * MM), ("电话", 36 * MM))


def _contact_rows(kit: FormKit, contacts: Sequence[CallContact]) -> list[FormRow]:
    band = "可以联系"
    if not contacts:
        return [kit.row(kit.value("没有登记联系人，请向邻居和嘎查村（社区）打听。", _INNER), band=band)]
    widths = [width for _title, width in _CONTACT_COLUMNS]
    widths.append(_INNER - sum(widths))
    titles = [*(title for title, _width in _CONTACT_COLUMNS), "用途"]
    rows = [kit.row(*map(kit.label, titles, widths), band=band, leading=True)]
    for one in contacts:
        phone = one.phone or ("无电话" if one.name else "")
        texts = (one.name, one.relation, phone, one.roles)
        rows.append(kit.row(*map(kit.value, texts, widths), band=band))
    return rows


def _draw_title(sheet: Sheet, signed: Signed, number: str) -> None:
    sheet.text(sheet.left, sheet.top - 1 * MM, TITLE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    y = sheet.top + 10.5 * MM
    right = f"编号：{number}" if number else ""
    draw_ends(sheet, y, f"填发单位：{signed.unit}", "", right, size=_SIZE, room=_WIDTH)


def _draw_deadline(sheet: Sheet, call: CallOut, y: float) -> float:
    """Draw the box that says by when, in large type, with the emergency numbers, and return the y under it."""
    sheet.box(sheet.left, y, _WIDTH, _DEADLINE_HEIGHT)
    sheet.text(
        sheet.left,
        y + 1.3 * MM,
        call.deadline,
        size=_LARGE,
        role=SERIF_BOLD,
        align="center",
        room=_WIDTH,
    )
    sheet.text(sheet.left, y + 7.6 * MM, HELP_LINE, size=10.5, role=SERIF_BOLD, align="center", room=_WIDTH)
    return y + _DEADLINE_HEIGHT


def _draw_result(sheet: Sheet, y: float) -> float:
    """Draw the boxes to be filled in on the spot, down to where the slip begins, and return the y under them."""
    bottom = sheet.bottom - _TEAR_HEIGHT
    height = bottom - y
    sheet.box(sheet.left, y, _WIDTH, height)
    sheet.rule(sheet.left + _BAND, y, sheet.left + _BAND, bottom)
    middle = y + height / 2 - 2 * MM
    sheet.text(sheet.left, middle, "走访结果", size=_SIZE, role=SERIF_BOLD, align="center", room=_BAND)
    left, at = sheet.left + _BAND + 2 * MM, y + 2.5 * MM
    _blanks(sheet, left, at, "到达时间：", _ARRIVED)
    at = _boxes(sheet, left, at + 6.5 * MM, "见到情况：", _SEEN)
    at = _boxes(sheet, left, at + 1.5 * MM, "已经处置：", _DONE)
    sheet.text(left, at + 1.5 * MM, "说明：", size=_SIZE)
    for index, place in enumerate(("走访人签字：", "同行人签字：")):
        sheet.text(left + index * _INNER / 2, bottom - 6 * MM, place, size=_SIZE)
    return bottom


_ARRIVED = ("月", "日", "时", "分")
_BLANK = 13 * MM


def _blanks(sheet: Sheet, left: float, y: float, label: str, units: Sequence[str]) -> float:
    """Draw a label and a blank before each unit, and return the x after the last."""
    x = left + 20 * MM
    sheet.text(left, y, label, size=_SIZE)
    for unit in units:
        x += _BLANK
        sheet.text(x, y, unit, size=_SIZE)
        x += 4 * MM
    return x


def _boxes(sheet: Sheet, left: float, y: float, label: str, choices: Sequence[str]) -> float:
    first, *others = choices
    lines = pack([label + first, *others], SERIF, _SIZE, sheet.right - left - 2 * MM, "  ").splitlines()
    return sheet.lines_of_text(left, y, lines, size=_SIZE, leading=15)


def _draw_tear_off(sheet: Sheet, call: CallOut, y: float) -> None:
    """Draw the slip that comes back to the office, under a line to tear along."""
    cut = y + 7 * MM
    x = sheet.left
    while x < sheet.right:
        sheet.rule(x, cut, min(x + 2 * MM, sheet.right), cut)
        x += 3.5 * MM
    sheet.text(
        sheet.left, cut - 4.6 * MM, "沿虚线剪下，走访后当天交回", size=8.5, align="center", room=_WIDTH
    )
    at = cut + 3.5 * MM
    sheet.text(sheet.left, at, "紧急走访回执", size=12, role=SERIF_BOLD, align="center", room=_WIDTH)
    sheet.text(sheet.left, at + 1, f"编号：{call.number or '　' * 8}", size=_SIZE, align="right", room=_WIDTH)
    at += 8 * MM
    who = "　".join(part for part in (call.village, call.name) if part)
    if call.blank:
        who = "嘎查村（社区）：＿＿＿＿＿＿＿＿＿＿　　姓名：＿＿＿＿＿＿＿＿＿＿"
    whose = wrap(who, SERIF_BOLD, _SIZE, _WIDTH)[0]
    sheet.text(sheet.left, at, whose, size=_SIZE, role=SERIF_BOLD)
    at = _boxes(sheet, sheet.left, at + 6 * MM, "", _SEEN) + 1.5 * MM
    after = _blanks(sheet, sheet.left, at, "到达时间：", _ARRIVED)
    sheet.text(after + 8 * MM, at, "处置：", size=_SIZE)
    for index, place in enumerate(("走访人签字：", "收回人签字：", "收回日期：")):
        sheet.text(sheet.left + index * _WIDTH / 3, at + 8.5 * MM, place, size=_SIZE)
