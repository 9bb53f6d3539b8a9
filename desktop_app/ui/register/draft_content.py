"""Writes an elder's draft as plain data for the autosave, and reads it back forgivingly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any, TypeVar

from desktop_app.services.register import (
    ContactDraft,
    ElderDraft,
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
}


def to_content(draft: ElderDraft) -> dict[str, Any]:
    """Return ``draft`` as data that JSON can hold."""
    plain: dict[str, Any] = _plain(asdict(draft))
    return plain


def from_content(content: Mapping[str, Any]) -> ElderDraft:
    """Return the draft that ``to_content`` wrote; fields of another version are passed over."""
    given: dict[str, Any] = dict(content)
    for name, kind in _PARTS.items():
        given[name] = tuple(_made(kind, part) for part in given.get(name) or ())
    return _made(ElderDraft, {"name": "", "village_code": "", **given})


def from_detail(detail: ElderDetail) -> ElderDraft:
    """Return the draft that changes nothing about ``detail``."""
    phones = "、".join(part for part in (detail.phone, detail.other_phones) if part)
    return ElderDraft(
        uid=detail.uid,
        version=detail.version,
        name=detail.name,
        village_code=detail.village_code,
        name_local=detail.name_local,
        id_number=detail.id_number,
        birth_on=detail.birth_on,
        sex=detail.sex,
        ethnic_code=detail.ethnic_code,
        phone=phones or None,
        group_name=detail.group_name,
        address=detail.address,
        living_arrangement=detail.living_arrangement,
        note=detail.note,
        registered_on=detail.registered_on,
        categories=tuple(
            SpanDraft(
                category=span.category,
                uid=span.uid,
                from_on=span.from_on,
                to_on=span.to_on,
                source=span.source,
                approver=span.approver,
            )
            for span in detail.categories
        ),
        contacts=tuple(
            ContactDraft(name=one.name, uid=one.uid, relation=one.relation, phone=one.phone, roles=one.roles)
            for one in detail.contacts
        ),
        residences=tuple(
            ResidenceDraft(
                kind=stay.kind,
                from_on=stay.from_on,
                uid=stay.uid,
                place=stay.place,
                to_on=stay.to_on,
                covered_by=stay.covered_by,
            )
            for stay in detail.residences
        ),
        willingness=tuple(
            WillingnessDraft(
                kind=answer.kind,
                asked_on=answer.asked_on,
                uid=answer.uid,
                witness=answer.witness,
                next_ask_on=answer.next_ask_on,
                note=answer.note,
            )
            for answer in detail.willingness
        ),
        visitor_uid=detail.visitor_uid,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _made(kind: type[T], given: Mapping[str, Any]) -> T:
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]  # all kinds are dataclasses
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            continue
        if name.endswith("_on") and isinstance(value, str):
            values[name] = date.fromisoformat(value)
        else:
            values[name] = tuple(value) if isinstance(value, list) else value
    return kind(**values)
