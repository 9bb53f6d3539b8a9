"""One visit owed, and the case file from which a person's duties are worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from desktop_app.domain.errors import N_
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect, ExemptReason
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.terms import DutyKind, DutyState, EndReason, LadderStep
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.exemptions import Stretch, exempt_stretches, phone_only
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.reasons import Reason, chain
from desktop_app.scheduling.rulebook import PHONE_ONLY_COUNTS, VISIT_CODE, BookedRule, RuleBook
from desktop_app.scheduling.standing import History, Standing, condition_words, end_of, who_words

_NAMESPACE = UUID("5f0e2c1a-6f7b-5d0e-9c3a-2b8d4e6f1a70")
_EVERY_RULE = -1
"""All bits: a visit that counts under every rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """应探访: one visit owed in one window because of one rule version.

    ``due_on`` is the day to show: that of the next step after an attempt, else the day agreed on
    (``planned_on``), else ``target_on``. ``overdue_days`` count from the first latest day that was missed
    without a counted visit since. ``latest_time`` (HH:MM local) is set where hours count. ``about`` is the uid
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


class Seen(NamedTuple):
    """A visit made by the day that is asked about, with what its outcome does."""

    on: date
    uid: str
    code: int
    exempt: ExemptReason | None
    attempt: bool


class Slot(NamedTuple):
    """The days of one window: where it starts for its name, and the three days that matter."""

    starts: date
    earliest: date
    target: date
    latest: date


class Case:
    """One person on one day: visits in order, exempt stretches, standings, and the end if there is one."""

    def __init__(self, person: PersonFacts, rules: RuleBook, calendar: Calendar, as_of: date) -> None:
        """Open the case as it was known by ``as_of``."""
        self.person = person
        self.rules = rules
        self.calendar = calendar
        self.as_of = as_of
        self.end, self.because = end_of(person, as_of)
        self.day = as_of if self.end is None else self.end - timedelta(days=1)
        """The last day on which rules may apply."""
        self.seen = _seen(person, self.day)
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

    def stretch_over(self, first: date, last: date) -> Stretch | None:
        """Return the exempt stretch that holds every day from ``first`` to ``last``."""
        for stretch in self.exempt:
            if stretch.first <= first and last <= stretch.last:
                return stretch
        return None

    def last_attempt(self, first: date) -> Seen | None:
        """Return the last visit from ``first`` on if it did not find the person."""
        last = self.seen[-1] if self.seen else None
        return last if last is not None and last.attempt and last.on >= first else None

    def rule_words(self, booked: BookedRule, at: int) -> Phrase:
        """Return the rule in words: 80岁以上独居 → 高风险 → 每7天一次（内蒙古2022年意见）."""
        standing = self.history.on(self.day)
        key = (booked.id, at, standing.mask, standing.tier.value, standing.tier_matcher, standing.overridden)
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
        retry_on: date | None = None,
        note: Phrase | None = None,
    ) -> Duty:
        """Write one duty out; which one governs is decided when all are known."""
        last_on = last.on if last is not None else None
        return Duty(
            uid=str(uuid5(_NAMESPACE, f"{self.person.uid}|{booked.id}|{slot.starts.isoformat()}")),
            elder_uid=self.person.uid,
            rule_id=booked.id,
            earliest_on=slot.earliest,
            target_on=slot.target,
            latest_on=slot.latest,
            due_on=slot.target if retry_on is None else retry_on,
            state=state,
            met_by=met.uid if met is not None else None,
            last_counted_on=last_on,
            overdue_days=overdue_days,
            governing=False,
            reason=Reason(self.rule_words(booked, at), last_on, slot.latest, note),
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
        tried = self.last_attempt(slot.earliest)
        retry_on, note = None, None
        if tried is not None:
            retry_on = min(tried.on + timedelta(days=rule.retry_days), slot.latest)
        overdue_days = 0
        if as_of > slot.latest + booked.grace:
            state = DutyState.OVERDUE
            overdue_days = (as_of - (missed_on or slot.latest)).days
            note = phrase(N_("已逾期{days}天"), days=overdue_days)
        elif as_of < slot.earliest:
            state = DutyState.PLANNED
        else:
            due_from = min(
                slot.target, slot.latest - timedelta(days=rule.due_soon_days), retry_on or slot.latest
            )
            state = DutyState.DUE if as_of >= due_from else DutyState.OPEN
        if tried is not None and retry_on is not None and state is not DutyState.OVERDUE:
            note = phrase(N_("{tried}未见到本人，{again}再访"), tried=tried.on, again=retry_on)
        return self.duty(
            booked, at, slot, state, last=last, overdue_days=overdue_days, retry_on=retry_on, note=note
        )

    def cancelled_note(self) -> Phrase:
        """Return in words why nothing is owed any more."""
        why = self.because or EndReason.OTHER
        return phrase(N_("已取消：{why}"), why=Phrase(why.term))


def _seen(person: PersonFacts, until: date) -> list[Seen]:
    """Return the visits made by a day in the order in which they were made."""
    seen = [_look(person, visit) for visit in person.visits if visit.on <= until]
    seen.sort()
    return seen


def _look(person: PersonFacts, visit: VisitFact) -> Seen:
    its = OUTCOME_EFFECTS[visit.outcome]
    code = VISIT_CODE[visit.mode.value, visit.outcome.value]
    if code & PHONE_ONLY_COUNTS and person.willingness and phone_only(person, visit.on):
        code = _EVERY_RULE
    return Seen(visit.on, visit.uid, code, its.exempt, its.effect is Effect.ATTEMPT)


def _rule_words(booked: BookedRule, at: int, standing: Standing) -> Phrase:
    condition = booked.matchers[at].condition
    source, rhythm = Phrase(booked.profile.short_title), booked.rule.every.words
    tier = Phrase(standing.tier.term)
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
