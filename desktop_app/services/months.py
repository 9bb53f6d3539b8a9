"""One month of the register: a line per elder, from which every figure and the ledgers are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from tomllib import loads
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config import resources
from desktop_app.domain.dates import age_on
from desktop_app.domain.indicator_schema import parse_indicators
from desktop_app.domain.indicators import IndicatorBook, MonthLine, Tally
from desktop_app.domain.outcomes import OUTCOME_EFFECTS, Effect
from desktop_app.domain.terms import Category, FindingKind, Mode, Tier
from desktop_app.models import Elder, Finding
from desktop_app.scheduling.calendar import Calendar, Window
from desktop_app.scheduling.enrolment import MonthEnrolment, month_enrolment, stints
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.month import MonthVerdict, counts_for_some_rule, owed_in_month
from desktop_app.scheduling.rulebook import BIT, RuleBook
from desktop_app.scheduling.standing import standing_on
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


def month_tally(session: Session, book: RuleBook, month: Month, *, village_code: str | None = None) -> Tally:
    """Add up the month without keeping anybody's line: for the numbers alone."""
    with collector.paused():
        people = _each_month(session, book, month, village_code, with_arrangements=False)
        lines = (one.line for one in people)
        return indicator_book().tally(lines)


def _each_month(
    session: Session,
    book: RuleBook,
    month: Month,
    village_code: str | None,
    *,
    with_arrangements: bool = True,
) -> Iterator[ElderMonth]:
    uids: list[str] | None = None
    if village_code is not None:
        query = select(Elder.uid).where(Elder.village_code == village_code, Elder.retracted.is_(False))
        uids = list(session.execute(query).scalars())
    found = _findings(session, uids, month)
    people = load(
        session,
        uids,
        visits_from=month.window.first - _BEFORE,
        visits_to=month.cut,
        on=month.cut,
        for_cards=False,
        with_arrangements=with_arrangements,
    )
    for facts in people:
        enrolment = month_enrolment(stints(facts.person), month.window.first, month.cut)
        if enrolment is not None:
            yield _elder_month(facts, enrolment, book, month, found.get(facts.uid, {}))


def _elder_month(
    facts: ElderFacts,
    enrolment: MonthEnrolment,
    book: RuleBook,
    month: Month,
    findings: Mapping[str, int],
) -> ElderMonth:
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
        **findings,
    )
    return ElderMonth(
        facts.uid, facts.name, facts.village_code, facts.visitor, person, line, verdict, standing.tier, visits
    )


@lru_cache(maxsize=4096)
def _categories(mask: int) -> frozenset[Category]:
    """Return the categories that the bits of a standing stand for; few combinations occur, each very often."""
    return frozenset(category for category in Category if mask & BIT[category.value])


def _findings(session: Session, uids: list[str] | None, month: Month) -> dict[str, dict[str, int]]:
    """Count each elder's findings of the month, in the words of ``MonthLine``."""
    query = select(
        Finding.elder_uid,
        Finding.kind,
        Finding.action,
        Finding.found_on,
        Finding.closed_on,
        Finding.referred_to,
    ).where(Finding.retracted.is_(False), Finding.found_on <= month.cut)
    joined = groups(session)
    counts: dict[str, dict[str, int]] = {}
    # A further file of somebody may be kept under another village; what was found there is theirs all the same.
    for row in _in_parts(session, query, None if uids is None else joined.expand(uids)):
        mine = counts.setdefault(joined.canonical(row.elder_uid), {})
        inside = row.found_on >= month.window.first
        closed = row.closed_on is not None and row.closed_on <= month.cut
        if inside:
            _add(mine, "findings_found")
            if row.referred_to:
                _add(mine, "referrals")
            if row.kind == FindingKind.URGENT.value and (closed or row.action):
                _add(mine, "urgent_handled")
        if closed and row.closed_on >= month.window.first:
            _add(mine, "findings_closed")
        if not closed:
            _add(mine, "findings_open")
    return counts


def _in_parts(session: Session, query: Any, uids: Sequence[str] | None) -> Any:
    if uids is None:
        yield from session.execute(query)
        return
    for start in range(0, len(uids), _CHUNK):
        yield from session.execute(query.where(Finding.elder_uid.in_(uids[start : start + _CHUNK])))


def _add(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
