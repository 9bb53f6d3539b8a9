"""The why file of a person: one paragraph for every duty and one for every rule by which nothing is owed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.domain.errors import N_
from desktop_app.domain.phrases import Phrase, phrase
from desktop_app.domain.policies import Condition
from desktop_app.domain.terms import DutyKind, DutyState, Mode, Outcome, ReachKind
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.duty import Case, Duty
from desktop_app.scheduling.enrolment import as_enrolled
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.rulebook import BookedRule, RuleBook
from desktop_app.scheduling.seen import Seen
from desktop_app.scheduling.standing import Standing, known_from, raises_of, standing_on, tier_of
from desktop_app.scheduling.why_not import not_owed
from desktop_app.scheduling.why_parts import (
    Asked,
    Reading,
    Why,
    asked_by_campaign,
    asked_by_event_rule,
    asked_by_rule,
    event_rules,
    event_words,
)
from desktop_app.scheduling.why_words import (
    Sentences,
    has_words,
    joined,
    met_words,
    near_day,
    source_sentence,
    visit_words,
    whole_day,
    why_not_counted,
    willing_sentence,
)

MOST_ATTEMPTS = 4
"""How many visits that did not count are named one by one."""


@dataclass(frozen=True, slots=True)
class WhyFile:
    """The tier and why, then the duties, the governing one first, then what asks for nothing."""

    tier: Why
    entries: tuple[Why, ...]

    @property
    def governing(self) -> Why | None:
        """Return the paragraph of the duty that governs."""
        return next((entry for entry in self.entries if entry.governing), None)


def why(
    person: PersonFacts, rules: RuleBook, calendar: Calendar, as_of: date, at: str | None = None
) -> WhyFile:
    """Return why what is owed is owed and why nothing else is, as known on a day (and minute, HH:MM).

    Pure and deterministic like ``duties``: every duty of it has its paragraph, with the same state, and every
    rule of the active profiles without a duty has one that says why.
    """
    owed = duties(person, rules, calendar, as_of, at)
    enrolled = as_enrolled(person, as_of)
    case = Case(enrolled, rules, calendar, as_of, at)
    reading = Reading(enrolled, rules, as_of, case, {visit.uid: visit for visit in person.visits})
    told = [_owed(reading, duty) for duty in owed]
    told.sort(key=lambda one: not one.governing)
    return WhyFile(_tier(reading), (*told, *not_owed(reading, owed)))


def _asked(reading: Reading, duty: Duty) -> tuple[Asked, BookedRule | None]:
    """Return what the rule of a duty says of itself."""
    for booked in reading.rules.rules:
        if booked.id == duty.rule_id:
            return asked_by_rule(booked), booked
    for profile, rule in event_rules(reading.rules):
        asked = asked_by_event_rule(profile, rule)
        if asked.id == duty.rule_id:
            return asked, None
    for campaign in reading.person.campaigns:
        if campaign.uid == duty.about:
            return asked_by_campaign(campaign, reading.as_of), None
    return Asked(
        duty.rule_id, duty.reason.rule, (), frozenset(Mode), frozenset(Outcome), kind=duty.kind
    ), None


def _owed(reading: Reading, duty: Duty) -> Why:
    asked, booked = _asked(reading, duty)
    today = reading.as_of
    counted = reading.case.counted(booked) if booked is not None else []
    last = counted[-1] if counted else None
    sentences = joined(
        (
            *_state(reading, duty),
            _window(asked, duty, today),
            _who(reading, booked, duty),
            _last(reading, duty, last),
            _not_counted(reading, asked, duty, last),
            willing_sentence(reading.person, today),
            _reach(reading),
        )
    )
    return Why(
        rule_id=duty.rule_id,
        title=asked.title,
        sentences=sentences,
        grounds=asked.grounds,
        owed=True,
        governing=duty.governing,
        state=duty.state,
        kind=duty.kind,
        about=duty.about,
        source=asked.source,
        duty=duty,
    )


def _who(reading: Reading, booked: BookedRule | None, duty: Duty) -> Phrase | None:
    """Return what makes the person come under the rule: categories with their days, the event, the campaign."""
    day = reading.case.day
    standing = standing_on(reading.person, reading.rules, day)
    if booked is not None:
        at = standing.meets(booked)
        if at < 0:
            return None
        condition = booked.matchers[at].condition
        met = met_words(condition, reading.person, standing, day)
        because = _behind_tier(reading, standing, day) if condition.tiers and not _names(condition) else None
        if because is None:
            return phrase(N_("符合条件：{met}。"), met=met)
        return phrase(N_("符合条件：{met}，因{because}。"), met=met, because=because)
    event = next((one for one in reading.person.events if one.uid == duty.about), None)
    if event is not None:
        known = standing_on(reading.person, reading.rules, known_from(event))
        return phrase(
            N_("起因：{event}；得知时为{has}。"),
            event=event_words(event, reading.as_of),
            has=has_words(reading.person, known, known_from(event)),
        )
    return None


def _names(condition: Condition) -> bool:
    """Tell whether a condition names categories itself."""
    return bool(condition.any_category or condition.all_categories or condition.special)


def _behind_tier(reading: Reading, standing: Standing, day: date) -> Phrase | None:
    """Return what gave the person the tier of a day, None for who has the lowest because no rule names them."""
    if standing.overridden:
        return Phrase(N_("人工认定"))
    if standing.raised is not None:
        return standing.raised.words
    if standing.tier_rule is None:
        return None
    condition = standing.tier_rule.matchers[standing.tier_matcher].condition
    return met_words(condition, reading.person, standing, day)


def _reach(reading: Reading) -> Phrase | None:
    """Return how the person is visited where they live now, if that is not as usual."""
    for stay in reading.person.residences:
        held = stay.from_on <= reading.as_of and (stay.to_on is None or reading.as_of <= stay.to_on)
        if held and stay.reach is ReachKind.REMOTE:
            return phrase(
                N_("{day}起住在{place}，这期间电话、视频通话到本人即为有效。"),
                day=near_day(stay.from_on, reading.as_of),
                place=Phrase(stay.kind.term),
            )
        if held and stay.reach is ReachKind.LOCAL:
            return phrase(
                N_("{day}起住在{place}，这期间由当地代为探访也为有效。"),
                day=near_day(stay.from_on, reading.as_of),
                place=Phrase(stay.kind.term),
            )
    return None


def _last(reading: Reading, duty: Duty, last: Seen | None) -> Phrase | None:
    """Return the last visit that counted under the rule, unless it is the one that met the duty."""
    uid = last.uid if last is not None else duty.met_by
    if uid is not None and uid == duty.met_by:
        return None
    visit = reading.visits.get(uid) if uid else None
    if visit is None:
        if duty.kind is not DutyKind.ROUTINE:
            return Phrase(N_("还没有算数的探访。"))
        return Phrase(N_("在册以来还没有算数的探访。"))
    return phrase(N_("最近一次算数的探访：{visit}。"), visit=visit_words(visit, reading.as_of))


def _not_counted(reading: Reading, asked: Asked, duty: Duty, last: Seen | None) -> Phrase | None:
    """Return the visits after the last one that counted, which did not, and why."""
    if duty.met_by is not None:
        return None
    seen = reading.case.everything
    if duty.kind is DutyKind.ROUTINE:
        vain = seen[seen.index(last) + 1 :] if last is not None else seen
    else:
        vain = [one for one in seen if one.on >= duty.earliest_on]
    told = [
        phrase(
            N_("{visit}（{why}）"),
            visit=visit_words(visit, reading.as_of),
            why=why_not_counted(visit, asked.modes, asked.outcomes, duty.kind),
        )
        for visit in (reading.visits[one.uid] for one in vain)
    ]
    if not told:
        return None
    shown = tuple(told[-MOST_ATTEMPTS:])
    if len(told) > MOST_ATTEMPTS:
        return phrase(
            N_("之后的探访没有算数：{visits}，以及更早的{count}次。"),
            visits=shown,
            count=len(told) - MOST_ATTEMPTS,
        )
    return phrase(N_("之后的探访没有算数：{visits}。"), visits=shown)


def _window(asked: Asked, duty: Duty, today: date) -> Phrase | None:
    """Return the days of the window and the grace."""
    if duty.state in {DutyState.MET, DutyState.MET_LATE, DutyState.CANCELLED, DutyState.LAPSED}:
        return None
    first, last = near_day(duty.earliest_on, today), near_day(duty.latest_on, today)
    if duty.latest_time is not None:
        last = phrase(N_("{day} {time}"), day=last, time=duty.latest_time)
    if duty.target_on in {duty.earliest_on, duty.latest_on}:
        words = phrase(N_("{first}至{last}任何一天探访都算"), first=first, last=last)
    else:
        day = near_day(duty.target_on, today)
        words = phrase(
            N_("{first}至{last}任何一天探访都算，最好在{day}以前"), first=first, last=last, day=day
        )
    if asked.grace.days:
        return phrase(N_("{window}，再宽限{days}天。"), window=words, days=asked.grace.days)
    return phrase(N_("{window}。"), window=words)


_OPEN = {
    DutyState.OPEN: Phrase(N_("现在可以探访。")),
    DutyState.DUE: Phrase(N_("现在应当探访。")),
    DutyState.OVERDUE: Phrase(N_("已超过时限。")),
}


def _state(reading: Reading, duty: Duty) -> Sentences:
    """Return how the duty stands, and what is to be done next after attempts in vain."""
    today, note = reading.as_of, duty.reason.note
    noted = (phrase(N_("{state}。"), state=note),) if note is not None else ()
    if duty.state is DutyState.PLANNED:
        return (phrase(N_("未到期，{day}起可以探访。"), day=near_day(duty.earliest_on, today)), *noted)
    if duty.state in _OPEN:
        # The note of an overdue duty says how late it is.
        return noted if duty.state is DutyState.OVERDUE and noted else (_OPEN[duty.state], *noted)
    met = reading.visits.get(duty.met_by) if duty.met_by else None
    if met is not None:
        late = duty.state is DutyState.MET_LATE
        template = N_("逾期后已完成：{visit}。") if late else N_("本期已完成：{visit}。")
        return (phrase(template, visit=visit_words(met, today)),)
    return noted or (phrase(N_("{state}。"), state=Phrase(duty.state.term)),)


def _tier(reading: Reading) -> Why:
    """Return the tier and what it rests on: set by people, by a rule, raised after an event, or none."""
    day, person = reading.case.day, reading.person
    tier, reason = tier_of(person, reading.rules, day)
    standing = standing_on(person, reading.rules, day)
    rule = standing.tier_rule
    sentences = [
        phrase(N_("风险等级{tier}：{reason}。"), tier=Phrase(tier.term), reason=reason.rule),
        phrase(N_("现有：{has}。"), has=has_words(person, standing, day)),
        _set_by_people(person, day) if standing.overridden else None,
        *_raised(reading),
    ]
    return Why(
        rule_id="tier",
        title=Phrase(N_("风险等级")),
        sentences=joined(sentences),
        grounds=(source_sentence(rule.rule.source),) if rule is not None else (),
        source=rule.rule.source if rule is not None else None,
    )


def _set_by_people(person: PersonFacts, day: date) -> Phrase:
    begun = [
        each.from_on
        for each in person.tier_overrides
        if each.from_on is not None and each.from_on <= day and (each.to_on is None or day <= each.to_on)
    ]
    if not begun:
        return Phrase(N_("等级由人认定，不按规则推算；系统的调整建议未经批准不算。"))
    return phrase(
        N_("等级由人认定（自{day}），不按规则推算；系统的调整建议未经批准不算。"), day=whole_day(max(begun))
    )


def _raised(reading: Reading) -> Sequence[Phrase]:
    """Return the life events that hold the tier up on the day."""
    return [
        phrase(
            N_("因{event}，{last}以前（含当日）等级至少为{tier}（{rule}）。"),
            event=each.words,
            last=near_day(each.last, reading.as_of),
            tier=Phrase(each.tier.term),
            rule=each.booked.rule.title,
        )
        for each in raises_of(reading.person, reading.rules)
        if each.first <= reading.case.day <= each.last
    ]
