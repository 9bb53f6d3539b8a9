"""One visit owed, and the case file from which a person's duties are worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyKind, DutyState, EndReason, LadderStep
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.exemptions import Stretch, exempt_stretches, stretch_over
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.ladder import Climb, climb
from desktop_app.scheduling.reasons import Reason, chain, joined
from desktop_app.scheduling.rulebook import BookedRule, RuleBook
from desktop_app.scheduling.seen import Seen, seen_until, unfound
from desktop_app.scheduling.standing import History, Standing, condition_words, end_of, who_words

_NAMESPACE = UUID("5f0e2c1a-6f7b-5d0e-9c3a-2b8d4e6f1a70")
_NAMED = sha1(_NAMESPACE.bytes, usedforsecurity=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """应探访: one visit owed in one window because of one rule version.

    ``due_on`` is the day to show: that of the next step after an attempt, else the day agreed on
    (``planned_on``), else ``target_on``; that of an overdue duty may lie after ``latest_on``. ``overdue_days``
    count from the first latest day that was missed without a counted visit since; where hours count an overdue
    duty may have none yet. ``latest_time`` (HH:MM local) is set where hours count. ``about`` is the uid
    of the life event or campaign it comes from. ``attempts`` are those since somebody last saw the person;
    ``next_step`` is what they call for, and ``alert`` means that somebody must find out today. Of a person's
    duties exactly one is ``governing``.
    """

    uid: str
    elder_uid: str
    rule_id: str
    earliest_on: date
    target_on: date
    latest_on: date
    due_on: date
    state: DutyState
    met_by: str | None
    last_counted_on: date | None
    overdue_days: int
    governing: bool
    reason: Reason
    kind: DutyKind = DutyKind.ROUTINE
    about: str = ""
    latest_time: str | None = None
    planned_on: date | None = None
    attempts: int = 0
    next_step: LadderStep | None = None
    alert: bool = False


class Slot(NamedTuple):
    """The days of one window: where it starts for its name, and the three days that matter."""

    starts: date
    earliest: date
    target: date
    latest: date


def duty_uid(person: str, rule: str, which: str) -> str:
    """Return the name of a duty: the same for the same person, rule version and window, event or campaign."""
    # uuid.uuid5 by hand: for a township it would take longer than judging the visits.
    hashed = _NAMED.copy()
    hashed.update(f"{person}|{rule}|{which}".encode())
    octets = bytearray(hashed.digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Case:
    """One person on one day: visits in order, exempt stretches, standings, and the end if there is one."""

    def __init__(
        self,
        person: PersonFacts,
        rules: RuleBook,
        calendar: Calendar,
        as_of: date,
        at: str | None = None,
    ) -> None:
        """Open the case as it was known by ``as_of``, at a time of day where one is given."""
        self.person = person
        self.rules = rules
        self.calendar = calendar
        self.as_of = as_of
        self.at = at
        self.end, self.because = end_of(person, as_of)
        self.day = as_of if self.end is None else self.end - timedelta(days=1)
        """The last day on which rules may apply."""
        self.everything = seen_until(person, self.day)
        apart = any(visit.apart for visit in person.visits)
        self.seen = [seen for seen in self.everything if not seen.apart] if apart else self.everything
        """The visits that the rules for routine visits know of."""
        self.exempt = exempt_stretches(person)
        self.history = History(person, rules, self.day)

    def applying(self) -> Iterator[tuple[BookedRule, int]]:
        """Yield each rule that applies on the case's day, with the place of the condition that holds."""
        if self.day < self.person.registered_on:
            return
        standing = self.history.on(self.day)
        for booked in self.rules.rules:
            if booked.valid(self.day):
                at = standing.meets(booked)
                if at >= 0:
                    yield booked, at

    def counted(self, booked: BookedRule) -> list[Seen]:
        """Return the visits that count under a rule, first one first."""
        counts = booked.counts
        return [seen for seen in self.seen if seen.code & counts]

    def exempting_visit(self, first: date, last: date) -> Seen | None:
        """Return the last visit from ``first`` to ``last`` that found the person away or unwilling."""
        for seen in reversed(self.seen):
            if seen.on < first:
                return None
            if seen.exempt is not None and seen.on <= last:
                return seen
        return None

    def exempt_under(self, booked: BookedRule) -> list[Stretch]:
        """Return the stretches in which a rule asks for nothing: those for all rules, and its own."""
        if not any(waiver.about for waiver in self.person.waivers):
            return self.exempt
        return exempt_stretches(self.person, booked.name)

    def lifted_alone(self, booked: BookedRule) -> bool:
        """Tell whether a decision about a rule lifts it on the case's day while others are still to be met."""
        exempt = self.exempt_under(booked)
        if exempt is self.exempt or stretch_over(self.exempt, self.as_of, self.as_of) is not None:
            return False
        return stretch_over(exempt, self.as_of, self.as_of) is not None

    @cached_property
    def unfound(self) -> list[Seen]:
        """Return the attempts since somebody last saw the person or was told about them."""
        return unfound(self.everything)

    def planned_on(self, first: date, last: date) -> date | None:
        """Return the day agreed on from ``first`` to ``last``: the next one, else the last one that passed."""
        days = [plan.on for plan in self.person.plans if first <= plan.on <= last]
        return min((on for on in days if on >= self.as_of), default=max(days, default=None))

    def rule_words(self, booked: BookedRule, at: int) -> Phrase:
        """Return the rule in words: 80岁以上独居 → 高风险 → 每7天一次（内蒙古2022年意见）."""
        standing = self.history.on(self.day)
        key: tuple[object, ...] = (
            booked.id,
            at,
            standing.mask,
            standing.tier.value,
            standing.tier_matcher,
            standing.overridden,
        )
        if standing.raised is not None:
            key = (*key, standing.raised)
        words = self.rules.spoken.get(key)
        if words is None:
            words = _rule_words(booked, at, standing)
            self.rules.spoken[key] = words
        return words

    def duty(
        self,
        booked: BookedRule,
        at: int,
        slot: Slot,
        state: DutyState,
        *,
        last: Seen | None,
        met: Seen | None = None,
        overdue_days: int = 0,
        climbed: Climb | None = None,
        planned_on: date | None = None,
        note: Phrase | None = None,
    ) -> Duty:
        """Write one duty of a rule out; which one governs is decided when all are known."""
        last_on = last.on if last is not None else None
        return Duty(
            uid=duty_uid(self.person.uid, booked.id, slot.starts.isoformat()),
            elder_uid=self.person.uid,
            rule_id=booked.id,
            earliest_on=slot.earliest,
            target_on=slot.target,
            latest_on=slot.latest,
            due_on=climbed.on if climbed is not None else planned_on or slot.target,
            state=state,
            met_by=met.uid if met is not None else None,
            last_counted_on=last_on,
            overdue_days=overdue_days,
            governing=False,
            reason=Reason(self.rule_words(booked, at), last_on, slot.latest, note),
            planned_on=planned_on,
            attempts=climbed.attempts if climbed is not None else 0,
            next_step=climbed.step if climbed is not None else None,
            alert=climbed is not None and climbed.alert,
        )

    def open_duty(
        self,
        booked: BookedRule,
        at: int,
        slot: Slot,
        *,
        last: Seen | None,
        missed_on: date | None = None,
    ) -> Duty:
        """Write out a duty that is still to be met; ``missed_on`` is the first latest day missed, else its own."""
        rule, as_of = booked.rule, self.as_of
        # The grace of a later window does not take back what was overdue before it.
        late = as_of > (missed_on or slot.latest) + booked.grace
        climbed = None
        if self.unfound:
            tried = [seen for seen in self.unfound if seen.on >= slot.earliest and not seen.apart]
            limit = None if late else slot.latest
            climbed = climb(tried, rule.rungs, rule.alert_hours, limit, (as_of, self.at))
        planned_on = None
        if self.person.plans:
            planned_on = self.planned_on(slot.earliest, date.max if late else slot.latest)
        overdue_days = 0
        if late:
            state = DutyState.OVERDUE
            overdue_days = (as_of - (missed_on or slot.latest)).days
        elif as_of < slot.earliest:
            state = DutyState.PLANNED
        else:
            due_from = min(planned_on or slot.target, slot.latest - timedelta(days=rule.due_soon_days))
            if climbed is not None:
                due_from = min(due_from, climbed.on)
            state = DutyState.DUE if as_of >= due_from else DutyState.OPEN
        return self.duty(
            booked,
            at,
            slot,
            state,
            last=last,
            overdue_days=overdue_days,
            climbed=climbed,
            planned_on=planned_on,
            note=open_note(late_words(overdue_days) if late else None, climbed, planned_on, as_of),
        )

    def cancelled_note(self) -> Phrase:
        """Return in words why nothing is owed any more."""
        why = self.because or EndReason.OTHER
        return phrase(N_("已取消：{why}"), why=Phrase(why.term))


