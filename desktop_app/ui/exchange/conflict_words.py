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


def subject(conflict: ConflictRow) -> str:
    """Return what the conflict is about: 基本信息 · 住址."""
    kind = _(KINDS.get(conflict.entity, conflict.entity))
    return _("{kind} · {field}").format(kind=kind, field=_(_WORDS.get(conflict.field, conflict.field)))


def value_words(conflict: ConflictRow, value: Any, villages: Mapping[str, str]) -> str:
    """Return a value in words; numbers of people are masked."""
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
    return "、".join(map(str, value)) if isinstance(value, list) else text


def writer(key: str) -> str:
    """Return the site whose entry wrote a value, blank when the key cannot be read."""
    try:
        return ChangeKey.parse(key).site
    except ValueError:
        return ""
