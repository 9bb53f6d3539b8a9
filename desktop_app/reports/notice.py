"""P9 告知书、意愿确认书: what is done with somebody's data and why, and whether and how he or she wants to be visited.

The first page is the notice and stays with the person; the second is the answer in two copies to tear apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.domain.terms import WillingnessKind
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.frames import Fitted, FormKit, FormRow, draw_ends, with_room_to_write
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet, draw_each
from desktop_app.reports.signing import under_letter
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

TITLE = "探访关爱服务告知书、意愿确认书"
NOTICE = "特殊困难老年人探访关爱服务告知书"
ANSWER = "探访关爱服务意愿确认书"
EMPTY = "所选范围内没有在册老年人"
LAW = "《中华人民共和国个人信息保护法》"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One person's notice; ``willingness`` is what was last said, None where nobody asked yet.

    ``rhythm`` says how often visits are due, ``file_years`` and ``visit_years`` how long both are kept.
    """

    name: str = ""
    sex: str = ""
    age: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""
    village: str = ""
    willingness: WillingnessKind | None = None
    asked_on: date | None = None
    witness: str = ""
    refusal: str = ""
    rhythm: str = ""
    visitor: str = ""
    contact: str = ""
    file_years: int
    visit_years: int
    serial: str = ""


_LABELS = {
    "sex": "性别",
    "age": "年龄",
    "id_number": "身份证号",
    "phone": "联系电话",
    "address": "住址",
    "willingness": "意愿",
    "asked_on": "询问日期",
    "witness": "见证人",
    "refusal": "说明",
    "rhythm": "探访频次",
    "visitor": "探访人",
    "contact": "紧急联系人",
}
_MARGIN = 18 * MM
_WIDTH = PORTRAIT[0] - 2 * _MARGIN
_LABEL = 22 * MM
_SIZES = (
    (14.0, 23.5),
    (13.5, 22.5),
    (13.0, 21.5),
    (12.5, 20.5),
    (12.0, 19.5),
    (11.5, 18.0),
    (11.0, 16.5),
    (10.5, 15.4),
)
"""Type size and leading of the notice: elders read it, so the largest that fits on the page."""
_STAND_IN = "口口"
"""Holds the place of the first line's indent while it is broken."""
_KIT = FormKit(size=9.5, leading=12.2, pad_x=1.2 * MM, pad_y=0.75 * MM, least_row=6.4 * MM)
_CLOSE = FormKit(size=9.0, leading=10.8, pad_x=1.2 * MM, pad_y=0.5 * MM, least_row=5.6 * MM)
_CLOSEST = FormKit(size=7.5, leading=8.6, pad_x=1.2 * MM, pad_y=0.3 * MM, least_row=4.6 * MM)
_SIGN = 21 * MM
_SIZE = 10.0
_BOX, _TICKED = "□", "☑"


def write(path: Path, signed: Signed, people: Iterable[Notice], progress: Progress = SILENT) -> Printed:
    """Write a notice and the answer in two copies for each; raises Cancelled and OSError."""
    sheet = Sheet(PORTRAIT, signed, TITLE, progress, margin=_MARGIN)
    draw(sheet, signed, people)
    return sheet.save(path)


def draw(sheet: Sheet, signed: Signed, people: Iterable[Notice]) -> None:
    """Draw each person's two pages, with a bookmark for each; raises Cancelled."""
    sheet.turn_to(PORTRAIT, signed, margin=_MARGIN)
    draw_each(
        sheet,
        people,
        draw=lambda one: _draw_one(sheet, signed, one),
        draw_title=lambda: sheet.text(
            sheet.left, sheet.top, NOTICE, size=18, role=SERIF_BOLD, align="center", room=_WIDTH
        ),
        empty=EMPTY,
        what=TITLE,
    )


def stated(people: Iterable[Notice]) -> Iterator[Stated]:
    """Yield what the notices state."""
    for one in people:
        yield from stated_fields(one.name, one, _LABELS)


def _draw_one(sheet: Sheet, signed: Signed, one: Notice) -> None:
    sheet.begin_part(one.name or TITLE, one.serial)
    _draw_notice(sheet, signed, one)
    sheet.end_page(1, 2)
    middle = (sheet.top + sheet.bottom) / 2
    _draw_answer(sheet, signed, one, sheet.top, middle - 5.5 * MM, "存根，由本单位归入一人一档")
    _draw_cut(sheet, middle)
    _draw_answer(sheet, signed, one, middle + 4.5 * MM, sheet.bottom, "本人留存")
    sheet.end_page(2, 2)


