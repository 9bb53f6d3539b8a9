"""Turn column values into the JSON values of the change log and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from desktop_app.domain.changes import JsonValue
from desktop_app.domain.field_words import FIELD_TERMS
from desktop_app.domain.national_codes import EDUCATION_LEVELS, MARITAL_STATUSES
from desktop_app.domain.terms import AssessmentCondition, ContactRole, FindingKind, Mode
from desktop_app.models.base import BOOKKEEPING, Record
from desktop_app.storage.faults import HalfCharacter, TooLong

_LONGEST_TEXT = 20_000
_HALF = re.compile("[\ud800-\udfff]")
CLOSED_LISTS: dict[tuple[str, str], frozenset[JsonValue]] = {
    **{place: frozenset((*terms, None)) for place, terms in FIELD_TERMS.items()},
    ("elder", "marital_code"): frozenset((*MARITAL_STATUSES, None)),
    ("elder", "education_code"): frozenset((*EDUCATION_LEVELS, None)),
    ("contact", "roles"): frozenset(ContactRole),
    ("finding", "kind"): frozenset(FindingKind),
    ("campaign", "modes"): frozenset(Mode),
    ("assessment", "conditions"): frozenset((*AssessmentCondition, None)),
}
"""What the columns with a key of a closed list may hold, by table and column; lists and papers could show no other.

Whether a column may be empty is the table's to say.
"""
_LISTS = frozenset({"roles", "choices", "former_names", "modes", "working", "conditions", "elder_uids"})
"""The JSON columns that hold a list; the others hold named values."""
_BEYOND_NUMBERS = 2**63
"""What the database can keep in a column of whole numbers lies below this."""


def _is_answer(value: JsonValue) -> bool:
    given = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and len(one) <= _LONGEST_ANSWER for one in given)


def _is_measure(value: JsonValue) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_MEASURE


def _is_uid(value: JsonValue) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_UID


def _is_points(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_POINTS


def _is_former_name(value: JsonValue) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(one, str) for one in value):
        return False
    name, last_on = cast("list[str]", value)
    date.fromisoformat(last_on)  # raises ValueError itself
    return len(name) <= _LONGEST_NAME


_LONGEST_ANSWER, _LONGEST_MEASURE, _LONGEST_UID, _LONGEST_NAME, _MOST_POINTS = 2_000, 40, 36, 60, 99
_INSIDE: dict[str, Callable[[JsonValue], bool]] = {
    "answers": _is_answer,
    "measures": _is_measure,
    "scores": _is_points,
    "elder_uids": _is_uid,
    "former_names": _is_former_name,
}
"""What stands inside a JSON column, by its name; keys of a form that are unknown here are kept, other shapes are not."""


@cache
def fact_columns(model: type[Record]) -> dict[str, Column[Any]]:
    """Return the columns of ``model`` that are facts, by attribute name."""
    return {column.name: column for column in model.__table__.columns if column.name not in BOOKKEEPING}


@cache
def _date_columns(model: type[Record]) -> frozenset[str]:
    return frozenset(name for name, column in fact_columns(model).items() if isinstance(column.type, Date))


@cache
def empty_row(model: type[Record]) -> dict[str, Any]:
    """Return a row of ``model`` with every fact at its default."""
    row: dict[str, Any] = {}
    for name, column in fact_columns(model).items():
        default = column.default
        row[name] = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return row


def to_wire(value: Any) -> JsonValue:
    """Return the JSON form of a column value; dates become ISO text."""
    return value.isoformat() if isinstance(value, date) else value


def from_wire(model: type[Record], fields: Mapping[str, JsonValue]) -> dict[str, Any]:
    """Return column values for ``fields``; unknown fields of a newer writer are left in the log only.

    Raises ValueError for a value that does not fit its column.
    """
    columns, dates = fact_columns(model), _date_columns(model)
    row: dict[str, Any] = {}
    for name, value in fields.items():
        column = columns.get(name)
        if column is None:
            continue
        if name in dates and value is not None:
            if not isinstance(value, str):
                raise ValueError(name)
            row[name] = date.fromisoformat(value)
            continue
        _check_kind(column, name, value)
        row[name] = value
    return row


def _check_kind(column: Column[Any], name: str, value: JsonValue) -> None:
    terms = CLOSED_LISTS.get((column.table.name, name))
    if terms is not None:
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, dict | list) or one not in terms:
                raise ValueError(name)
    if value is None:
        if not column.nullable:
            raise ValueError(name)
        return
    kind = column.type
    if isinstance(kind, JSON):
        fits = isinstance(value, list if name in _LISTS else dict)
        if fits and name in _INSIDE:
            inside = value.values() if isinstance(value, dict) else cast("list[JsonValue]", value)
            fits = all(map(_INSIDE[name], inside))
    elif isinstance(kind, Boolean):
        fits = isinstance(value, bool)
    elif isinstance(kind, Integer):
        fits = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _BEYOND_NUMBERS
    else:
        if isinstance(value, str) and not value.isascii():
            value.encode()  # raises UnicodeEncodeError, a ValueError, for half of a character, which no file can hold
        fits = isinstance(value, str) and len(value) <= (getattr(kind, "length", None) or _LONGEST_TEXT)
    if not fits:
        raise ValueError(name)


@cache
def longest(model: type[Record]) -> dict[str, int]:
    """Return how many characters each text of ``model`` may have."""
    return {
        name: getattr(column.type, "length", None) or _LONGEST_TEXT
        for name, column in fact_columns(model).items()
        if isinstance(column.type, String)
    }


def refuse_unfit(model: type[Record], facts: Mapping[str, Any]) -> None:
    """Raise ``TooLong`` or ``HalfCharacter`` for a text that another site would not take over."""
    most = longest(model)
    for name, value in facts.items():
        if isinstance(value, str) and len(value) > most.get(name, _LONGEST_TEXT):
            raise TooLong(name, most[name])
        if _has_half_character(value):
            raise HalfCharacter(name)


def _has_half_character(value: object) -> bool:
    """Tell whether a text, or one inside of a JSON value, cannot be written to a file."""
    if isinstance(value, str):
        return not value.isascii() and _HALF.search(value) is not None
    if isinstance(value, Mapping):
        return any(_has_half_character(one) for pair in value.items() for one in pair)
    return isinstance(value, list | tuple) and any(map(_has_half_character, value))


def facts_of(model: type[Record], row: Mapping[str, Any]) -> dict[str, JsonValue]:
    """Return what a new record's log entry says: every fact that differs from its default."""
    empty = empty_row(model)
    return {name: to_wire(row[name]) for name in empty if name in row and row[name] != empty[name]}
