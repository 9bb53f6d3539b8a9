"""Loosely written dates: 2026年11月2日, 1945.3, 20261102, a spreadsheet's day number, and what is none."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from desktop_app.domain.characters import narrow
from desktop_app.domain.errors import N_, FieldProblem

UNREADABLE = N_("日期无法识别，请写成 2026-11-02 这样")
NO_SUCH_DAY = N_("日历上没有这一天")
NO_YEAR = N_("日期没有写年份")
SHORT_YEAR = N_("年份应写四位")
DAY_FIRST = N_("分不清日和月的先后，请写成 2026-11-02 这样")
LUNAR = N_("这是农历日期，请换成公历")
TWO_MEANINGS = N_("像 1945.1 这样的数字分不清是1月还是10月，请写成 1945-01 或 1945-10")
OUT_OF_RANGE = N_("年份不在1850年到2100年之间")

_FIRST_YEAR, _LAST_YEAR = 1850, 2100
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet; right from 1 March 1900 on, because spreadsheets believe in 29 February 1900."""
_LARGEST_SERIAL = 80_000
_PLAIN_YEARS = range(1900, 2101)
_FALSE_LEAP_DAY = 60

_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_COMPACT_MONTH = re.compile(r"(\d{4})(\d{2})")
_NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_SHORT_YEAR = re.compile(r"\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?")
_DAY_FIRST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_TIME = re.compile(r"[T\s]*(?:上午|下午)?\s*\d{1,2}[:时]\d{1,2}分?(?:[:]\d{1,2}(?:\.\d+)?)?秒?Z?$")
_WEEKDAY = re.compile(r"[(\s]*(?:星期|周)[一二三四五六日天]\)?$")
_TWO_MEANINGS = re.compile(r"\d{4}\.1")


class Precision(StrEnum):
    """How much of a date was written."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class BadDate(FieldProblem):
    """A text that is no date; ``reason`` is a message id."""

    code = "date"

    def __init__(self, reason: str) -> None:
        """Keep why the date is refused."""
        super().__init__(field="date", label=N_("日期"), reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LooseDate:
    """A date with its precision; a missing day or month stands at 1."""

    on: date
    precision: Precision


def parse_date(value: object) -> LooseDate:
    """Read a date from a cell or a form; raises BadDate."""
    if isinstance(value, datetime):
        return _checked(value.date(), Precision.DAY)
    if isinstance(value, date):
        return _checked(value, Precision.DAY)
    if isinstance(value, bool) or value is None:
        raise BadDate(UNREADABLE)
    if isinstance(value, int | float):
        return _from_number(value)
    return _from_text(narrow(str(value)))


def parse_day(value: object) -> date:
    """Read a date of which year, month and day are known; raises BadDate."""
    loose = parse_date(value)
    if loose.precision is not Precision.DAY:
        raise BadDate(UNREADABLE)
    return loose.on


def age_on(birth_on: date, on: date) -> int:
    """Return the full years of age (周岁) on a day; a birthday counts from the day itself."""
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def _from_number(value: float) -> LooseDate:
    """Read a numeric cell: a year, a day number, 19450312, 194503, or 1945.3 meaning March."""
    if math.isnan(value) or abs(value) >= 10**9:
        raise BadDate(UNREADABLE)
    whole = int(value)
    if value != whole:
        if whole in _PLAIN_YEARS and round(value, 2) == round(value, 6):
            text = f"{value:.2f}".rstrip("0")
            if _TWO_MEANINGS.fullmatch(text):
                raise BadDate(TWO_MEANINGS)
            return _from_text(text)
        if not 1 <= whole <= _LARGEST_SERIAL:
            raise BadDate(UNREADABLE)
    if whole in _PLAIN_YEARS:
        return _checked(date(whole, 1, 1), Precision.YEAR)
    if 1 <= whole <= _LARGEST_SERIAL:
        return _checked(_EPOCH + timedelta(days=whole + (whole < _FALSE_LEAP_DAY)), Precision.DAY)
    return _from_text(str(whole))


def _from_text(text: str) -> LooseDate:
    """Read narrow, trimmed text."""
    if text.startswith(("农历", "阴历", "旧历")):
        raise BadDate(LUNAR)
    text = text.removeprefix("公历").removeprefix("阳历").strip()
    text = _TIME.sub("", _WEEKDAY.sub("", text)).strip()
    text = _WEEKDAY.sub("", text).strip()
    for pattern, precision in (
        (_FULL, Precision.DAY),
        (_COMPACT, Precision.DAY),
        (_MONTH, Precision.MONTH),
    ):
        match = pattern.fullmatch(text)
        if match:
            return _made(match, precision)
    if text.isascii() and text.isdigit():
        return _from_digits(text)
    match = _YEAR.fullmatch(text)
    if match:
        return _made(match, Precision.YEAR)
    for pattern, reason in ((_SHORT_YEAR, SHORT_YEAR), (_DAY_FIRST, DAY_FIRST), (_NO_YEAR, NO_YEAR)):
        if pattern.fullmatch(text):
            raise BadDate(reason)
    raise BadDate(UNREADABLE)


def _from_digits(text: str) -> LooseDate:
    """Read four to six digits without any sign: a year, a day number, or year and month."""
    match = _COMPACT_MONTH.fullmatch(text)
    if match and int(match[1]) in _PLAIN_YEARS:
        return _made(match, Precision.MONTH)
    if len(text) in (4, 5) and not text.startswith("0"):
        return _from_number(int(text))
    raise BadDate(UNREADABLE)


def _made(match: re.Match[str], precision: Precision) -> LooseDate:
    """Build the date from the year, month and day that were found."""
    parts = [int(part) for part in match.groups()] + [1, 1]
    try:
        on = date(parts[0], parts[1], parts[2])
    except ValueError:
        raise BadDate(NO_SUCH_DAY) from None
    return _checked(on, precision)


def _checked(on: date, precision: Precision) -> LooseDate:
    """Return the date if anyone alive or planned could have it."""
    if not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        raise BadDate(OUT_OF_RANGE)
    return LooseDate(on, precision)
