"""What the visit form holds, as plain data for drafts and as the draft that the service takes; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop_app.domain.measures import MeasureProblem, checked
from desktop_app.domain.terms import Mode, Outcome, SignatureKind
from desktop_app.services.finding_drafts import FollowUp
from desktop_app.services.visit_drafts import FindingDraft, PhotoDraft, VisitDraft, visit_form
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.open_findings import Answers
from desktop_app.ui.visit_answers import somebody_was_met
from desktop_app.ui.visits.outcome_form import SOMEBODY_ELSE
from desktop_app.ui.visits.start import VisitStart

Content = dict[str, Any]
"""``values`` by row name with dates as text, ``answers``, ``measures``, ``findings``, ``followed``, ``photos``: JSON."""

DAYS = ("visited_on", "next_on")
TEXTS = (
    "visited_time",
    "visitor_name",
    "companions",
    "summary",
    "action",
    "sheet_no",
    "signed_by",
    "corrected_because",
)
"""The rows that are empty texts in a new visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """Everything on the form, part by part, as its widgets give it."""

    values: Mapping[str, Any]
    answers: Mapping[str, Any]
    measures: Mapping[str, str]
    findings: list[dict[str, str]]
    photos: list[dict[str, str]]
    followed: Answers


def fresh_values(start: VisitStart, last_visitor: str) -> dict[str, Any]:
    """Return the rows of a new visit: made today, at the door, met, by who is responsible.

    A printed sheet says another day and visitor.
    """
    known = {one.uid for one in start.visitors}
    last = start.last.visitor_uid if start.last else None
    likely = (start.wanted.visitor_uid, start.elder.visitor_uid, last, last_visitor)
    return {
        **dict.fromkeys(TEXTS, ""),
        "mode": Mode.IN_PERSON.value,
        "outcome": Outcome.MET_IN_PERSON.value,
        "visited_on": start.wanted.visited_on or start.today,
        "visitor": next((uid for uid in likely if uid in known), None),
        "next_on": None,
        "sheet_no": start.wanted.sheet_no,
        "signed_as": None,
        "campaign_uid": start.wanted.campaign_uid,
    }


def values_of(row: VisitRow, known: set[str]) -> dict[str, Any]:
    """Return the rows of a recorded visit; a visitor in no list is named in words."""
    listed = row.visitor_uid in known
    return {
        "mode": row.mode,
        "outcome": row.outcome,
        "visited_on": row.visited_on,
        "visited_time": row.visited_time or "",
        "visitor": row.visitor_uid if listed else SOMEBODY_ELSE if row.visitor else None,
        "visitor_name": "" if listed else row.visitor or "",
        "companions": row.companions or "",
        "summary": row.summary or "",
        "action": row.action or "",
        "next_on": row.next_on,
        "sheet_no": row.sheet_no or "",
        "signed_as": row.signed_as,
        "signed_by": row.signed_by or "",
        "corrected_because": "",
        "campaign_uid": row.campaign_uid,
    }


def packed(filled: Filled, **about: Any) -> Content:
    """Return everything as JSON can hold it; ``about`` adds whose form it is."""
    values = filled.values.items()
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values}
    return {
        **about,
        "values": plain,
        "answers": dict(filled.answers),
        "measures": dict(filled.measures),
        "findings": filled.findings,
        "photos": filled.photos,
        "followed": filled.followed,
    }


def unpacked_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of a stored draft."""
    values = dict(content.get("values", {}))
    for name in DAYS:
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    return values


def facts_of(content: Content) -> Content:
    """Return what a correction would change, each measured value in its one spelling: all but the reason for it."""
    values = {name: value for name, value in content["values"].items() if name != "corrected_because"}
    measures = content["measures"]
    with suppress(MeasureProblem):
        measures = checked(visit_form().measures, measures)
    return {**content, "values": values, "measures": measures}


def to_draft(
    elder_uid: str,
    filled: Filled,
    findings: tuple[FindingDraft, ...],
    photos: tuple[PhotoDraft, ...],
    followed: tuple[FollowUp, ...],
) -> VisitDraft:
    """Return what the service takes; answers and measures only where somebody was met."""
    values, met = filled.values, somebody_was_met(filled.values["outcome"])
    other = values["visitor"] == SOMEBODY_ELSE
    signed = values["signed_as"]
    return VisitDraft(
        elder_uid=elder_uid,
        visited_on=values["visited_on"],
        visited_time=values["visited_time"] or None,
        mode=values["mode"],
        outcome=values["outcome"],
        visitor_uid=None if other else values["visitor"],
        visitor_name=values["visitor_name"] if other else None,
        companions=values["companions"] or None,
        answers=filled.answers if met else {},
        summary=values["summary"] or None,
        action=values["action"] or None,
        next_on=values["next_on"],
        sheet_no=values["sheet_no"] or None,
        measures=filled.measures if met else {},
        signed_as=signed,
        signed_by=values["signed_by"] or None if signed == SignatureKind.PROXY.value else None,
        photos=photos,
        corrected_because=values["corrected_because"] or None,
        findings=findings,
        campaign_uid=values.get("campaign_uid"),
        followed=followed,
    )
