"""One month of the register: a line per elder, from which every figure and the ledgers are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from tomllib import loads
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.domain.dates import age_on
from desktop_app.domain.findings import Step, closed_since
from desktop_app.domain.indicator_schema import parse_indicators
from desktop_app.domain.indicators import IndicatorBook, MonthLine, Tally
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Category, FindingKind, FindingState, FindingStepKind, Mode, Tier
from desktop_app.models import Elder, Finding, FindingStep
from desktop_app.scheduling.calendar import Calendar, Window
from desktop_app.scheduling.enrolment import MonthEnrolment, month_enrolment, stints
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.month import MonthVerdict, counts_for_some_rule, owed_in_month
from desktop_app.scheduling.rulebook import BIT, RuleBook
from desktop_app.scheduling.standing import standing_on
from desktop_app.services.month_services import MonthServices
from desktop_app.storage import collector
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.links import groups

_BEFORE = timedelta(days=100)
"""Visits before the month that still matter: those of the quarter that the month lies in, with some to spare."""

_CHUNK = 900


@dataclass(frozen=True, slots=True)
class ElderMonth:
    """One elder's month, with the verdict and the visits made in it."""

    uid: str
    name: str
    village_code: str
    visitor: str | None
    person: PersonFacts
    line: MonthLine
    verdict: MonthVerdict
    tier: Tier
    visits: tuple[VisitFact, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month and the day up to which it is judged (its last day, or today while it runs)."""

    year: int
    number: int
    window: Window
    cut: date

    @property
    def running(self) -> bool:
        """Tell whether the month is not over yet."""
        return self.cut < self.window.last


@cache
def indicator_book() -> IndicatorBook:
    """Return the one definition of every figure."""
    text = resources.path("indicators.toml").read_text(encoding="utf-8")
    return parse_indicators(loads(text))


@cache
def figure_alone(key: str) -> IndicatorBook:
    """Return the definition of one figure as a book of its own."""
    return IndicatorBook([indicator_book().definition(key)])


def month_of(year: int, number: int, today: date) -> Month:
    """Return the month, cut at ``today`` while it runs."""
    window = Calendar().month(year, number)
    return Month(year, number, window, min(window.last, max(today, window.first)))


def elder_months(
    session: Session, book: RuleBook, month: Month, *, village_code: str | None = None
) -> list[ElderMonth]:
    """Return a line for everybody who was on the register at some time of the month."""
    with collector.paused():
        return list(_each_month(session, book, month, village_code))


def month_of_figure(session: Session, book: RuleBook, month: Month, key: str) -> Iterator[ElderMonth]:
    """Go through the same lines for one figure, without what that figure does not ask for."""
    yield from _each_month(session, book, month, None, figures=figure_alone(key))


def month_lines(
    session: Session,
    book: RuleBook,
    month: Month,
    figures: IndicatorBook,
    village_code: str | None = None,
) -> Iterator[tuple[str, str, MonthLine]]:
    """Go through uid, village and line of everybody for some figures only, without keeping anybody's."""
    for facts, one in _each_judged(
        session, book, month, village_code, with_arrangements=False, figures=figures
    ):
        yield facts.uid, facts.village_code, one.line


def month_tally(session: Session, book: RuleBook, month: Month, *, village_code: str | None = None) -> Tally:
    """Add up the month without keeping anybody's line: for the numbers alone."""
    with collector.paused():
        judged = _each_judged(session, book, month, village_code, with_arrangements=False)
        return indicator_book().tally(one.line for _facts, one in judged)


class _Judged(NamedTuple):
    """What the month makes of one person."""

    line: MonthLine
    verdict: MonthVerdict
    tier: Tier
    visits: tuple[VisitFact, ...]


def _each_month(
    session: Session,
    book: RuleBook,
    month: Month,
    village_code: str | None,
    *,
    figures: IndicatorBook | None = None,
) -> Iterator[ElderMonth]:
    for facts, one in _each_judged(session, book, month, village_code, figures=figures):
        yield ElderMonth(
            facts.uid,
            facts.name,
            facts.village_code,
            facts.visitor,
            facts.person,
            one.line,
            one.verdict,
            one.tier,
            one.visits,
        )


def _each_judged(
    session: Session,
    book: RuleBook,
    month: Month,
    village_code: str | None,
    *,
    with_arrangements: bool = True,
    figures: IndicatorBook | None = None,
) -> Iterator[tuple[ElderFacts, _Judged]]:
    uids: list[str] | None = None
    if village_code is not None:
        query = select(Elder.uid).where(Elder.village_code == village_code, Elder.retracted.is_(False))
        uids = list(session.execute(query).scalars())
    found = _findings(session, uids, month)
    joined = groups(session)
    services = MonthServices((figures or indicator_book()).marks)
    if figures is None or figures.asks_services:
        files = None if uids is None else joined.expand(uids)
        services.read(session, joined, files, first=month.window.first, last=month.cut)
    people = load(
        session,
        uids,
        visits_from=month.window.first - _BEFORE,
        visits_to=month.cut,
        on=month.cut,
        for_cards=False,
        with_arrangements=with_arrangements,
        # Whoever keeps nobody's line asks the engine for nothing but its verdicts.
        for_verdicts=not with_arrangements,
    )
    for facts in people:
        enrolment = month_enrolment(stints(facts.person), month.window.first, month.cut)
        if enrolment is not None:
            yield facts, _judged(facts, enrolment, book, month, found.get(facts.uid, {}), services)


def _judged(
    facts: ElderFacts,
    enrolment: MonthEnrolment,
    book: RuleBook,
    month: Month,
    findings: Mapping[str, int],
    services: MonthServices,
) -> _Judged:
    person = facts.person
    standing = standing_on(person, book, month.cut)
    verdict = owed_in_month(person, book, month.year, month.number, as_of=month.cut)
    visits = tuple(visit for visit in person.visits if month.window.first <= visit.on <= month.cut)
    by_mode: dict[Mode, int] = {}
    attempts = 0
    for visit in visits:
        if counts_for_some_rule(person, book, visit):
            by_mode[visit.mode] = by_mode.get(visit.mode, 0) + 1
        elif OUTCOME_EFFECTS[visit.outcome].effect is Effect.ATTEMPT:
            attempts += 1
    given, marks = services.of(facts.uid)
    line = MonthLine(
        registered=enrolment.registered,
        residency=facts.residency,
        age=age_on(person.birth_on, month.cut) if person.birth_on else None,
        categories=_categories(standing.mask),
        special=verdict.special and enrolment.registered,
        owed=verdict.owed,
        visited=verdict.visited,
        exempt=verdict.exempt_reason,
        required=verdict.required_count,
        visits=by_mode,
        attempts=attempts,
        added=enrolment.added,
        removed=enrolment.removed,
        services=given,
        marks=marks,
        **findings,
    )
    return _Judged(line, verdict, standing.tier, visits)


@lru_cache(maxsize=4096)
def _categories(mask: int) -> frozenset[Category]:
    """Return the categories that the bits of a standing stand for; few combinations occur, each very often."""
    return frozenset(category for category in Category if mask & BIT[category.value])


def _findings(session: Session, uids: list[str] | None, month: Month) -> dict[str, dict[str, int]]:
    """Count each elder's findings of the month, in the words of ``MonthLine``."""
    query = select(
        Finding.uid,
        Finding.elder_uid,
        Finding.kind,
        Finding.action,
        Finding.found_on,
        Finding.state,
        Finding.closed_on,
        Finding.referred_to,
    ).where(
        Finding.retracted.is_(False),
        Finding.found_on <= month.cut,
        # What has been closed since before the month is in none of its figures.
        (Finding.state != FindingState.CLOSED.value)
        | Finding.closed_on.is_(None)
        | (Finding.closed_on >= month.window.first),
    )
    joined = groups(session)
    files = None if uids is None else joined.expand(uids)
    steps = _steps(session, files)
    counts: dict[str, dict[str, int]] = {}
    # A further file of somebody may be kept under another village; what was found there is theirs all the same.
    for uid, elder_uid, *finding in _in_parts(session, query, Finding, files):
        mine = counts.setdefault(joined.canonical(elder_uid), {})
        _count_finding(mine, finding, steps.get(uid, ()), month)
    return counts


def _count_finding(mine: dict[str, int], finding: Sequence[Any], steps: Sequence[Step], month: Month) -> None:
    kind, action, found_on, state, closed_on, referred_to = finding
    first, cut = month.window.first, month.cut
    if steps:
        is_closed = FindingState.CLOSED if state == FindingState.CLOSED.value else FindingState.OPEN
        closed = closed_since(is_closed, closed_on, steps, cut)
    else:
        closed = closed_on if closed_on is not None and closed_on <= cut else None
    referred = [step.done_on for step in steps if step.kind is FindingStepKind.REFERRED] if steps else []
    if referred_to and not referred:
        referred = [found_on]
    if found_on >= first:
        _add(mine, "findings_found")
        acted = any(step.kind is FindingStepKind.ACTED and step.done_on <= cut for step in steps)
        if kind == FindingKind.URGENT.value and (closed is not None or action or acted):
            _add(mine, "urgent_handled")
    if referred and any(first <= on <= cut for on in referred):
        _add(mine, "referrals")
    if closed is None:
        _add(mine, "findings_open")
    elif closed >= first:
        _add(mine, "findings_closed")


def _steps(session: Session, files: Sequence[str] | None) -> dict[str, list[Step]]:
    """Return the steps that figures are counted from, by finding; most findings have none."""
    query = select(FindingStep.finding_uid, FindingStep.kind, FindingStep.done_on, FindingStep.uid).where(
        FindingStep.retracted.is_(False), FindingStep.kind.in_(_COUNTED_STEPS)
    )
    found: dict[str, list[Step]] = {}
    for finding, kind, done_on, uid in _in_parts(session, query, FindingStep, files):
        found.setdefault(finding, []).append(Step(_COUNTED_STEPS[kind], done_on, uid))
    return found


_COUNTED_STEPS = {
    kind.value: kind
    for kind in (
        FindingStepKind.ACTED,
        FindingStepKind.REFERRED,
        FindingStepKind.CLOSED,
        FindingStepKind.REOPENED,
    )
}


def _in_parts(session: Session, query: Any, model: Any, uids: Sequence[str] | None) -> Any:
    if uids is None:
        yield from session.connection().execute(query)
        return
    for start in range(0, len(uids), _CHUNK):
        yield from session.connection().execute(
            query.where(model.elder_uid.in_(uids[start : start + _CHUNK]))
        )


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
