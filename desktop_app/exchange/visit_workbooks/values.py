"""Read what people write into the cells of a visit workbook: dates without a year, times, words for choices, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from desktop_app.domain.characters import has_control, narrow
from desktop_app.domain.dates import NO_SUCH_DAY, BadDate, parse_day
from desktop_app.domain.errors import N_
from desktop_app.domain.forms import Item
from desktop_app.domain.measures import Measure
from desktop_app.domain.terms import FindingKind, Mode, Outcome, SignatureKind, Term
from desktop_app.domain.visit_workbook import NO, YES
from desktop_app.exchange.visit_sheets import values as words
from desktop_app.exchange.workbooks.contents import Cell
from desktop_app.exchange.workbooks.rows import text_of

T = TypeVar("T", bound=Term)

TWO_DAYS = N_("像 11.3 这样的数字分不清是3日还是30日，请写成 2026-11-03 这样")
OTHER_MONTH = N_("月份与工作簿不符，请写全年月日，如 2026-11-03")
ERROR_VALUE = N_("单元格里是表格软件的错误值（如 #REF!），请重新填写")

_DAY_ALONE = re.compile(r"(\d{1,2})\s*[日号]?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_TIME = re.compile(
    r"(上午|早上|早晨|中午|下午|晚上|傍晚)?\s*(\d{1,2})\s*(?:[:.时点]\s*(?:(\d{1,2})|(半))?分?(?::\d{1,2})?)"
)
_PLAIN_TIME = re.compile(r"(\d{1,2})(\d{2})")
_AFTERNOON = frozenset({"下午", "晚上", "傍晚"})
_SEPARATORS = re.compile(r"[、，,;；/|\n]+")
_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DAY_MINUTES = 24 * 60
_LARGEST_DAY_NUMBER = 31
_NORMAL = frozenset("正常 无异常 没有异常 一切正常 √ ✓ 正".split())
_NONE = frozenset("无 没有 没 无问题 无异常".split())
_YES = frozenset(f"{YES} 相同 同上次 同 一样 对 有 √ ✓ Y YES 1 TRUE".split())
_NO = frozenset(f"{NO} 不同 不 不是 × X N NO 0 FALSE".split())
_SIGNATURES: dict[SignatureKind, str] = {
    SignatureKind.SELF: "本人 签字 已签 已签字 本人签 签名 本人签名",
    SignatureKind.THUMB: "手印 按手印 指印 按指印 本人手印",
    SignatureKind.PROXY: "代签 家属代签 代",
    SignatureKind.UNABLE: "不能签字 无法签字 不便",
    SignatureKind.DECLINED: "拒签 拒绝签字 不签 未签",
}
_SIGNATURE_BY_WORD = {word: kind for kind, listed in _SIGNATURES.items() for word in listed.split()}


class BadCell(Exception):
    """A cell that cannot be read; the text is a message id, ``details`` fill its places."""

    def __init__(self, reason: str, **details: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day; ``guessed`` where year or month were not written and the workbook's were taken."""

    on: date
    guessed: bool = False


def read_day(cell: Cell, month_on: date) -> ReadDay:
    """Return the day of a cell; raises BadCell. What is not written is taken from the workbook's month."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        # A lone 3 in a cell formatted as a date is the third day of a spreadsheet's calendar.
        return _in_month(cell.day, month_on) if (cell.year, cell.month) == (1900, 1) else ReadDay(cell)
    if isinstance(cell, bool):
        raise BadCell(N_("日期无法识别，请写成 2026-11-02 这样"))
    if isinstance(cell, int) and 1 <= cell <= _LARGEST_DAY_NUMBER:
        return _in_month(cell, month_on)
    if isinstance(cell, float) and 1 <= cell < 13:
        whole, tenths = divmod(round(cell * 100), 100)
        if tenths in (10, 20, 30):
            raise BadCell(TWO_DAYS)
        if not whole * 100 + tenths == round(cell * 100, 6):
            raise BadCell(N_("日期无法识别，请写成 2026-11-02 这样"))
        return _month_day(whole, tenths // 10 if tenths % 10 == 0 else tenths, month_on)
    if isinstance(cell, str):
        text = narrow(cell)
        _refuse_error(text)
        if found := _DAY_ALONE.fullmatch(text):
            return _in_month(int(found[1]), month_on)
        if found := _MONTH_DAY.fullmatch(text):
            return _month_day(int(found[1]), int(found[2]), month_on)
    try:
        return ReadDay(parse_day(cell))
    except BadDate as problem:
        raise BadCell(problem.reason) from None


def _month_day(month: int, day: int, month_on: date) -> ReadDay:
    if month != month_on.month:
        raise BadCell(OTHER_MONTH)
    return _in_month(day, month_on)


def _in_month(day: int, month_on: date) -> ReadDay:
    try:
        return ReadDay(month_on.replace(day=day), guessed=True)
    except ValueError:
        raise BadCell(NO_SUCH_DAY) from None


def read_time(cell: Cell) -> str:
    """Return HH:MM; raises BadCell."""
    minutes: int | None = None
    if isinstance(cell, datetime):
        minutes = cell.hour * 60 + cell.minute
    elif isinstance(cell, float):
        minutes = round(cell % 1 * _DAY_MINUTES) % _DAY_MINUTES
    elif isinstance(cell, int) and not isinstance(cell, bool):
        minutes = _from_digits(str(cell))
    elif isinstance(cell, str):
        text = narrow(cell)
        _refuse_error(text)
        found = _TIME.fullmatch(text)
        minutes = _from_words(found) if found else _from_digits(text)
    if minutes is None:
        raise BadCell(N_("时间无法识别，请写成 9:30 这样"))
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _from_words(found: re.Match[str]) -> int | None:
    hour, minute = int(found[2]), 30 if found[4] else int(found[3] or 0)
    if hour < 12 and found[1] in _AFTERNOON:
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _from_digits(text: str) -> int | None:
    if not text.isascii() or not text.isdigit():
        return None
    if len(text) <= 2:
        return int(text) * 60 if int(text) < 24 else None
    found = _PLAIN_TIME.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return int(found[1]) * 60 + int(found[2])


def read_mode(cell: Cell) -> Mode:
    """Return the way of visiting; raises BadCell."""
    return _term(cell, Mode, words.read_mode)


def read_outcome(cell: Cell, mode: Mode | None) -> Outcome:
    """Return what came of the visit; a word of the office's own follows the mode. Raises BadCell."""
    return _term(cell, Outcome, lambda text: words.read_outcome(text, mode))


