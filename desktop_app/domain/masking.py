"""Hide id numbers and phones that stand in free text, in one string or in every string of a record."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from desktop_app.domain.identity import mask_id_number
from desktop_app.domain.phones import mask_phone

T = TypeVar("T")

_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"(?P<id>[1-9]\d{16}[\dXx]|[1-9]\d{14})"
    r"|(?P<phone>1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}-\d{7,8})"
    r")(?![0-9A-Za-z])"
)
_OWN_NUMBERS = frozenset({"number", "serial"})
"""Fields of a record that hold the number of a paper, which is nobody's."""


def mask_numbers(text: str) -> str:
    """Return ``text`` with the middle of every id number and every telephone number as asterisks."""
    return _NUMBERS.sub(_masked, text)


def mask_record(record: T) -> T:
    """Return a frozen dataclass, a tuple or a text with the numbers in all of its texts masked, in its parts too."""
    hidden: Any = record
    if type(hidden) is str:  # a key of a closed list stays what it is
        hidden = mask_numbers(hidden)
    elif isinstance(record, tuple):
        parts = [mask_record(part) for part in record]
        if any(new is not old for new, old in zip(parts, record, strict=True)):
            hidden = tuple(parts)
    elif isinstance(record, list):
        hidden = [mask_record(part) for part in record]
    elif isinstance(record, dict):
        hidden = {key: mask_record(value) for key, value in record.items()}
    elif is_dataclass(record) and not isinstance(record, type):
        changed = {
            field.name: new
            for field in fields(record)
            if field.name not in _OWN_NUMBERS
            and (new := mask_record(old := getattr(record, field.name))) is not old
        }
        hidden = replace(record, **changed) if changed else record
    return hidden  # type: ignore[no-any-return]  # the same kind as it came


def _masked(found: re.Match[str]) -> str:
    if found["id"]:
        return mask_id_number(found["id"])
    return mask_phone(found["phone"].replace(" ", "") if found["phone"].startswith("1") else found["phone"])
