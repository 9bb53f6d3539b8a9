"""Reading and writing dates the way an office types them; pure, no widgets.

2026-11-22, 20261122, 2026.11.22, 2026年11月22日, 11-22 and 1122 (this year), 22 (this month), 今天, 昨天, 前天.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_

WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "后天": 2}


def parse_day(text: str, today: date) -> date | None:
    """Return the day meant by ``text``, None when it is no date; short forms are filled up from ``today``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _WORDS:
        return today + timedelta(days=_WORDS[plain])
    parts = [part for part in re.split(r"[-./。,年月日号\s]+", plain) if part]
    if not parts or not all(re.fullmatch(r"[0-9]{1,8}", part) for part in parts):
        return None
    if len(parts) == 1:
        parts = _cut(parts[0])
    numbers = [int(part) for part in parts]
    if len(numbers) == 2:
        numbers.insert(0, today.year)
    elif len(numbers) == 1:
        numbers = [today.year, today.month, numbers[0]]
    if len(numbers) != 3:
        return None
    try:
        return date(*numbers)
    except ValueError:
        return None


def _cut(digits: str) -> list[str]:
    if len(digits) == 8:
        return [digits[:4], digits[4:6], digits[6:]]
    if len(digits) == 4:
        return [digits[:2], digits[2:]]
    return [digits] if len(digits) <= 2 else []


def weekday(day: date) -> str:
    """Return 周一 … 周日."""
    return _(WEEKDAYS[day.weekday()])


def spoken_day(day: date) -> str:
    """Return the day for a sentence: 11月22日 周日."""
    return _("{month}月{day}日 {weekday}").format(month=day.month, day=day.day, weekday=weekday(day))


def month_title(month_on: date) -> str:
    """Return 2026年11月."""
    return _("{year}年{month}月").format(year=month_on.year, month=month_on.month)


def add_months(month_on: date, count: int) -> date:
    """Return the first day of the month ``count`` months later."""
    index = month_on.year * 12 + month_on.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)
