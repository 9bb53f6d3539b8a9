"""赡养义务督促函: a letter to one supporter with the sections of the law, and a slip at its foot to sign and return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.form_fields import stated_fields
from desktop_app.reports.paper import Signed, day_text
from desktop_app.reports.printed import Printed
from desktop_app.reports.sheet import MM, PORTRAIT, SERIF, SERIF_BOLD, Sheet
from desktop_app.reports.signing import under_letter
from desktop_app.reports.statements import Stated
from desktop_app.reports.wrapping import wrap

TITLE = "赡养义务督促函"
RECEIPT = "督促函回执"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportLetter:
    """One letter; ``facts`` and ``asks`` are clauses without a full stop, ``sections`` name and text of the law.

    ``about_elder`` is the village and name of the elder: nothing else of the register is in it.
    """

    signed: Signed
    to_name: str
    relation: str
    elder: str
    about_elder: str
    facts: tuple[str, ...]
    words: str
    law: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    asks: tuple[str, ...]
    by_on: date | None
    remedies: str
    clerk: str
    phone: str
    dated_on: date | None


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the letter, drawn ``indent`` points from the left."""

    text: str
    indent: float = 0.0


_LABELS = {
    "relation": "关系",
    "about_elder": "老人",
    "facts": "事由",
    "words": "情况",
    "sections": "条文",
    "asks": "请对方做什么",
    "by_on": "答复期限",
    "remedies": "救济途径",
    "dated_on": "日期",
}
_MARGIN = 20 * MM
_ROOM = PORTRAIT[0] - 2 * _MARGIN
_TITLE_HEIGHT = 17 * MM
_STRIP = 56 * MM
_TOLD_SIZES = ((10.5, 15.0, 2), (9.0, 11.5, 3))
"""Type size, leading and most lines of what the slip says was received; the second where names are long."""
_SIGN_LINES = 4
_SIZES = (
    (16.0, 26.0),
    (14.0, 23.0),
    (13.0, 21.5),
    (12.0, 20.0),
    (11.0, 17.5),
    (10.5, 16.0),
    (10.5, 15.0),
    (10.0, 14.2),
)
"""Type size and leading; the largest with which the letter takes the fewest sheets is used."""
_STAND_IN = "口口"
"""Holds the place of the first line's indent while it is broken."""
_NUMBERS = "一二三四五六七八九十"


def write(path: Path, letter: SupportLetter, progress: Progress = SILENT) -> Printed:
    """Write the letter as PDF; raises Cancelled and OSError, leaving an older file as it was."""
    sheet = Sheet(PORTRAIT, letter.signed, TITLE, progress, margin=_MARGIN)
    draw(sheet, letter)
    return sheet.save(path)


def blank(signed: Signed, law: str, sections: tuple[tuple[str, tuple[str, ...]], ...]) -> SupportLetter:
    """Return the letter with lines to write names, facts and requests on."""
    short, line = "＿" * 6, "＿" * 30
    return SupportLetter(
        signed=signed,
        to_name=short,
        relation="＿＿＿",
        elder=short,
        about_elder=f"＿＿＿＿＿＿嘎查村（社区）{short}",
        facts=(line * 2,),
        words="",
        law=law,
        sections=sections,
        asks=(f"请您{line}", line),
        by_on=None,
        remedies="",
        clerk="",
        phone=signed.phone,
        dated_on=None,
    )


def stated(letter: SupportLetter) -> Iterator[Stated]:
    """Yield what the letter states."""
    return stated_fields(f"{letter.elder} {letter.to_name}", letter, _LABELS)


def draw(sheet: Sheet, letter: SupportLetter) -> None:
    """Draw the letter and the slip at its foot; raises Cancelled."""
    sheet.turn_to(PORTRAIT, letter.signed, margin=_MARGIN)
    sheet.begin_part(f"{letter.elder}　{letter.to_name}".strip("＿　") or TITLE)
    room = sheet.bottom - sheet.top
    fitted = ((size, leading, _deal(_lines(letter, size), leading, room)) for size, leading in _SIZES)
    size, leading, pages = min(fitted, key=lambda one: (len(one[2]), -one[0]))
    for number, lines in enumerate(pages, start=1):
        y = sheet.top
        if number == 1:
            sheet.text(sheet.left, y, TITLE, size=20, role=SERIF_BOLD, align="center", room=_ROOM)
            y += _TITLE_HEIGHT
        for line in lines:
            sheet.text(sheet.left + line.indent, y, line.text, size=size)
            y += leading
        if number == len(pages):
            _draw_strip(sheet, letter)
        sheet.end_page(number, len(pages))


