"""Say what each value of a conflict is where the value itself is no reading matter: a whole profile, a year's holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import InputError
from desktop_app.services.policy_rows import rule_rows
from desktop_app.services.rules import read_text

_NAMED = 3
"""So many differences are named; of more their number is."""

_LONGEST = 60


def values_in_words(entity: str, field: str, values: Sequence[Any], today: date) -> tuple[str, ...]:
    """Return each value in words, what sets it apart from the others first to last; nothing for plain values."""
    if (entity, field) == ("policy_text", "text"):
        told = [_profile(str(value or ""), today) for value in values]
    elif (entity, field) == ("holiday_table", "days"):
        told = [
            (_("共 {count} 天").format(count=len(_days(value))), _day_lines(_days(value))) for value in values
        ]
    elif (entity, field) == ("holiday_table", "working"):
        told = [
            (_("共 {count} 天").format(count=len(value or ())), list(map(str, value or ())))
            for value in values
        ]
    else:
        return ()
    said = []
    for number, (head, lines) in enumerate(told):
        others = [set(other) for place, (_head, other) in enumerate(told) if place != number]
        apart = [line for line in lines if not all(line in other for other in others)]
        said.append("\n".join([head, *_shortened(apart)]))
    return tuple(said)


def _profile(text: str, today: date) -> tuple[str, list[str]]:
    """Return a profile's title, and a line for each of its entries."""
    try:
        profile = read_text(text)
    except InputError:
        return _("这份方案读不出来"), []
    rows = rule_rows(profile, today)
    lines = []
    for row in rows:
        named = {"part": row.part_title, "title": row.title or row.key}
        words = row.words if row.enabled else _("已停用")
        lines.append(_("{part}“{title}”：{words}").format(**named, words=words))
        if row.coming is not None and row.coming.valid_from is not None:
            day, later = (
                row.coming.valid_from.isoformat(),
                row.coming.words if row.coming.enabled else _("停用"),
            )
            lines.append(_("{part}“{title}”自 {day} 起：{words}").format(**named, day=day, words=later))
    return profile.title, lines


def _days(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _day_lines(days: Mapping[str, Any]) -> list[str]:
    return [f"{on} {name}" for on, name in sorted(days.items())]


def _shortened(lines: Sequence[str]) -> list[str]:
    shown = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines[:_NAMED]]
    if len(lines) > _NAMED:
        shown.append(_("另有 {count} 处不同").format(count=len(lines) - _NAMED))
    return shown
