"""Two files side by side: which fields differ, what to keep of each, and what the joined file then says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.domain.field_words import FIELD_TERMS, FIELD_WORDS
from desktop_app.domain.identity import check_digit
from desktop_app.domain.national_codes import EDUCATION_LEVELS, ETHNIC_GROUPS, MARITAL_STATUSES
from desktop_app.domain.terms import EndReason

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "name_local": ("name_local",),
    "id_number": ("id_number", "id_doubt"),
    "birth_on": ("birth_on",),
    "sex": ("sex",),
    "ethnic_code": ("ethnic_code",),
    "phone": ("phone", "other_phones"),
    "village_code": ("village_code", "group_name"),
    "address": ("address",),
    "registered_address": ("registered_address",),
    "residency": ("residency",),
    "living_arrangement": ("living_arrangement",),
    "marital_code": ("marital_code",),
    "education_code": ("education_code",),
    "disability": ("disability_certificate", "disability_kind", "disability_grade", "disability_until"),
    "tier": ("tier_override", "tier_reason"),
    "registered_on": ("registered_on",),
    "ended": ("ended_on", "ended_because", "ended_note"),
    "note": ("note",),
    "extra": ("extra",),
}
"""What is chosen together when two files are joined, by key, with the columns behind it."""

_LABELS = {
    "phone": N_("电话"),
    "disability": N_("残疾证"),
    "tier": N_("调整等级"),
    "ended": N_("在册情况"),
}
_CODES: dict[str, Mapping[str, str]] = {
    "ethnic_code": ETHNIC_GROUPS,
    "marital_code": MARITAL_STATUSES,
    "education_code": EDUCATION_LEVELS,
}
_HIDDEN = frozenset({"id_doubt"})
"""Columns that go with their field but say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two files: its label, what each says in words, and which side is proposed (0 or 1)."""

    key: str
    label: str
    values: tuple[str, str]
    differs: bool
    proposed: int


def field_pairs(one: Any, other: Any, villages: Mapping[str, str]) -> tuple[FieldPair, ...]:
    """Return the fields in which at least one file says something, in reading order."""
    found = []
    for key, columns in FIELDS.items():
        texts = (in_words(one, columns, villages), in_words(other, columns, villages))
        if any(texts):
            differs = any(getattr(one, name) != getattr(other, name) for name in columns)
            found.append(FieldPair(key, label_of(key), texts, differs, proposed(key, one, other)))
    return tuple(found)


def label_of(key: str) -> str:
    """Return the word for a field, in the reader's language."""
    return _(_LABELS.get(key) or FIELD_WORDS[key])


def proposed(key: str, one: Any, other: Any) -> int:
    """Return which file's value to propose: 0 for ``one``, which stays, 1 where ``other`` knows more."""
    if key == "registered_on":
        return int(other.registered_on < one.registered_on)
    if key == "ended":
        return _proposed_end(one, other)
    if key == "id_number" and one.id_number and other.id_number:
        return int(not _valid(one.id_number) and _valid(other.id_number))
    first, second = ([getattr(each, name) for name in FIELDS[key]] for each in (one, other))
    if key == "sex":
        return int(one.sex == "0" and other.sex != "0")
    return int(not any(first) and any(second))


def _proposed_end(one: Any, other: Any) -> int:
    """A death that one file knows of holds; otherwise whoever is on the register in one file is."""
    dead = [each.ended_because == EndReason.DECEASED.value for each in (one, other)]
    if any(dead):
        return int(not dead[0])
    return int(one.ended_on is not None and other.ended_on is None)


def joined_facts(files: Sequence[Any], keep: Mapping[str, str]) -> dict[str, Any]:
    """Return the columns of the joined file: of each field what ``keep`` names the file of, else the proposal.

    ``files`` are the two, the one that stays first. Birth date and sex follow the id number that is kept; local
    fields that only one file has are kept in any case.
    """
    by_uid = {each.uid: each for each in files}
    facts: dict[str, Any] = {}
    for key, columns in FIELDS.items():
        source = by_uid[keep[key]] if key in keep else files[proposed(key, *files)]
        facts.update({name: getattr(source, name) for name in columns})
    both = [each.extra or {} for each in files]
    facts["extra"] = {**both[0], **both[1], **(facts["extra"] or {})} or None
    holder = next(
        (each for each in files if facts["id_number"] and each.id_number == facts["id_number"]), None
    )
    if holder is not None:
        facts["birth_on"], facts["sex"] = holder.birth_on, holder.sex
    return facts


def in_words(file: Any, columns: Iterable[str], villages: Mapping[str, str]) -> str:
    """Return what a file says in a field, in the reader's language; empty when it says nothing."""
    parts = [_word(name, getattr(file, name), villages) for name in columns if name not in _HIDDEN]
    said = " ".join(part for part in parts if part)
    if "ended_on" in columns and not said:
        return _("在册")
    return said


def _word(name: str, value: Any, villages: Mapping[str, str]) -> str:
    if value is None or value in ("", {}, []):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "；".join(f"{key}：{text}" for key, text in value.items())
    text = str(value)
    kind = FIELD_TERMS.get(("elder", name))
    if kind is not None:
        return next((_(term.term) for term in kind if term.value == text), text)
    if name == "village_code":
        return villages.get(text, text)
    return _CODES[name].get(text, text) if name in _CODES else text


def _valid(number: str) -> bool:
    return len(number) == 18 and check_digit(number[:17]) == number[17]
