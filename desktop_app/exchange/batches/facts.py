"""Check the facts that cards, headers and receipts share, each in its one spelling."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from desktop_app.domain.terms import SiteLevel

MOST_NAME = 100
LARGEST_NUMBER = 2**53 - 1

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SHA256 = re.compile(r"[0-9a-f]{64}")
DIVISION = re.compile(r"[0-9]{12}")
KIND = re.compile(r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z][a-z0-9_]{0,39}")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,15}")
_INSTANT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_LEVELS = {level.value: level for level in SiteLevel}


class Unfit(ValueError):
    """A fact is not written as the format asks; the argument names the fact."""


def matching(pattern: re.Pattern[str], value: object, fact: str) -> str:
    """Return ``value`` if the whole of it matches; raises Unfit."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Unfit(fact)
    return value


def name(value: object, fact: str) -> str:
    """Return a one-line name of 1 to 100 visible characters; raises Unfit."""
    if not isinstance(value, str) or not 1 <= len(value) <= MOST_NAME or value != value.strip():
        raise Unfit(fact)
    # Cc, Cf, Cs, Zl, Zp: line breaks, and marks that would make another name appear on the screen.
    if any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in value):
        raise Unfit(fact)
    return value


def level(value: object, fact: str) -> SiteLevel:
    """Return the site level with this key; raises Unfit."""
    if not isinstance(value, str) or value not in _LEVELS:
        raise Unfit(fact)
    return _LEVELS[value]


def whole(value: object, fact: str, *, least: int = 0) -> int:
    """Return a whole number from ``least`` up to 2^53-1; raises Unfit."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LARGEST_NUMBER:
        raise Unfit(fact)
    return value


def whole_text(value: str, fact: str, *, least: int = 0) -> int:
    """Return a whole number written in decimal digits without leading zeros; raises Unfit."""
    return whole(int(matching(_WHOLE, value, fact)), fact, least=least)


def instant_text(value: datetime) -> str:
    """Return an instant as UTC to the second."""
    if value.tzinfo is None:
        raise Unfit("an instant without time zone")
    return value.astimezone(UTC).strftime(_INSTANT_FORMAT)


def instant(value: object, fact: str) -> datetime:
    """Return the instant that ``instant_text`` wrote; raises Unfit."""
    try:
        found = datetime.strptime(str(value), _INSTANT_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise Unfit(fact) from error
    if instant_text(found) != value:
        raise Unfit(fact)
    return found