def read_finding_kind(cell: Cell) -> FindingKind | None:
    """Return the kind of a finding, None for a word that says there was none; raises BadCell."""
    plain = plain_word(cell)
    if plain in _NONE:
        return None
    return _term(plain.removesuffix("问题").removesuffix("类") or plain, FindingKind)


def read_signature(cell: Cell) -> SignatureKind:
    """Return how the elder confirmed the visit; raises BadCell."""
    return _term(cell, SignatureKind, lambda text: _SIGNATURE_BY_WORD.get(plain_word(text)))


def says_nothing(text: str) -> bool:
    """Tell whether a text only says that there was nothing."""
    return plain_word(text) in _NONE


def read_yes(cell: Cell) -> bool:
    """Return yes or no; raises BadCell."""
    plain = plain_word(cell).upper()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise BadCell(N_("只能写“是”或“否”"))


def read_single(item: Item, cell: Cell) -> str:
    """Return the key of the option in a cell; raises BadCell with the options."""
    found = _option(item, plain_word(cell))
    if found is None:
        raise _unknown(text_of(cell), [option.title for option in item.options])
    return found


def read_multi(item: Item, cell: Cell) -> list[str]:
    """Return the keys of the options in a cell, in the order of the form; raises BadCell with the options."""
    text = text_of(cell)
    _refuse_error(text)
    chosen: list[str] = []
    for piece in filter(None, (part.strip() for part in _SEPARATORS.split(text))):
        found = _option(item, plain_word(piece))
        parts = [found] if found else [_option(item, plain_word(part)) for part in piece.split()]
        if not parts or None in parts:
            raise _unknown(piece, [option.title for option in item.options])
        chosen.extend(part for part in parts if part)
    if not chosen:
        raise _unknown(text, [option.title for option in item.options])
    return [option.key for option in item.options if option.key in chosen]


def _option(item: Item, plain: str) -> str | None:
    """Return the option a word means: by its title, else the normal one for a word that says so."""
    for option in item.options:
        if plain in (plain_word(option.title), option.key):
            return option.key
    normal = item.normal
    if normal is None:
        return None
    if plain in _NORMAL or (plain in _NONE and normal.key == "none"):
        return normal.key
    return None


def read_measure(measure: Measure, cell: Cell) -> str:
    """Return a measured number as text, without the unit if it was written; raises BadCell."""
    if isinstance(cell, bool | date):
        raise BadCell(N_("应为数字"))
    text = f"{cell:.10g}" if isinstance(cell, float) else narrow(text_of(cell))
    _refuse_error(text)
    found = _NUMBER.match(text)
    rest = text[found.end() :].strip() if found else text
    if found is None or (rest and rest.casefold() not in (measure.unit.casefold(), *_UNITS)):
        raise BadCell(N_("应为数字"))
    return found[0]


_UNITS = ("度", "°c", "c", "毫米汞柱", "mmhg", "mmol/l", "mmol")


def both_pressures(cell: Cell) -> tuple[str, str] | None:
    """Return the two numbers of a cell with both blood pressures (128/80), or None."""
    found = re.fullmatch(r"(\d{2,3})\s*[/、\\]\s*(\d{2,3})\s*(?:mmhg)?", narrow(text_of(cell)), re.IGNORECASE)
    return (found[1], found[2]) if found else None


def read_line(cell: Cell) -> str:
    """Return a text on one line, without control and half characters; raises BadCell for an error value."""
    text = " ".join(text_of(cell).split())
    _refuse_error(text)
    if has_control(text):
        text = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cs"})
    return text


def _term(cell: Cell, kind: type[T], otherwise: Callable[[str], T | None] = lambda _text: None) -> T:
    plain = plain_word(cell)
    _refuse_error(plain)
    for member in kind:
        if plain == plain_word(member.term):
            return member
    found = otherwise(plain)
    if found is None:
        raise _unknown(text_of(cell), [member.term for member in kind])
    return found


def _unknown(text: str, options: Sequence[str]) -> BadCell:
    return BadCell(N_("“{text}”不在可选项中；可写：{words}"), text=text[:20], words="、".join(options))


def _refuse_error(text: str) -> None:
    if _ERROR.fullmatch(text):
        raise BadCell(ERROR_VALUE)


def plain_word(cell: Cell) -> str:
    """Return a cell's word without blanks, full-width forms and punctuation around it."""
    return "".join(unicodedata.normalize("NFKC", text_of(cell)).split()).strip("。.,;:、“”\"'")