def _draw_notice(sheet: Sheet, signed: Signed, one: Notice) -> None:
    sheet.text(sheet.left, sheet.top, NOTICE, size=19, role=SERIF_BOLD, align="center", room=_WIDTH)
    top = sheet.top + 14 * MM
    foot = 34 * MM
    room = sheet.bottom - top - foot
    broken = ((size, leading, _notice_lines(signed, one, size)) for size, leading in _SIZES)
    fitting = ((size, leading, lines) for size, leading, lines in broken if len(lines) * leading <= room)
    size, leading = _SIZES[-1]
    size, leading, lines = next(fitting, (size, leading, _notice_lines(signed, one, size)))
    y = sheet.lines_of_text(sheet.left, top, lines, size=size, leading=leading)
    y += 3 * MM
    unit, day = Fitted.make(f"{signed.unit}（盖章）", 12, _WIDTH), day_text(None)
    unit_at, day_at = under_letter(unit.text, day, SERIF, 12, _WIDTH)
    sheet.text(sheet.left + unit_at, y, unit.text, size=unit.size)
    sheet.text(sheet.left + day_at, y + 7.5 * MM, day, size=12)
    sheet.text(
        sheet.left,
        sheet.bottom - 7 * MM,
        "（本页由老年人本人或家属保存）",
        size=_SIZE,
        align="center",
        room=_WIDTH,
    )


def _notice_lines(signed: Signed, one: Notice, size: float) -> list[str]:
    """Return the notice broken into lines."""
    whose = f"{one.name}老人" if one.name else "＿＿＿＿＿＿＿＿老人"
    lines = list(wrap(f"{whose}及家属：", SERIF, size, _WIDTH))
    for text in _paragraphs(signed, one):
        first, *others = wrap(_STAND_IN + text, SERIF, size, _WIDTH)
        lines += [first.replace(_STAND_IN, "　　", 1), *others]
    return lines


def _paragraphs(signed: Signed, one: Notice) -> list[str]:
    phone = signed.phone or "＿＿＿＿＿＿＿＿＿＿"
    village = one.village or "嘎查村（社区）"
    return [
        (
            "您好！为了经常了解您的生活和安全情况，及时帮您解决困难，我们开展特殊困难老年人探访关爱服务。服务需要"
            f"登记和使用您的一些个人信息。按照{LAW}第十七条、第三十条、第三十五条的规定，现将有关事项告知如下。"
        ),
        (
            f"一、谁在处理。处理者是{signed.unit}，由{village}的探访人员协助登记。联系电话：{phone}。您也可以直接到"
            "本单位或者嘎查村（社区）办公室当面询问。"
        ),
        (
            "二、为什么、怎样用。只用于探访、问题转介、落实待遇和服务、应急联络以及按规定统计上报；以登记、保存、"
            "查阅、打印和向办理您事项的主管部门、服务机构提供必要内容的方式使用，不用于其他用途，不公开。"
        ),
        (
            "三、用到哪些信息。姓名、性别、出生日期、身份证号、电话、住址、家庭成员和联系人、享受的待遇、探访和服务"
            "情况。其中疾病、用药、残疾、能力评估等健康信息属于敏感个人信息，用来判断探访次数和您需要的帮助，"
            "紧急时告诉救护人员；因此加密保存，只让承办人员查阅。不登记这些信息，探访照常进行，但可能不能"
            "及时发现风险、安排合适的服务。"
        ),
        (
            "四、不强迫的事项。探访时不以拍照为条件；拍摄照片、登记敏感个人信息须另外征得您的同意，同意以后可以"
            "随时收回，收回以前已经做的事不受影响。"
        ),
        (
            f"五、保存多久。档案自退出名册起保存{one.file_years}年，探访记录自探访之日起保存{one.visit_years}年，"
            "期满由档案管理人员按规定鉴定处理。"
        ),
        (
            "六、您的权利。您可以查阅、复制本人的信息，要求更正、补充；处理目的已经实现、保存期满或者您收回同意的，"
            "可以要求删除；可以要求我们解释。请本人或者委托家属带身份证件到本单位提出，行动不便的告诉探访人即可，"
            "我们核对身份后办理，不能办理的说明理由，不收费用。去世后，近亲属可以依法查阅、复制、更正、删除。"
            f"（{LAW}第四十四条至第五十条）"
        ),
        (
            "七、愿不愿意由您决定。您可以愿意、只接受电话问候，也可以不接受探访，以后随时可以改变。不接受探访，"
            "不影响您依法享受的各项待遇；遇有紧急情况，为保护生命健康，我们仍会设法与您和家人联系。"
        ),
    ]


