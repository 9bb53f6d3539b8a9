"""Read when a campaign comes round: ``when = { kind = "lunar", from = "09-01", to = "09-30" }``."""

from __future__ import annotations

import re

from desktop_app.domain.errors import N_
from desktop_app.domain.policies import Occasion, OccasionKind
from desktop_app.domain.schema import Table

_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")


def take_occasion(table: Table) -> Occasion:
    """Return the occasion of a campaign template, on call where the file names none; reports what is wrong.

    Solar and lunar days are written as month and day; around a move ``before`` tells on which side.
    """
    when = table.take_table("when", N_("发起时间")) if table.has("when") else None
    if when is None:
        return Occasion()
    kind = when.take_term("kind", N_("时间类型"), OccasionKind)
    occasion = Occasion(kind=kind)
    if kind in (OccasionKind.SOLAR, OccasionKind.LUNAR):
        most = 30 if kind is OccasionKind.LUNAR else 31
        occasion = Occasion(
            kind=kind, first=_month_day(when, "from", most), last=_month_day(when, "to", most)
        )
    elif kind is OccasionKind.MOVE:
        occasion = Occasion(kind=kind, before=when.take_flag("before", N_("转场之前")))
    when.finish()
    return occasion


def _month_day(table: Table, key: str, most: int) -> tuple[int, int] | None:
    """Return a month and day such as 09-01, or None with the problem noted."""
    written = table.take_text(key, N_("月日"))
    found = _MONTH_DAY.fullmatch(written)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if 1 <= month <= 12 and 1 <= day <= most:
        return month, day
    if written:
        table.report(key, N_("月日应写成如 09-01，日为 1 至 {most}"), most=most)
    return None
