"""Days to keep free when visits are planned: weekends, holidays, lunar festivals, market days, and leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from desktop_app.domain.errors import N_, InputError
from desktop_app.domain.holiday_tables import SATURDAY, HolidayYear
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import Term
from desktop_app.scheduling import lunar

WEEKEND = Phrase(N_("周末"))
MOVED_WORKING_DAY = Phrase(N_("调休上班"))
UNPUBLISHED = Phrase(N_("本年放假调休安排未公布，按法定节日和周末计"))

_SOLAR_HOLIDAYS = {
    (1, 1): N_("元旦"),
    (5, 1): N_("劳动节"),
    (5, 2): N_("劳动节"),
    (10, 1): N_("国庆节"),
    (10, 2): N_("国庆节"),
    (10, 3): N_("国庆节"),
}
"""全国年节及纪念日放假办法（2024年修订）: the statutory days by the sun, whatever the year's notice moves."""

_LUNAR_HOLIDAYS = {
    (1, 1): N_("春节"),
    (1, 2): N_("春节"),
    (1, 3): N_("春节"),
    (5, 5): N_("端午节"),
    (8, 15): N_("中秋节"),
}
_LUNAR_FESTIVALS = {
    (1, 15): N_("元宵节"),
    (9, 9): N_("重阳节"),
    (12, 8): N_("腊八节"),
    (12, 23): N_("小年"),
}
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_EVE = N_("除夕")
_CLEAR_AND_BRIGHT = N_("清明节")
_ONE_DAY = timedelta(days=1)


class MarketDaysUnclear(InputError):
    """Market days are not written in a way that can be read."""

    code = "market_days.unclear"
    what = N_("赶集日“{text}”无法识别：{reason}")
    do_now = N_("请写成 lunar:3,8（农历逢三逢八）、solar:5,10（公历逢五逢十）或 week:7（每周日）。")


class MarketKind(Term):
    """How a market's days are counted."""

    LUNAR = "lunar", "农历"
    SOLAR = "solar", "公历"
    WEEK = "week", "每周"


_NUMBERS = {
    MarketKind.LUNAR: (30, N_("冒号后面要写 1 至 30 的数字，用逗号隔开")),
    MarketKind.SOLAR: (31, N_("冒号后面要写 1 至 31 的数字，用逗号隔开")),
    MarketKind.WEEK: (7, N_("冒号后面要写 1 至 7 的数字，用逗号隔开")),
}


@dataclass(frozen=True, slots=True)
class MarketDays:
    """赶集日: days of the lunar or solar month (1 to 10 come round every ten days, as 逢三逢八), or of the week.

    Numbers from 11 to 31 mean that one day of the month; weekdays are 1 (Monday) to 7.
    """

    kind: MarketKind
    numbers: tuple[int, ...]

    def hold(self, on: date) -> bool:
        """Tell whether there is a market on a day."""
        if self.kind is MarketKind.WEEK:
            return on.isoweekday() in self.numbers
        day = on.day
        if self.kind is MarketKind.LUNAR:
            if not lunar.FIRST_YEAR <= on.year <= lunar.LAST_YEAR:
                return False
            day = lunar.lunar_day(on).day
        return day in self.numbers or (day % 10 or 10) in self.numbers

    @property
    def words(self) -> Phrase:
        """Return 农历逢3、8赶集."""
        if self.kind is MarketKind.WEEK:
            days = tuple(Phrase(_WEEKDAYS[number - 1]) for number in self.numbers)
            return phrase(N_("每{days}赶集"), days=days)
        numbers = "、".join(map(str, self.numbers))
        return phrase(N_("{kind}逢{numbers}赶集"), kind=Phrase(self.kind.term), numbers=numbers)


