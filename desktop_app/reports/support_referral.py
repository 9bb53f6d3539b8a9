"""调解（法律援助）转介单: hands a family's matter to a mediation committee, legal aid or another office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import COMPACT, NORMAL, Fitted, FormKit, FormRow, deal_rows, to_write_on
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.signing import under_letter
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap


@dataclass(frozen=True, slots=True)
class ReferredContact:
    """One of the family: name, what they are to the elder, phone, where they live."""

    name: str
    relation: str
    phone: str
    lives_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportReferral:
    """One referral; texts are the words printed. ``health`` and ``phone`` are empty unless they were asked for.

    A ``blank`` one has lines to write on.
    """

    signed: Signed
    title: str
    referred_to: str
    name: str
    sex: str
    age: int | None
    village: str
    address: str
    phone: str
    health: str
    contacts: tuple[ReferredContact, ...]
    words: str
    asks: str
    done: tuple[str, ...]
    law: str
    clerk: str
    unit_phone: str
    dated_on: date | None
    blank: bool = False


_LABELS = {
    "title": "标题",
    "referred_to": "转给",
    "sex": "性别",
    "age": "年龄",
    "village": "嘎查村（社区）",
    "address": "住址",
    "phone": "联系电话",
    "health": "健康和自理",
    "contacts": "有关家人",
    "words": "事由",
    "asks": "请求",
    "done": "已经做的",
    "law": "条文",
    "dated_on": "日期",
}

_MARGIN = 20 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN
_BAND = 22 * MM
_INNER = _WIDTH - _BAND
_HEAD_HEIGHT = 20 * MM
_SIGN_HEIGHT = 46 * MM
_STRIP = 58 * MM
_SIZE = 10.5
_BLANK_CONTACTS = 2
_ROOM_TO_WRITE = 16 * MM


def write(path: Path, referral: SupportReferral, progress: Progress = SILENT) -> Printed:
    """Write the slip as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(PORTRAIT, referral.signed, referral.title, progress, margin=_MARGIN)
    draw(sheet, referral)
    return sheet.save(path)


def blank(signed: Signed, law: str) -> SupportReferral:
    """Return the empty form."""
    return SupportReferral(
        signed=signed,
        title="赡养纠纷转介单",
        referred_to="＿" * 16,
        name="",
        sex="",
        age=None,
        village="",
        address="",
        phone="",
        health="",
        contacts=(ReferredContact("", "", "", ""),) * _BLANK_CONTACTS,
        words="",
        asks="",
        done=(),
        law=law,
        clerk="",
        unit_phone=signed.phone,
        dated_on=None,
        blank=True,
    )


def stated(referral: SupportReferral) -> Iterator[Stated]:
    """Yield what the referral states."""
    return stated_fields(referral.name, referral, _LABELS)


def draw(sheet: Sheet, referral: SupportReferral) -> None:
    """Draw the slip; raises Cancelled."""
    sheet.turn_to(PORTRAIT, referral.signed, margin=_MARGIN)
    sheet.begin_part(referral.name or referral.title)
    room = sheet.bottom - sheet.top - _HEAD_HEIGHT
    law = wrap(referral.law, SERIF, 8.5, _WIDTH)
    tail = _SIGN_HEIGHT + _STRIP + len(law) * 11.5
    kit, pages = NORMAL, _pages(NORMAL, referral, room, tail)
    if len(pages) > 1 and len(closer := _pages(COMPACT, referral, room, tail)) < len(pages):
        kit, pages = COMPACT, closer
    for number, page in enumerate(pages, start=1):
        _draw_head(sheet, referral)
        y = kit.draw(sheet, sheet.left, sheet.top + _HEAD_HEIGHT, page, width=_WIDTH, band_width=_BAND)
        if number == len(pages):
            y = sheet.lines_of_text(sheet.left, y + 2 * MM, law, size=8.5, leading=11.5)
            _draw_signs(sheet, referral, y + 3 * MM)
            _draw_strip(sheet, referral)
        sheet.end_page(number, len(pages))


def _pages(kit: FormKit, one: SupportReferral, room: float, tail: float) -> list[list[FormRow]]:
    rows = [piece for row in _rows(kit, one) for piece in kit.split_tall(row, room / 2)]
    return deal_rows(rows, room, tail)


def _rows(kit: FormKit, one: SupportReferral) -> list[FormRow]:
    small = 13 * MM
    name = _WIDTH - _BAND - 4 * small - 2 * MM - 24 * MM
    place = " ".join(part for part in (one.village, one.address) if part)
    rows = [
        kit.fields(
            ("老人姓名", one.name, _BAND, name),
            ("性别", one.sex, small, small),
            ("年龄", "" if one.age is None else f"{one.age}岁", small, small + 26 * MM),
        ),
        kit.fields(("住址", place, _BAND, _INNER)),
    ]
    if one.phone or one.blank:
        rows.append(kit.fields(("联系电话", one.phone, _BAND, _INNER)))
    if one.health or one.blank:
        rows.append(kit.fields(("健康和自理", one.health, _BAND, _INNER)))
    rows += _contact_rows(kit, one.contacts)
    done = "\n".join(one.done) or ("" if one.blank else "还没有督促过家人")
    told = [kit.fields(("事由", one.words, _BAND, _INNER))]
    if one.asks or one.blank:
        told.append(kit.fields(("请求", one.asks, _BAND, _INNER)))
    told.append(kit.fields(("已经做的", done, _BAND, _INNER)))
    if not one.blank:
        return rows + told
    return [*to_write_on(rows), *(replace(row, height=_ROOM_TO_WRITE) for row in told)]


