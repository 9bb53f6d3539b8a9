"""Whom to call first when a visit finds something urgent: the same words on the form and in the rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop_app.config.strings import _
from desktop_app.domain.emergency_calls import EMERGENCY_CALLS
from desktop_app.domain.terms import FindingKind


def call_first_words() -> tuple[str, str]:
    """Return what to do first and the three public numbers: two lines."""
    numbers = " · ".join(f"{_(who)} {number}" for who, number in EMERGENCY_CALLS)
    return _("情况紧急，先打电话"), numbers


def is_urgent(findings: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether any of the findings typed is urgent."""
    return any(found["kind"] == FindingKind.URGENT.value for found in findings)


def emergency_words(findings: Iterable[Mapping[str, str]]) -> str:
    """Return whom to call first if any of the findings is urgent, else an empty text."""
    return "\n".join(call_first_words()) if is_urgent(findings) else ""
