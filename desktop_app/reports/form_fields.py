"""What a filled-in form states: one line per field of its record, under the label that the form prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any

from desktop_app.domain.terms import Term
from desktop_app.reports.statements import Stated


def stated_fields(subject: str, record: Any, labels: Mapping[str, str]) -> Iterator[Stated]:
    """Yield what the fields named in ``labels`` say about ``subject``, in the order of the labels."""
    for name, label in labels.items():
        yield Stated(subject, label, said(getattr(record, name)))


def stated_rows(subject: str, label: str, rows: Sequence[Sequence[str]]) -> Iterator[Stated]:
    """Yield one line per row of a table on a form."""
    for row in rows:
        yield Stated(subject, label, "　".join(row))


def said(value: Any) -> str:
    """Return a field as a statement keeps it: days as 2026-11-22, terms by their word, groups joined."""
    if value is None:
        return ""
    if isinstance(value, Term):
        return value.term
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return "；".join(said(each) for each in value)
    if is_dataclass(value):
        return "　".join(said(getattr(value, one.name)) for one in fields(value))
    return str(value)
