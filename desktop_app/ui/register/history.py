"""Turns the change log of one person into sentences: who changed what when, old → new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS, FIELD_WORDS
from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.terms import (
    ETHNIC_GROUPS,
    ContactRole,
    Sex,
)
from desktop_app.storage.journal import HistoryRow
from desktop_app.ui.register.words import phones_words, term_word

NOUNS: dict[str, str] = {
    "elder": N_("基本信息"),
    "category_span": N_("类别标签"),
    "contact": N_("联系人"),
    "residence": N_("居住时段"),
    "willingness": N_("探访意愿"),
    "assignment": N_("责任分工"),
}
_NAMED_BY = {
    "category_span": "category",
    "contact": "name",
    "residence": "kind",
    "willingness": "kind",
    "assignment": "visitor_uid",
}
_RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One unit of work about the person: when (local time), by whom, its title, and a line per change."""

    made_at: datetime
    actor: str
    title: str
    lines: tuple[str, ...]
    change_set: str


@dataclass(slots=True)
class Names:
    """What the log names by key only: villages by code, visitors by uid."""

    villages: Mapping[str, str] = field(default_factory=dict)
    visitors: Mapping[str, str] = field(default_factory=dict)


def tell_history(rows: Sequence[HistoryRow], names: Names) -> list[HistoryEntry]:
    """Return the history of one person in words, newest first; ``rows`` are newest first too."""
    known: dict[str, dict[str, Any]] = {}
    told: dict[str, tuple[HistoryRow, list[str]]] = {}
    for row in reversed(rows):
        before = known.get(row.uid)
        line = _line(row, before, names)
        known.setdefault(row.uid, {}).update(row.fields)
        _first, lines = told.setdefault(row.change_set, (row, []))
        if line:
            lines.append(line)
    entries = [
        HistoryEntry(_local(first.made_at), first.actor, _(first.title), tuple(lines), change_set)
        for change_set, (first, lines) in told.items()
        if lines
    ]
    return entries[::-1]


def _line(row: HistoryRow, before: Mapping[str, Any] | None, names: Names) -> str:
    if row.entity not in NOUNS:
        return ""
    noun = _(NOUNS[row.entity])
    say = _speaker(row.entity, names)
    whole = {**(before or {}), **row.fields}
    named = _NAMED_BY.get(row.entity)
    who = say(named, whole.get(named)) if named else ""
    if row.fields.get(_RETRACTED) is True:
        return _("删去{noun}：{who}").format(noun=noun, who=who) if who else _("从名册中撤下")
    if before is None:
        facts = _facts(row.fields, say, leave_out=named)
        if not named:
            return _("登记：{facts}").format(facts=facts)
        told = _("{who}（{facts}）").format(who=who, facts=facts) if facts else who
        return _("新增{noun}：{told}").format(noun=noun, told=told)
    changes = [
        _("{field} {old} → {new}").format(
            field=_(FIELD_WORDS[name]),
            old=say(name, before.get(name)) or _("空"),
            new=say(name, value) or _("空"),
        )
        for name, value in row.fields.items()
        if name in FIELD_WORDS and say(name, before.get(name)) != say(name, value)
    ]
    if not changes:
        back = _RETRACTED in row.fields
        return _("恢复{noun}：{who}").format(noun=noun, who=who) if back and who else ""
    subject = _("{noun} {who}").format(noun=noun, who=who) if who else noun
    return _("{subject}：{changes}").format(subject=subject, changes=_("；").join(changes))


def _facts(fields: Mapping[str, Any], say: Callable[[str, Any], str], *, leave_out: str | None) -> str:
    told = [
        _("{field} {value}").format(field=_(word), value=say(name, fields[name]))
        for name, word in FIELD_WORDS.items()
        if name in fields and name != leave_out and say(name, fields[name])
    ]
    return _("，").join(told)


def _speaker(entity: str, names: Names) -> Callable[[str, Any], str]:
    """Return a function that says the value of a field of ``entity``."""

    def say(name: str, value: Any) -> str:
        """Return ``value`` in words, an empty text for nothing."""
        if value is None or value in ("", []):
            return ""
        kind = FIELD_TERMS.get((entity, name))
        if kind is not None:
            return "" if kind is Sex and value == Sex.UNKNOWN else term_word(kind, str(value))
        if name == "roles":
            return "、".join(term_word(ContactRole, str(role)) for role in value)
        if name == "id_number":
            return mask_id_number(str(value))
        if name in {"phone", "other_phones"}:
            return phones_words(str(value))
        looked_up = {
            "village_code": names.villages,
            "visitor_uid": names.visitors,
            "ethnic_code": ETHNIC_GROUPS,
        }.get(name, {})
        return str(looked_up.get(str(value), value))

    return say


def _local(instant: datetime) -> datetime:
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone()
