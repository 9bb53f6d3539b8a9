"""What the five blocks start with and what they suggest: last answers, findings proposed; pure, no widgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.forms import ItemKind, VisitForm
from desktop_app.domain.outcomes import MET
from desktop_app.domain.terms import Outcome


@dataclass(frozen=True, slots=True)
class ProposedFinding:
    """A finding that an answer suggests; ``kind`` is a FindingKind key."""

    kind: str
    what: str


def somebody_was_met(outcome: str | None) -> bool:
    """Tell whether the blocks are asked after this outcome."""
    return outcome is not None and Outcome(outcome) in MET


def ghosts(form: VisitForm, last: Mapping[str, Any] | None, month: int) -> dict[str, tuple[str, ...]]:
    """Return per item what was answered last time, as option keys; only items asked in ``month``.

    An item that was not asked last time has no ghost: nobody claims what nobody saw. Where there is no last
    time at all, the ghosts are the answers of a visit at which everything was in order.
    """
    source: Mapping[str, Any] = last if last else form.normal_answers(month)
    found: dict[str, tuple[str, ...]] = {}
    for key, (_block, item) in form.by_key.items():
        if item.kind is ItemKind.TEXT or not item.asked_in(month) or key not in source:
            continue
        given = source[key]
        keys = tuple(given) if isinstance(given, (list, tuple)) else (str(given),)
        if keys and all(item.option(each) for each in keys):
            found[key] = keys
    return found


def proposals(
    form: VisitForm, answers: Mapping[str, Any], known: Iterable[str]
) -> tuple[ProposedFinding, ...]:
    """Return the findings that ``answers`` suggest, without those whose words are in ``known`` already."""
    taken = set(known)
    found = (
        ProposedFinding(option.finding.value, f"{item.title}：{option.title}")
        for _block, item, option in form.chosen(answers)
        if option.finding is not None
    )
    return tuple(each for each in found if each.what not in taken)