def _deal(lines: Sequence[_Line], leading: float, room: float) -> list[Sequence[_Line]]:
    """Deal lines out to pages: the first keeps room for the title, the last for the slip and all that is signed."""
    pages: list[Sequence[_Line]] = []
    left, free = list(lines), room - _TITLE_HEIGHT
    while len(left) * leading > free - _STRIP:
        most = int(free // leading)
        # What is signed goes with a few lines of the letter, never alone with the slip.
        taken = min(most, max(len(left) - _SIGN_LINES - 3, 1))
        pages.append(left[:taken])
        left, free = left[taken:], room
    return [*pages, left]


def _lines(letter: SupportLetter, size: float) -> list[_Line]:
    """Return the letter broken into lines."""
    lines = [_Line(one) for one in wrap(f"{letter.to_name}：", SERIF, size, _ROOM)]
    related = f"您是{letter.about_elder}老人的{letter.relation}。" if letter.relation else ""
    whose = related or f"现就{letter.about_elder}老人的赡养事宜致函。"
    facts = f"我们在走访中了解到：{'；'.join(letter.facts)}。" if letter.facts else ""
    lines += _paragraph(f"您好！{whose}{facts}", size)
    for part in letter.words.splitlines():
        lines += _paragraph(part, size)
    lines += _paragraph(f"赡养老人是家庭的责任，也是法律规定的义务。{letter.law}规定：", size)
    for name, paragraphs in letter.sections:
        # A section stands in one piece, its paragraphs one after the other: the letter is to be one sheet.
        lines += _paragraph(f"{name}　{''.join(paragraphs)}", size)
    by = day_text(letter.by_on)
    if len(letter.asks) == 1:
        lines += _paragraph(f"为此，{letter.asks[0]}，并在{by}前将情况告诉我们。", size)
    else:
        lines += _paragraph(f"为此，请您做好以下几点，并在{by}前将情况告诉我们：", size)
        for place, text in enumerate(letter.asks):
            lines += _paragraph(f"{_NUMBERS[place % len(_NUMBERS)]}、{text}。", size)
    lines += _paragraph(
        "您如有困难，或者情况与上面所说不符，请与我们联系，我们愿意帮助您和家人商量解决。", size
    )
    if letter.remedies:
        lines += _paragraph(letter.remedies, size)
    lines += _paragraph(f"联系人：{letter.clerk or '　　　　　'}　　联系电话：{letter.phone}", size)
    unit, dated = f"{letter.signed.unit}（盖章）", day_text(letter.dated_on)
    unit_at, dated_at = under_letter(unit, dated, SERIF, size, _ROOM)
    under = [_Line(line, indent=unit_at) for line in wrap(unit, SERIF, size, _ROOM)]
    return [*lines, _Line(""), *under, _Line(dated, indent=dated_at)]


def _paragraph(text: str, size: float) -> list[_Line]:
    first, *rest = wrap(_STAND_IN + text.strip(), SERIF, size, _ROOM)
    return [_Line(first.removeprefix(_STAND_IN), indent=2 * size), *(_Line(line) for line in rest)]


def _draw_strip(sheet: Sheet, letter: SupportLetter) -> None:
    """Draw the slip that comes back, under a line to tear along."""
    y = sheet.bottom - _STRIP + 9 * MM
    x = sheet.left
    while x < sheet.right:
        sheet.rule(x, y, min(x + 2 * MM, sheet.right), y)
        x += 3.5 * MM
    sheet.text(sheet.left, y - 4.4 * MM, "沿虚线剪下，签字后交回", size=8.5, align="center", room=_ROOM)
    y += 3.5 * MM
    sheet.text(sheet.left, y, RECEIPT, size=13, role=SERIF_BOLD, align="center", room=_ROOM)
    y += 8.5 * MM
    dated = day_text(letter.dated_on)
    told = f"{letter.signed.unit}{dated}关于赡养{letter.elder}老人的督促函，已由{letter.to_name}收到。"
    fits = (one for one in _TOLD_SIZES if len(wrap(told, SERIF, one[0], _ROOM)) <= one[2])
    size, leading, most = next(fits, _TOLD_SIZES[-1])
    lines = wrap(told, SERIF, size, _ROOM)[:most]
    y = sheet.lines_of_text(sheet.left, y, lines, size=size, leading=leading)
    y += 1.5 * MM
    for text in (
        "送达：□本人签收　□家人代收（关系：　　　　）　□邮寄　□拒收　送达人：",
        "答复：□已经落实　□将于　　月　　日前落实　□有困难，请联系我　□不同意",
    ):
        sheet.text(sheet.left, y, text, size=10.5)
        y += 16
    y += 2.5 * MM
    for place, text in enumerate(("签字（手印）：", "电话：", "日期：20    年    月    日")):
        sheet.text(sheet.left + place * _ROOM * 0.34, y, text, size=10.5)
