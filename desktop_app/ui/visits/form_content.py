"""What the visit form holds, as plain data for drafts and as the draft that the service takes; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop_app.domain.terms import Mode, Outcome
from desktop_app.services.visit_drafts import FindingDraft, VisitDraft
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.ui.visits.answers import somebody_was_met
from desktop_app.ui.visits.outcome_form import SOMEBODY_ELSE
from desktop_app.ui.visits.start import VisitStart

Content = dict[str, Any]
"""``values`` by row name with dates as text, ``answers``, ``findings``: JSON as it is."""

DAYS = ("visited_on", "next_on")


def fresh_values(start: VisitStart, last_visitor: str) -> dict[str, Any]:
    """Return the rows of a new visit: made today, at the door, met, by who is responsible."""
    known = {one.uid for one in start.visitors}
    last = start.last.visitor_uid if start.last else None
    visitor = next((uid for uid in (start.elder.visitor_uid, last, last_visitor) if uid in known), None)
    return {
        "mode": Mode.IN_PERSON.value,
        "outcome": Outcome.MET_IN_PERSON.value,
        "visited_on": start.today,
        "visited_time": "",
        "visitor": visitor,
        "visitor_name": "",
        "companions": "",
        "summary": "",
        "action": "",
        "next_on": None,
        "sheet_no": "",
        "campaign_uid": start.campaign_uid,
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
        "campaign_uid": row.campaign_uid,
    }


def packed(
    values: Mapping[str, Any], answers: Mapping[str, Any], findings: list[dict[str, str]], **about: str
) -> Content:
    """Return everything as JSON can hold it; ``about`` adds whose form it is."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {**about, "values": plain, "answers": dict(answers), "findings": findings}


def unpacked_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows of a stored draft."""
    values = dict(content.get("values", {}))
    for name in DAYS:
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    return values


def to_draft(
    elder_uid: str, values: Mapping[str, Any], answers: Mapping[str, Any], findings: tuple[FindingDraft, ...]
) -> VisitDraft:
    """Return what the service takes; answers only where somebody was met."""
    other = values["visitor"] == SOMEBODY_ELSE
    return VisitDraft(
        elder_uid=elder_uid,
        visited_on=values["visited_on"],
        visited_time=values["visited_time"] or None,
        mode=values["mode"],
        outcome=values["outcome"],
        visitor_uid=None if other else values["visitor"],
        visitor_name=values["visitor_name"] if other else None,
        companions=values["companions"] or None,
        answers=answers if somebody_was_met(values["outcome"]) else {},
        summary=values["summary"] or None,
        action=values["action"] or None,
        next_on=values["next_on"],
        sheet_no=values["sheet_no"] or None,
        findings=findings,
        campaign_uid=values.get("campaign_uid"),
    )


def draft_of(row: VisitRow) -> VisitDraft:
    """Return a recorded visit as the draft that would write it again."""
    return VisitDraft(
        elder_uid=row.elder_uid,
        visited_on=row.visited_on,
        visited_time=row.visited_time,
        mode=row.mode,
        outcome=row.outcome,
        visitor_uid=row.visitor_uid,
        visitor_name=row.visitor,
        companions=row.companions,
        answers=row.answers,
        summary=row.summary,
        action=row.action,
        next_on=row.next_on,
        sheet_no=row.sheet_no,
        campaign_uid=row.campaign_uid,
    )