def late_words(days: int) -> Phrase:
    """Return 已逾期3天, or that the time of day has passed while the day has not."""
    return phrase(N_("已逾期{days}天"), days=days) if days else Phrase(N_("已过时限"))


def open_note(
    late: Phrase | None, climbed: Climb | None, planned_on: date | None, as_of: date
) -> Phrase | None:
    """Return in words what is to be said of a duty that is still to be met: the alarm comes first."""
    if late is None and climbed is None and planned_on is None:
        return None
    alert = climbed is not None and climbed.alert
    planned = None
    if planned_on is not None:
        words = N_("排定{day}探访") if planned_on >= as_of else N_("原定{day}探访")
        planned = phrase(words, day=planned_on)
    return joined(
        [
            climbed.note if climbed is not None and alert else None,
            late,
            climbed.note if climbed is not None and not alert else None,
            planned,
        ]
    )


def _rule_words(booked: BookedRule, at: int, standing: Standing) -> Phrase:
    condition = booked.matchers[at].condition
    source, rhythm = Phrase(booked.profile.short_title), booked.rule.every.words
    if booked.on_site:
        rhythm = phrase(N_("其中上门{rhythm}"), rhythm=rhythm)
    tier = Phrase(standing.tier.term)
    if condition.tiers and standing.raised is not None:
        return chain([standing.raised.words, tier, rhythm], source)
    if condition.tiers and standing.overridden:
        return chain([Phrase(N_("人工认定")), tier, rhythm], source)
    if condition.tiers:
        who = condition_words(condition, standing) if standing.tier_rule is None else who_words(standing)
        return chain([who, tier, rhythm], source)
    steps = [condition_words(condition, standing)]
    if condition.special:
        steps.append(Phrase(N_("特殊困难")))
    return chain([*steps, rhythm], source)


def exempt_visit_note(seen: Seen) -> Phrase:
    """Return in words that a visit found the person away or unwilling."""
    why = seen.exempt or ExemptReason.WAIVED
    return phrase(N_("免访：{why}（{day}探访时）"), why=Phrase(why.term), day=seen.on)