def _draw_answer(sheet: Sheet, signed: Signed, one: Notice, top: float, bottom: float, copy: str) -> None:
    sheet.text(sheet.left, top, ANSWER, size=15, role=SERIF_BOLD, align="center", room=_WIDTH)
    draw_ends(sheet, top + 7 * MM, signed.unit, "", f"（{copy}）", size=9.5, room=_WIDTH)
    y = top + 12 * MM
    room = bottom - y - _SIGN
    drawn = ((kit, _answer_rows(kit, one)) for kit in (_KIT, _CLOSE, _CLOSEST))
    fitting = ((kit, rows) for kit, rows in drawn if sum(row.height for row in rows) <= room)
    kit, rows = next(fitting, (_CLOSEST, _answer_rows(_CLOSEST, one)))
    spare = room - sum(row.height for row in rows)
    y = kit.draw(sheet, sheet.left, y, with_room_to_write(rows, room, min(spare, 1 * MM)), width=_WIDTH)
    _draw_signs(sheet, y, bottom)


def _answer_rows(kit: FormKit, one: Notice) -> list[FormRow]:
    small, sex, age = 12 * MM, 12 * MM, 16 * MM
    name = _WIDTH - _LABEL - 2 * small - sex - age
    half = (_WIDTH - 2 * _LABEL) / 2
    full = _WIDTH - _LABEL
    said = one.willingness
    times = _boxes(
        ("按规定频次" + (f"（{one.rhythm}）" if one.rhythm else ""), bool(one.rhythm and said)), "其他："
    )
    refused = said is WillingnessKind.REFUSES
    return [
        kit.fields(
            ("姓名", one.name, _LABEL, name), ("性别", one.sex, small, sex), ("年龄", one.age, small, age)
        ),
        kit.fields(("身份证号", one.id_number, _LABEL, half), ("联系电话", one.phone, _LABEL, half)),
        kit.fields(("住址", one.address, _LABEL, full)),
        kit.fields(("告知情况", "□已逐条讲解，已经听清、看懂　□已收到告知书　□由家属代为听取", _LABEL, full)),
        kit.fields(
            (
                "探访意愿",
                _boxes(
                    ("愿意接受探访", said is WillingnessKind.WILLING),
                    ("只接受电话问候", said is WillingnessKind.PHONE_ONLY),
                    ("不接受探访", refused),
                ),
                _LABEL,
                full,
            )
        ),
        kit.fields(("探访方式", "□上门　□电话　□视频　□委托亲属、邻里代访", _LABEL, full)),
        kit.fields(("探访频次", times if not refused else "□按规定频次　□其他：", _LABEL, full)),
        kit.fields(("探访人", one.visitor, _LABEL, half), ("紧急联系人", one.contact, _LABEL, half)),
        kit.fields(("不接受的\n原因", one.refusal if refused else "", _LABEL, full)),
        kit.fields(
            ("敏感信息\n单独同意", "健康、残疾、能力评估等敏感个人信息：□同意登记使用　□不同意", _LABEL, full)
        ),
        kit.fields(("拍照", "探访时拍摄照片：□同意　□不同意　□每次先问", _LABEL, full)),
        kit.fields(
            (
                "询问日期",
                day_text(one.asked_on),
                _LABEL,
                half,
            ),
            ("见证人", one.witness, _LABEL, half),
        ),
    ]


def _boxes(*choices: tuple[str, bool] | str) -> str:
    """Return choices with their boxes, ticked where it is known."""
    told = [(choice, False) if isinstance(choice, str) else choice for choice in choices]
    return "　".join((_TICKED if ticked else _BOX) + words for words, ticked in told)


def _draw_signs(sheet: Sheet, y: float, bottom: float) -> None:
    """Draw the places for the person, somebody in his or her stead and the village under the table."""
    width = _WIDTH / 3
    height = min(bottom - y, _SIGN + 8 * MM)
    places: Sequence[tuple[str, str]] = (
        ("老人（家属）签字（手印）：", ""),
        ("代签人：", "与老人关系："),
        ("嘎查村（社区）盖章：", ""),
    )
    sheet.box(sheet.left, y, _WIDTH, height)
    for index, (first, second) in enumerate(places):
        x = sheet.left + index * width
        if index:
            sheet.rule(x, y, x, y + height)
        sheet.text(x + 2 * MM, y + 2 * MM, first, size=_SIZE)
        sheet.text(x + 2 * MM, y + 8.5 * MM, second, size=_SIZE)
        sheet.text(x, y + height - 5 * MM, day_text(None), size=_SIZE, align="right", room=width - 3 * MM)


def _draw_cut(sheet: Sheet, y: float) -> None:
    x = sheet.left
    while x < sheet.right:
        sheet.rule(x, y, min(x + 2 * MM, sheet.right), y)
        x += 3.5 * MM
    sheet.text(sheet.left, y - 3.8 * MM, "沿虚线剪开", size=8, align="center", room=_WIDTH)
