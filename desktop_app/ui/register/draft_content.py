"""Writes an elder's draft as plain data for the autosave, and reads it back forgivingly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from desktop_app.services.register_drafts import (
    BenefitDraft,
    ContactDraft,
    ElderDraft,
    HealthDraft,
    HouseholdDraft,
    NoteDraft,
    ResidenceDraft,
    SpanDraft,
    WillingnessDraft,
)
from desktop_app.storage.queries.persons import ElderDetail

T = TypeVar("T")

_PARTS: dict[str, type[Any]] = {
    "categories": SpanDraft,
    "contacts": ContactDraft,
    "residences": ResidenceDraft,
    "willingness": WillingnessDraft,
    "benefits": BenefitDraft,
    "health": HealthDraft,
    "notes": NoteDraft,
}


def to_content(draft: ElderDraft) -> dict[str, Any]:
    """Return ``draft`` as data that JSON can hold."""
    plain: dict[str, Any] = _plain(asdict(draft))
    return plain


def from_content(content: Mapping[str, Any]) -> ElderDraft:
    """Return the draft that ``to_content`` wrote; what another version wrote and cannot be read is passed over."""
    given: dict[str, Any] = dict(content)
    for name, kind in _PARTS.items():
        if given.get(name) is not None:
            rows = given[name] if isinstance(given[name], list) else []
            given[name] = tuple(made for made in (_made(kind, row) for row in rows) if made is not None)
    given["household"] = _made(HouseholdDraft, given.get("household"))
    made = _made(ElderDraft, {"name": "", "village_code": "", **given})
    assert made is not None  # both fields that a draft cannot do without are given
    return made


def from_detail(detail: ElderDetail) -> ElderDraft:
    """Return the draft that changes nothing about ``detail``."""
    given: dict[str, Any] = {
        one.name: getattr(detail, one.name) for one in fields(ElderDraft) if hasattr(detail, one.name)
    }
    for name, kind in _PARTS.items():
        names = [one.name for one in fields(kind)]
        given[name] = tuple(
            kind(**{column: getattr(row, column) for column in names}) for row in getattr(detail, name)
        )
    given["phone"] = "、".join(part for part in (detail.phone, detail.other_phones) if part) or None
    given["extra"] = dict(detail.extra)
    return ElderDraft(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _made(kind: type[T], given: object) -> T | None:
    """Return a draft of ``kind``, None where what it cannot do without is missing."""
    if not isinstance(given, Mapping):
        return None
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]  # all kinds are dataclasses
    values = {name: _typed(name, value) for name, value in given.items() if name in known}
    try:
        return kind(**values)
    except TypeError:
        return None


def _typed(name: str, value: Any) -> Any:
    """Return a value in the type of its field: days by their name, lists as tuples."""
    if name.endswith(("_on", "_until")) and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return tuple(value) if isinstance(value, list) else value
