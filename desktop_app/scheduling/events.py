"""Visits owed within hours of a life event."""

from __future__ import annotations

from datetime import date, timedelta

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Rung
from desktop_app.domain.terms import DutyKind, LadderStep, LifeEventKind, ResidenceKind
from desktop_app.scheduling.duty import Case, Duty, Slot
from desktop_app.scheduling.exemptions import Exemption, exemption_by, names
from desktop_app.scheduling.facts import EventFact
from desktop_app.scheduling.hours import Deadline, hours_later, passed
from desktop_app.scheduling.one_off import OneOff, decision_about, modes_words, one_off_duties
from desktop_app.scheduling.reasons import chain, event_words
from desktop_app.scheduling.rulebook import BookedEvent
from desktop_app.scheduling.seen import Seen
from desktop_app.scheduling.standing import condition_words, known_from, standing_on

EVENT_LADDER = tuple(Rung(step, 0) for step in LadderStep)
"""Hours count: every step is for the same day."""

_PATIENCE = timedelta(days=92)
"""A quarter after the deadline an event visit that nobody made is given up; a visit after that still meets it."""

_FORGOTTEN = timedelta(days=366)
"""What became known longer ago is not asked about: visits from so long ago are not at hand."""


def event_duties(case: Case) -> list[Duty]:
    """Return what is owed because of life events while the person is on the register, first events first."""
    found: list[Duty] = []
    for event in sorted(case.person.events, key=lambda each: (each.happened_on, each.uid)):
        known_on = known_from(event)
        if event.happened_on < case.person.registered_on or not known_on <= case.day:
            continue
        if case.as_of - known_on > _FORGOTTEN:
            continue
        for booked in case.rules.events:
            if event.kind.value in booked.kinds and booked.valid(event.happened_on):
                owed = _duties(case, event, booked)
                found += owed
                # Each profile has the rule for urgent findings; under several profiles one visit is owed, not several.
                if owed and event.kind is LifeEventKind.URGENT_FINDING:
                    break
    return found


def deadline_of(event: EventFact, hours: int) -> Deadline:
    """Return the last moment: so many hours after the event or, known only after that, after it became known.

    What became known on the last day without a time is taken to have been known in time.
    """
    deadline = hours_later(event.happened_on, event.happened_time, hours)
    known_on = known_from(event)
    known_time = event.known_time if known_on == event.known_on else None
    return hours_later(known_on, known_time, hours) if passed(deadline, known_on, known_time) else deadline


def _duties(case: Case, event: EventFact, booked: BookedEvent) -> list[Duty]:
    hours, known_on = booked.rule.within_hours, known_from(event)
    if hours is None:
        return []
    standing = standing_on(case.person, case.rules, known_on)
    at = standing.meets(booked)
    if at < 0:
        return []
    deadline = deadline_of(event, hours)
    condition = booked.matchers[at].condition
    steps = [event_words(event.kind, event.happened_on, known_on)]
    if condition.tiers:
        steps.append(Phrase(standing.tier.term))
    elif condition.any_category or condition.all_categories or condition.min_age or condition.special:
        steps.append(condition_words(condition, standing))
    steps.append(phrase(N_("{hours}小时内{how}"), hours=hours, how=modes_words(booked.rule.modes)))
    owed = OneOff(
        kind=DutyKind.EVENT,
        rule_id=booked.id,
        about=event.uid,
        words=chain(steps, Phrase(booked.profile.short_title)),
        slot=Slot(event.happened_on, event.happened_on, min(known_on, deadline.on), deadline.on),
        time=deadline.time,
        counts=booked.counts,
        visits=[seen for seen in case.everything if _after(seen, event)],
        exemption=_exemption(case, event, booked, deadline),
        due_soon=deadline.on - event.happened_on,
        rungs=EVENT_LADDER,
        patience=_PATIENCE,
    )
    return one_off_duties(case, owed)


def _after(seen: Seen, event: EventFact) -> bool:
    """Tell whether a visit was made after the event; on its day it was, unless both times say otherwise.

    The visit at which an urgent finding was made is none, nor is one after the finding was closed.
    """
    if seen.uid == event.found_at or (event.settled_on is not None and seen.on > event.settled_on):
        return False
    if seen.on != event.happened_on:
        return seen.on > event.happened_on
    return not (seen.time and event.happened_time) or seen.time >= event.happened_time


def _exemption(case: Case, event: EventFact, booked: BookedEvent, deadline: Deadline) -> Exemption | None:
    """Return why nobody need go: a decision about this event or its rule, the end of what was found, or an institution.

    A pause, a refusal or a stay in hospital from before lifts nothing: what happened is new.
    """
    decision = decision_about(case, event.uid)
    if decision is not None:
        return decision
    if event.settled_on is not None and event.settled_on <= case.as_of:
        words = Phrase(N_("问题已销号"))
        return Exemption(event.settled_on, date.max, ExemptReason.WAIVED, words=words, cancels=True)
    for waiver in sorted(case.person.waivers, key=lambda each: (each.from_on, each.cancels, each.reason)):
        decision = exemption_by(waiver)
        if (
            waiver.about
            and names(waiver.about, booked.name)
            and decision.first <= deadline.on <= decision.last
        ):
            return decision
    for stay in case.person.residences:
        there = stay.from_on <= deadline.on <= (stay.to_on or date.max)
        if stay.kind is ResidenceKind.INSTITUTION and there:
            return Exemption(deadline.on, deadline.on, ExemptReason.IN_INSTITUTION)
    return None