_CONTACT_COLUMNS = (("姓名", 42 * MM), ("关系", 20 * MM), ("电话", 36 * MM))


def _contact_rows(kit: FormKit, contacts: Sequence[ReferredContact]) -> list[FormRow]:
    band = "有关家人"
    if not contacts:
        return [kit.row(kit.value("没有写明", _INNER), band=band)]
    widths = [width for _title, width in _CONTACT_COLUMNS]
    widths.append(_INNER - sum(widths))
    titles = [*(title for title, _width in _CONTACT_COLUMNS), "居住地"]
    rows = [kit.row(*map(kit.label, titles, widths), band=band, leading=True)]
    for one in contacts:
        phone = one.phone or ("无电话" if one.name else "")
        texts = (one.name, one.relation, phone, one.lives_at)
        rows.append(kit.row(*map(kit.value, texts, widths), band=band))
    return rows


def _draw_head(sheet: Sheet, one: SupportReferral) -> None:
    sheet.text(sheet.left, sheet.top, one.title, size=18, role=SERIF_BOLD, align="center", room=_WIDTH)
    to = wrap(f"{one.referred_to}：", SERIF_BOLD, 11, _WIDTH)[0]
    sheet.text(sheet.left, sheet.top + 11.5 * MM, to, size=11, role=SERIF_BOLD)


def _draw_signs(sheet: Sheet, one: SupportReferral, y: float) -> None:
    """Draw where the elder says what he or she wants, and where the unit signs."""
    sheet.text(
        sheet.left, y, "老人意愿：□本人申请　□同意转介　□由监护人（家属）代为申请　□本人没有表示", size=_SIZE
    )
    y += 8 * MM
    sheet.text(sheet.left, y, "老人（代理人）签字（手印）：", size=_SIZE)
    sheet.text(sheet.left + _WIDTH * 0.62, y, "日期：20    年    月    日", size=_SIZE)
    y += 9 * MM
    clerk = Fitted.make(f"经办人：{one.clerk}", _SIZE, _WIDTH * 0.29)
    sheet.text(sheet.left, y, clerk.text, size=clerk.size)
    phone = Fitted.make(f"联系电话：{one.unit_phone}", _SIZE, _WIDTH * 0.7)
    sheet.text(sheet.left + _WIDTH * 0.3, y, phone.text, size=phone.size)
    y += 7 * MM
    unit, dated = Fitted.make(f"{one.signed.unit}（盖章）", _SIZE, _WIDTH), day_text(one.dated_on)
    unit_at, dated_at = under_letter(unit.text, dated, SERIF, _SIZE, _WIDTH)
    sheet.text(sheet.left + unit_at, y, unit.text, size=unit.size)
    sheet.text(sheet.left + dated_at, y + 6.5 * MM, dated, size=_SIZE)


def _draw_strip(sheet: Sheet, one: SupportReferral) -> None:
    """Draw the answer of the office that took the matter, under a line to tear along."""
    y = sheet.bottom - _STRIP + 9 * MM
    x = sheet.left
    while x < sheet.right:
        sheet.rule(x, y, min(x + 2 * MM, sheet.right), y)
        x += 3.5 * MM
    sheet.text(
        sheet.left, y - 4.4 * MM, "沿虚线剪下，办理后交回转介单位", size=8.5, align="center", room=_WIDTH
    )
    y += 3.5 * MM
    sheet.text(sheet.left, y, "转介回执", size=13, role=SERIF_BOLD, align="center", room=_WIDTH)
    y += 8.5 * MM
    about = f"{one.signed.unit}{day_text(one.dated_on)}转来{one.name or '＿' * 8}老人的赡养事项："
    y = sheet.lines_of_text(sheet.left, y, wrap(about, SERIF, _SIZE, _WIDTH)[:2], size=_SIZE, leading=15)
    y += 1.5 * MM
    for text in (
        "□已受理　□不受理，原因：",
        "结果：□达成协议　□没有达成协议　□已提供法律援助　□其他：",
    ):
        sheet.text(sheet.left, y, text, size=_SIZE)
        y += 17
    y += 2.5 * MM
    for place, text in enumerate(("承办人：", "电话：", "日期：20    年    月    日")):
        sheet.text(sheet.left + place * _WIDTH * 0.33, y, text, size=_SIZE)
