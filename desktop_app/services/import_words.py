"""Say in words what an import found in the file and in the register, for the list of changed cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS, FIELD_WORDS
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.terms import ContactRole
from desktop_app.exchange.register.columns import LOCAL
from desktop_app.services.history_words import yuan

_CODES: Mapping[str, Mapping[str, str]] = {
    "ethnic_code": ETHNIC_GROUPS,
    "marital_code": MARITAL_STATUSES,
    "education_code": EDUCATION_LEVELS,
}
_OTHER_WORDS = {
    "categories": N_("类别"),
    "willingness": N_("探访意愿"),
    "visitor": N_("责任人"),
    "household": N_("户"),
    "self_care": N_("自理能力"),
    "household_relation": N_("与户主关系"),
    "disability": N_("残疾情况"),
}


def field_words(name: str) -> str:
    """Return what a field is called; a field of the township's own by its label."""
    word = FIELD_WORDS.get(name) or _OTHER_WORDS.get(name)
    return _(word) if word else name.removeprefix(LOCAL)


def value_words(name: str, value: Any, villages: Mapping[str, str]) -> str:
    """Return a stored value in words."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, date):
        return value.isoformat()
    if name in _CODES:
        return _(_CODES[name].get(str(value), str(value)))
    if name == "village_code":
        return villages.get(str(value), str(value))
    if name == "amount":
        return yuan(int(value))
    if name == "roles":
        return "、".join(_(ContactRole(role).term) for role in value)
    terms = FIELD_TERMS.get(("elder", name))
    return _(terms(value).term) if terms else str(value)
