"""JSON with one meaning only: no duplicate keys, no fractions, no NaN, bounded numbers, depth and text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

DEEPEST = 16
LARGEST_WHOLE = 2**53 - 1
"""Whole numbers beyond this are not kept exactly by every JSON reader."""
MOST_DIGITS = 16


class NotStrict(ValueError):
    """The text or the value has no single meaning as JSON."""


def dumps(value: object) -> bytes:
    """Return the one spelling of ``value``: sorted keys, no blanks, UTF-8; raises NotStrict."""
    _check(value, DEEPEST)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def loads(content: bytes) -> Any:
    """Return the value of ``content``; raises NotStrict for anything doubtful."""
    try:
        value = _DECODER.decode(content.decode("utf-8"))
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("not JSON") from error
    _check(value, DEEPEST)
    return value


def _check(value: object, levels: int) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
            raise NotStrict("number out of bounds")
    elif levels == 0:
        raise NotStrict("too deep")
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            if not isinstance(name, str):
                raise NotStrict("a name is no text")
            _check_text(name)
            _check(entry, levels - 1)
    elif isinstance(value, list | tuple):
        for entry in value:
            _check(entry, levels - 1)
    else:
        raise NotStrict("a value of another kind")


def _check_text(text: str) -> None:
    if text.isascii():
        valid = "\x00" not in text
    else:
        try:
            valid = b"\x00" not in text.encode("utf-8")
        except UnicodeEncodeError:
            valid = False
    if not valid:
        raise NotStrict("a text with half characters or NUL")


def _refuse(_text: str) -> NoReturn:
    raise NotStrict("a fraction or no number")


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS + 1:
        raise NotStrict("number out of bounds")
    return int(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a name twice")
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_refuse, parse_int=_whole, parse_constant=_refuse
)
