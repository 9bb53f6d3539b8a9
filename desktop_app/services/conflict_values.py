"""Say what each value of a conflict is where the value itself is no reading matter: a whole profile, a year's holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import InputError
from desktop_app.services.history_words import answer_words, measure_words
from desktop_app.services.policy_rows import rule_rows
from desktop_app.services.rules import read_text
from desktop_app.services.visit_drafts import visit_form

_NAMED = 3
"""So many differences are named; of more their number is."""

_LONGEST = 60


def values_in_words(entity: str, field: str, values: Sequence[Any], today: date) -> tuple[str, ...]:
    """Return each value in words, what sets it apart from the others first to last; nothing for plain values."""
    if (entity, field) == ("policy_text", "text"):
        told = [_profile(str(value or ""), today) for value in values]
    elif (entity, field) == ("holiday_table", "days"):
        given = list(map(_mapping, values))
        told = [(_("共 {count} 天").format(count=len(days)), _day_lines(days)) for days in given]
    elif (entity, field) == ("holiday_table", "working"):
        told = [
            (_("共 {count} 天").format(count=len(value or ())), list(map(str, value or ())))
            for value in values
        ]
    elif (entity, field) == ("visit", "measures"):
        told = [("", _measured(_mapping(value))) for value in values]
    elif (entity, field) == ("visit", "answers"):
        told = [("", _answered(_mapping(value))) for value in values]
    else:
        return ()
    said = []
    for number, (head, lines) in enumerate(told):
        others = [set(other) for place, (_head, other) in enumerate(told) if place != number]
        apart = [line for line in lines if not all(line in other for other in others)]
        said.append("\n".join(filter(None, [head, *_shortened(apart)])) or _("空"))
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


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _answered(answers: Mapping[str, Any]) -> list[str]:
    items = ((item, answers.get(key)) for key, (_block, item) in visit_form().by_key.items())
    return [f"{item.title} {answer_words(item, given)}" for item, given in items if given is not None]


def _measured(values: Mapping[str, Any]) -> list[str]:
    found = ((measure, values.get(measure.key)) for measure in visit_form().measures)
    return [f"{measure.title} {measure_words(measure, value)}" for measure, value in found if value]


def _day_lines(days: Mapping[str, Any]) -> list[str]:
    return [f"{on} {name}" for on, name in sorted(days.items())]


def _shortened(lines: Sequence[str]) -> list[str]:
    shown = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines[:_NAMED]]
    if len(lines) > _NAMED:
        shown.append(_("另有 {count} 处不同").format(count=len(lines) - _NAMED))
    return shown
