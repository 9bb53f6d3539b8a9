"""The day in words for the page bar: 11月22日 周日 农历十月十四."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.ui.kit.dates import weekday


def date_line(day: date) -> str:
    """Return the day with its weekday and the lunar date; loads the calendar when first asked."""
    from lunar_python import Solar

    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return _("{month}月{day}日 {weekday} 农历{lunar_month}月{lunar_day}").format(
        month=day.month,
        day=day.day,
        weekday=weekday(day),
        lunar_month=lunar.getMonthInChinese(),
        lunar_day=lunar.getDayInChinese(),
    )
