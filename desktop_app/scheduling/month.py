"""One person's month for the visit rate: owed or not, visited or not, exempt or not; one meaning with the duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from desktop_app.domain.outcomes import ExemptReason
from desktop_app.domain.policies import PeriodUnit
from desktop_app.scheduling.by_calendar import waiver_of
from desktop_app.scheduling.calendar import Calendar, Window
from desktop_app.scheduling.duty import Case
from desktop_app.scheduling.enrolment import as_enrolled
from desktop_app.scheduling.exemptions import stretch_over
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.rulebook import VISIT_CODE, BookedRule, RuleBook
from desktop_app.scheduling.seen import counts_anyway
from desktop_app.scheduling.standing import may_concern


@dataclass(frozen=True, slots=True)
class MonthVerdict:
    """What a month comes to for one person.

    ``owed``: at least one visit had to be made in the month. ``special``: in special difficulty at its end.
    ``visited``: every monthly rule was met or, where none applies, any counted visit was made.
    ``exempt_reason`` is set when nothing was owed only because the person could not or would not be visited;
    such people are listed apart.
    """

    owed: bool
    special: bool
    visited: bool
    counted_visits: int
    required_count: int
    exempt_reason: ExemptReason | None = None


@lru_cache(maxsize=64)
def _not_owed(counted: int) -> MonthVerdict:
    """Return the verdict on most people's month: nothing was owed, so many visits counted."""
    return MonthVerdict(False, False, False, counted, 0)


def owed_in_month(
    person: PersonFacts, rules: RuleBook, year: int, month: int, *, as_of: date | None = None
) -> MonthVerdict:
    """Return the verdict on a month, judged at its last day or, while it runs, at ``as_of``.

    Who has left the register by that day was not owed. A quarterly visit is owed in the last month of its
    quarter unless it was made before.
    """
    calendar = Calendar()
    window = calendar.month(year, month)
    cut = window.last if as_of is None else min(as_of, window.last)
    person = as_enrolled(person, cut)
    if not may_concern(person, rules, cut):
        return _not_owed(_any_counted(person, rules, window, cut))
    case = Case(person, rules, calendar, cut)
    if case.end is not None:
        return _not_owed(_any_counted(person, rules, window, cut))
    applying = [booked for booked, _ in case.applying()]
    lifted = _lifted(case, applying, window)
    inside = [seen for seen in case.seen if seen.on >= window.first]
    counts = 0
    for booked in applying:
        counts |= booked.counts
    counted = sum(1 for seen in inside if seen.code & (counts or rules.counts_any))
    binding = [booked for booked in applying if booked not in lifted]
    monthly = [booked for booked in binding if booked.rule.every.unit is PeriodUnit.MONTH]
    visited = counted > 0 and all(any(seen.code & booked.counts for seen in inside) for booked in monthly)
    required = max((_required(case, booked, window) for booked in binding), default=0)
    special = case.history.on(cut).special
    exempt = None
    if not visited and (required or any(booked.rule.every.rolling for booked in binding)):
        waiver = waiver_of(case, None, window, cut)
        exempt = waiver.why if waiver is not None else None
    elif not visited and lifted:
        required = max(_required(case, booked, window) for booked in lifted)
        if required or any(booked.rule.every.rolling for booked in lifted):
            exempt = ExemptReason.WAIVED
    return MonthVerdict(required > 0 and exempt is None, special, visited, counted, required, exempt)


def _lifted(case: Case, applying: list[BookedRule], window: Window) -> list[BookedRule]:
    """Return the rules that a decision about them alone lifts for what is left of the month."""
    if not any(waiver.about for waiver in case.person.waivers):
        return []
    return [
        booked
        for booked in applying
        if stretch_over(case.exempt_under(booked), case.as_of, window.last) is not None
        and stretch_over(case.exempt, case.as_of, window.last) is None
    ]


def _required(case: Case, booked: BookedRule, window: Window) -> int:
    """Return how many visits a rule asks for in the month."""
    every = booked.rule.every
    if every.unit is PeriodUnit.MONTH:
        return 1
    if every.unit is PeriodUnit.QUARTER:
        quarter = case.calendar.window(PeriodUnit.QUARTER, window.first)
        before = any(quarter.first <= seen.on < window.first for seen in case.counted(booked))
        return 1 if quarter.last == window.last and not before else 0
    first = max(window.first, case.history.since(booked, case.day))
    days = (window.last - first).days + 1
    for stretch in case.exempt_under(booked):
        overlap = (min(stretch.last, window.last) - max(stretch.first, first)).days + 1
        days -= max(overlap, 0)
    return days // every.days


def _any_counted(person: PersonFacts, rules: RuleBook, window: Window, cut: date) -> int:
    """Return the visits in the month that some rule would count: unplanned visits are visits too."""
    return sum(
        1
        for visit in person.visits
        if window.first <= visit.on <= cut and counts_for_some_rule(person, rules, visit)
    )


def counts_for_some_rule(person: PersonFacts, rules: RuleBook, visit: VisitFact) -> bool:
    """Tell whether a visit would count under some rule for routine visits, whoever they are owed to."""
    if visit.apart:
        return False
    code = VISIT_CODE[visit.mode.value, visit.outcome.value]
    return bool(code & rules.counts_any) or counts_anyway(person, visit, code)