def parse_market_days(text: str) -> MarketDays:
    """Return the market days that ``lunar:3,8``, ``solar:5,10`` or ``week:7`` means; raises ``MarketDaysUnclear``."""
    key, colon, listed = text.strip().replace("：", ":").partition(":")
    kinds = {kind.value: kind for kind in MarketKind}
    if not colon or key.strip() not in kinds:
        raise MarketDaysUnclear(text=text, reason=N_("要以 lunar:、solar: 或 week: 开头"))
    kind = kinds[key.strip()]
    most, reason = _NUMBERS[kind]
    numbers = []
    for part in listed.replace("，", ",").replace("、", ",").split(","):
        number = int(part) if part.strip().isascii() and part.strip().isdigit() else 0
        if not 1 <= number <= most:
            raise MarketDaysUnclear(text=text, reason=reason)
        numbers.append(number)
    if len(set(numbers)) < len(numbers):
        raise MarketDaysUnclear(text=text, reason=N_("同一个数字写了两次"))
    return MarketDays(kind, tuple(sorted(numbers)))


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody who visits is away from a day to a day, both included, maybe with a stand-in."""

    first: date
    last: date
    stand_in: str | None = None


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days by the published arrangements; without one, by the law's festivals and weekends."""

    years: Mapping[int, HolidayYear] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[HolidayYear]) -> WorkingCalendar:
        """Return the calendar that several years' arrangements make; of two of a year the later one holds."""
        return cls({table.year: table for table in tables})

    def published(self, year: int) -> bool:
        """Tell whether the arrangement of a year is known."""
        return year in self.years

    def off(self, on: date) -> Phrase | None:
        """Return why offices are closed on a day, None when they are open."""
        table = self.years.get(on.year)
        if table is not None:
            if on in table.working:
                return None
            name = table.days.get(on)
            if name is not None:
                return Phrase(name)
        else:
            festival = statutory_holiday(on)
            if festival is not None:
                return festival
        return WEEKEND if on.weekday() >= SATURDAY else None

    def works(self, on: date) -> bool:
        """Tell whether offices are open on a day."""
        return self.off(on) is None

    def note(self, on: date) -> Phrase | None:
        """Return what else a day is known for: a moved working day, or a lunar festival that is no day off."""
        table = self.years.get(on.year)
        if table is not None and on in table.working:
            return MOVED_WORKING_DAY
        festival = lunar_festival(on)
        return festival if festival is not None and festival != self.off(on) else None


@lru_cache(maxsize=4096)
def statutory_holiday(on: date) -> Phrase | None:
    """Return the statutory holiday that a day is, whatever the year's notice moves around it."""
    name = _SOLAR_HOLIDAYS.get((on.month, on.day))
    if name is None and on.month == 4 and on.day == _clear_and_bright(on.year):
        name = _CLEAR_AND_BRIGHT
    if name is None and lunar.FIRST_YEAR <= on.year <= lunar.LAST_YEAR:
        its = lunar.lunar_day(on)
        name = None if its.leap else _LUNAR_HOLIDAYS.get((its.month, its.day))
        if name is None and its.month == 12 and _is_eve(on):
            name = _EVE
    return Phrase(name) if name is not None else None


@lru_cache(maxsize=4096)
def lunar_festival(on: date) -> Phrase | None:
    """Return the lunar festival that a day is, days off included."""
    if not lunar.FIRST_YEAR <= on.year <= lunar.LAST_YEAR:
        return None
    its = lunar.lunar_day(on)
    if its.month == 12 and _is_eve(on):
        return Phrase(_EVE)
    key = (its.month, its.day)
    name = None if its.leap else _LUNAR_HOLIDAYS.get(key) or _LUNAR_FESTIVALS.get(key)
    return Phrase(name) if name is not None else None


def _is_eve(on: date) -> bool:
    """Tell whether the next day begins a lunar year."""
    following = on + _ONE_DAY
    if following.year > lunar.LAST_YEAR:
        return False
    its = lunar.lunar_day(following)
    return (its.month, its.day, its.leap) == (1, 1, False)


def _clear_and_bright(year: int) -> int:
    """Return the day of April on which 清明 falls, by the usual rule of thumb for 1950 to 2099."""
    base = 5.59 if year < 2000 else 4.81
    two = year % 100
    return int(two * 0.2422 + base) - two // 4


def table_from_record(year: int, source: str, days: Mapping[str, Any], working: Iterable[Any]) -> HolidayYear:
    """Return a year's arrangement from what a record holds; what is no day is left out."""
    off = {on: str(name) for text, name in days.items() if (on := _day(text)) is not None}
    return HolidayYear(year, source, off, frozenset(on for text in working if (on := _day(text)) is not None))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
