"""Says what a conflict is about and what each of its values means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.changes import RETRACTED, ChangeKey
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS, FIELD_WORDS
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.kinds import KINDS
from desktop_app.domain.national_codes import ETHNIC_GROUPS
from desktop_app.domain.phones import mask_phone
from desktop_app.services.conflicts import ConflictRow

_WORDS = {**FIELD_WORDS, RETRACTED: N_("是否作废")}
_OWN_WORDS = {
    ("policy_text", "text"): N_("方案内容"),
    ("policy_text", "changed_on"): N_("修改日期"),
    ("holiday_table", "days"): N_("放假日期"),
    ("holiday_table", "working"): N_("调休上班日期"),
}


def subject(conflict: ConflictRow) -> str:
    """Return what the conflict is about: 基本信息 · 住址."""
    kind = _(KINDS.get(conflict.entity, conflict.entity))
    field = _OWN_WORDS.get((conflict.entity, conflict.field)) or _WORDS.get(conflict.field, conflict.field)
    return _("{kind} · {field}").format(kind=kind, field=_(field))


def value_words(conflict: ConflictRow, value: Any, villages: Mapping[str, str]) -> str:
    """Return a value in words, of a long one only what sets it apart; numbers of people are masked."""
    for (_key, each), said in zip(conflict.candidates, conflict.said, strict=False):
        if each == value:
            return said
    if value is None or value in ("", [], {}):
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    kind = FIELD_TERMS.get((conflict.entity, conflict.field))
    text = str(value)
    if kind is not None:
        return next((_(term.term) for term in kind if term.value == text), text)
    masked = {"id_number": mask_id_number, "phone": mask_phone}.get(conflict.field)
    if masked is not None:
        return masked(text)
    if conflict.field == "village_code":
        return villages.get(text, text)
    if conflict.field == "ethnic_code":
        return ETHNIC_GROUPS.get(text, text)
    return _("、").join(map(str, value)) if isinstance(value, list) else text


def writer(key: str) -> str:
    """Return the site whose entry wrote a value, blank when the key cannot be read."""
    try:
        return ChangeKey.parse(key).site
    except ValueError:
        return ""
