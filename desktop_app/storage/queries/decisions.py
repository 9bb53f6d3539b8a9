"""Load what was decided or happened beside the register: pauses, tiers, events, urgent findings, campaigns, plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.life_events import RECORDED_KINDS
from desktop_app.domain.terms import (
    FindingKind,
    FindingState,
    FindingStepKind,
    LifeEventKind,
    Tier,
    TierVerdict,
    WaiverKind,
)
from desktop_app.models import (
    DutyWaiver,
    Finding,
    FindingStep,
    LifeEvent,
    PlannedVisit,
    TierDecision,
    Visit,
    VisitPause,
)
from desktop_app.scheduling.facts import (
    CampaignFact,
    EventFact,
    PauseFact,
    PlanFact,
    TierOverride,
    WaiverFact,
)
from desktop_app.storage.queries.by_elder import by_elder, grouped
from desktop_app.storage.queries.links import Groups
from desktop_app.storage.queries.rounds import campaign_facts

_EVENTS = {kind.value: kind for kind in RECORDED_KINDS}
TIERS = {tier.value: tier for tier in Tier}
"""The tiers by key; a key that this version does not know sets none."""


class Decisions(NamedTuple):
    """Facts of each kind by the file a person is read under."""

    pauses: dict[str, list[PauseFact]]
    waivers: dict[str, list[WaiverFact]]
    tiers: dict[str, list[TierOverride]]
    events: dict[str, list[EventFact]]
    campaigns: dict[str, list[CampaignFact]]
    plans: dict[str, list[PlanFact]]


def decisions(
    session: Session, joined: Groups, uids: Sequence[str] | None, first: date, with_plans: bool = True
) -> Decisions:
    """Return what was decided about the given files, or all; events, campaigns and plans from ``first`` on."""
    found = Decisions(
        pauses=grouped(session, uids, _pause, VisitPause, "from_on", "to_on", "review_on", "reason"),
        waivers=grouped(session, uids, _waiver, DutyWaiver, "from_on", "to_on", "reason", "about", "kind"),
        tiers=grouped(session, uids, _set_tier, TierDecision, "verdict", "tier", "from_on", "to_on"),
        events=_with_findings(session, uids, first, _events(session, uids, first)),
        campaigns=campaign_facts(session, uids, from_on=first),
        plans=_plans(session, uids, first) if with_plans else {},
    )
    for kind in found:
        joined.gather(kind)
    if joined and (found.events or found.campaigns):
        _once(joined, found)
    return found


@lru_cache(maxsize=10_000)
def _pause(first: date, last: date | None, review: date, reason: str) -> PauseFact:
    return PauseFact(first, last, reason, review)


@lru_cache(maxsize=10_000)
def _waiver(first: date, last: date, reason: str, about: str, kind: str) -> WaiverFact:
    return WaiverFact(first, last, reason, about, kind == WaiverKind.CANCELLED.value)


@lru_cache(maxsize=10_000)
def _set_tier(verdict: str, key: str, first: date, last: date | None) -> TierOverride | None:
    if verdict != TierVerdict.SET.value or key not in TIERS:
        return None
    return TierOverride(TIERS[key], first, last)


def _events(session: Session, uids: Sequence[str] | None, first: date) -> dict[str, list[Any]]:
    """Return the life events that happened, or became known, on a day or later."""
    query = select(
        LifeEvent.elder_uid,
        LifeEvent.uid,
        LifeEvent.kind,
        LifeEvent.happened_on,
        LifeEvent.known_on,
        LifeEvent.happened_time,
        LifeEvent.known_time,
    ).where(LifeEvent.retracted.is_(False), (LifeEvent.happened_on >= first) | (LifeEvent.known_on >= first))
    return by_elder(session, query, LifeEvent, uids, _event)


def _event(row: Any) -> EventFact | None:
    _elder, uid, kind, happened_on, known_on, happened_time, known_time = row
    if kind not in _EVENTS:
        return None
    return EventFact(uid, _EVENTS[kind], happened_on, known_on, happened_time or None, known_time or None)


def _with_findings(
    session: Session, uids: Sequence[str] | None, first: date, events: dict[str, list[Any]]
) -> dict[str, list[Any]]:
    """Add the urgent findings to the events: those still open, and those of a day or later."""
    query = (
        select(
            Finding.elder_uid,
            Finding.uid,
            Finding.found_on,
            Finding.state,
            Finding.closed_on,
            Finding.visit_uid,
            Visit.visited_time,
            Visit.entered_on,
        )
        .outerjoin(Visit, (Visit.county == Finding.county) & (Visit.uid == Finding.visit_uid))
        .where(
            Finding.retracted.is_(False),
            Finding.kind == FindingKind.URGENT.value,
            (Finding.state == FindingState.OPEN.value)
            | (Finding.closed_on >= first)
            | (Finding.found_on >= first),
        )
    )
    found = by_elder(session, query, Finding, uids, lambda row: row[1:])
    again = _reopened(session, uids)
    for elder_uid, rows in found.items():
        made = [_urgent(row, again.get(row[0])) for row in rows]
        kept = [each for each in made if each.happened_on >= first or each.known_on >= first]
        if kept:
            events.setdefault(elder_uid, []).extend(kept)
    return events


def _urgent(row: Any, again: Any) -> EventFact:
    """Return an urgent finding as the engine sees it: found at a visit, or opened again on a day."""
    uid, found_on, state, closed_on, visit_uid, time, entered_on = row
    settled_on = None
    if state == FindingState.CLOSED.value:
        settled_on = closed_on or found_on
    kind = LifeEventKind.URGENT_FINDING
    if again is not None:
        _uid, done_on, reopened_at, step_entered_on = again
        if settled_on is None or done_on <= settled_on:
            return EventFact(uid, kind, done_on, step_entered_on, None, None, reopened_at, settled_on)
    return EventFact(uid, kind, found_on, entered_on or found_on, time or None, None, visit_uid, settled_on)


def _reopened(session: Session, uids: Sequence[str] | None) -> dict[str, Any]:
    """Return the last step by which each finding was opened again; few ever are."""
    query = select(
        FindingStep.elder_uid,
        FindingStep.finding_uid,
        FindingStep.done_on,
        FindingStep.visit_uid,
        FindingStep.entered_on,
        FindingStep.uid,
    ).where(FindingStep.retracted.is_(False), FindingStep.kind == FindingStepKind.REOPENED.value)
    taken = by_elder(session, query, FindingStep, uids, lambda row: row[1:])
    steps = sorted((step for mine in taken.values() for step in mine), key=lambda step: (step[1], step[-1]))
    return {step[0]: step[:-1] for step in steps}


def _plans(session: Session, uids: Sequence[str] | None, first: date) -> dict[str, list[Any]]:
    query = select(PlannedVisit.elder_uid, PlannedVisit.planned_on).where(
        PlannedVisit.retracted.is_(False), PlannedVisit.planned_on >= first
    )
    return by_elder(session, query, PlannedVisit, uids, lambda row: _plan(row[1]))


@lru_cache(maxsize=2_000)
def _plan(on: date) -> PlanFact:
    return PlanFact(on)


def _once(joined: Groups, found: Decisions) -> None:
    """Let what two files of one person both say be owed once: the same event, the same campaign.

    Of equal events the smallest uid stands for all, in waivers as well.
    """
    for head in joined.members_of:
        if head in found.campaigns:
            found.campaigns[head] = list({fact.uid: fact for fact in found.campaigns[head]}.values())
        kept: dict[Any, EventFact] = {}
        meant: dict[str, str] = {}
        for event in sorted(found.events.get(head, ()), key=lambda each: each.uid):
            # Two urgent findings of one day are two: each is closed by itself.
            several = event.uid if event.kind is LifeEventKind.URGENT_FINDING else ""
            meant[event.uid] = kept.setdefault((event.kind, event.happened_on, several), event).uid
        if len(kept) < len(meant):
            found.events[head] = list(kept.values())
            found.waivers[head] = [
                replace(waiver, about=meant.get(waiver.about, waiver.about))
                for waiver in found.waivers.get(head, ())
            ]
