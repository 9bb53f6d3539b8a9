"""一人一档: everything about one person in one snapshot, at the same cost for five visits and for two thousand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.ages import birthday
from desktop_app.domain.dates import age_on
from desktop_app.domain.errors import NotFound
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.models import ElderCard
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.month import MonthVerdict, owed_in_month
from desktop_app.scheduling.reasons import Reason
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.ageing import AGES
from desktop_app.services.context import Service
from desktop_app.services.duties import OwedRow
from desktop_app.storage import facets
from desktop_app.storage.queries import duties as duty_queries
from desktop_app.storage.queries import person_visits, persons
from desktop_app.storage.queries import visits as visit_queries
from desktop_app.storage.queries.facts import load
from desktop_app.storage.queries.links import members
from desktop_app.storage.queries.person_visits import VisitTally
from desktop_app.storage.queries.persons import ElderDetail
from desktop_app.storage.queries.visits import FindingRow, VisitRow

RECENT = 24
"""How many visits are read with the file: enough to find the last one at which the person was met."""

_BEFORE = timedelta(days=200)
"""Visits before the year that still matter: those that a running quarter or week builds on."""

_A_YEAR = timedelta(days=366)


class MonthState(StrEnum):
    """What a month of the year came to for one person."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    WAIVED = "waived"
    WAITING = "waiting"
    VISITED = "visited"
    NOTHING = "nothing"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class MonthMet:
    """One month of the year: what it came to, how many visits counted and how many were owed."""

    number: int
    state: MonthState
    counted: int = 0
    required: int = 0


@dataclass(frozen=True, slots=True)
class PersonFile:
    """One person as the page shows them; ``visits`` are the newest few of ``tally.count``."""

    detail: ElderDetail
    duties: Sequence[OwedRow]
    visits: Sequence[VisitRow]
    tally: VisitTally
    findings: Sequence[FindingRow]
    open_findings: int
    year: Sequence[MonthMet]
    missing: tuple[str, ...]
    birthdays: tuple[tuple[int, date], ...]
    files: tuple[str, ...]

    @property
    def last_seen(self) -> VisitRow | None:
        """Return the last visit at which something was answered."""
        return next((visit for visit in self.visits if visit.answers), None)


class PersonFileService(Service):
    """一人一档."""

    @allowed(*EVERYONE)
    def open(self, _actor: Actor, uid: str) -> PersonFile:
        """Return everything about one person; raises ``NotFound``."""
        today, county = self._context.today(), self._context.site.county
        with self._store.reading() as session:
            detail = persons.get_detail(session, uid, today, county=county)
            if detail is None:
                raise NotFound
            files = members(session, detail.uid)
            lines = duty_queries.of_elder(session, detail.uid, on=today)
            return PersonFile(
                detail=detail,
                duties=[
                    OwedRow(line, detail.village, Reason.from_data(line.reason).say(_)) for line in lines
                ],
                visits=person_visits.newest(session, county, files, RECENT),
                tally=person_visits.tally(session, county, files),
                findings=visit_queries.findings(session, elder_uid=detail.uid),
                open_findings=person_visits.open_findings(session, county, files),
                year=self._year(session, detail.uid),
                missing=_missing(session, county, detail.uid),
                birthdays=_birthdays(detail, today),
                files=tuple(files),
            )

    @allowed(*EVERYONE)
    def visit_uids(
        self, _actor: Actor, uid: str, *, order: str = "visited_on", descending: bool = True
    ) -> list[str]:
        """Return the uids of all visits of one person in an order, for a list that pages through them."""
        with self._store.reading() as session:
            return person_visits.ordered_uids(
                session,
                self._context.site.county,
                members(session, uid),
                order=order,
                descending=descending,
            )

    @allowed(*EVERYONE)
    def visit_rows(self, _actor: Actor, uids: Sequence[str]) -> list[VisitRow]:
        """Return a page of visits in the order of ``uids``; those taken back meanwhile are left out."""
        with self._store.reading() as session:
            return person_visits.page(session, uids)

    def _year(self, session: Session, uid: str) -> list[MonthMet]:
        today, book = self._context.today(), self._context.rules.book
        began = today.replace(month=1, day=1)
        for facts in load(session, [uid], visits_from=began - _BEFORE, on=today):
            return year_of(facts.person, book, today)
        return []


def year_of(person: PersonFacts, book: RuleBook, today: date) -> list[MonthMet]:
    """Return what each month of the running year came to, January first."""
    found = []
    for number in range(1, 13):
        if number > today.month:
            found.append(MonthMet(number, MonthState.AHEAD))
            continue
        window = Calendar().month(today.year, number)
        cut = min(window.last, today)
        verdict = owed_in_month(person, book, today.year, number, as_of=cut)
        state = _state(verdict, running=cut < window.last)
        if state is MonthState.MET and _late(person, book, window.first, cut):
            state = MonthState.LATE
        found.append(MonthMet(number, state, verdict.counted_visits, verdict.required_count))
    return found


def _state(verdict: MonthVerdict, *, running: bool) -> MonthState:
    if verdict.exempt_reason is not None:
        return MonthState.WAIVED
    if not verdict.owed:
        return MonthState.VISITED if verdict.counted_visits else MonthState.NOTHING
    if verdict.visited:
        return MonthState.MET
    return MonthState.WAITING if running else MonthState.MISSED


def _late(person: PersonFacts, book: RuleBook, first: date, cut: date) -> bool:
    """Tell whether a window that closed in the month was missed or met only after its latest day."""
    late = {DutyState.MET_LATE, DutyState.OVERDUE, DutyState.LAPSED}
    return any(
        duty.kind is DutyKind.ROUTINE and duty.state in late and first <= duty.latest_on <= cut
        for duty in duties(person, book, Calendar(), cut)
    )


def _missing(session: Session, county: str, uid: str) -> tuple[str, ...]:
    """Return what the file lacks, as the list's filter counts it."""
    query = select(ElderCard.facets).where(ElderCard.county == county, ElderCard.elder_uid == uid)
    found = session.execute(query).scalar()
    return facets.keys("missing", found) if found else ()


def _birthdays(detail: ElderDetail, today: date) -> tuple[tuple[int, date], ...]:
    """Return the ages reached within a year at which something begins, with their days; none after leaving."""
    if detail.birth_on is None or detail.ended_on is not None:
        return ()
    age = age_on(detail.birth_on, today)
    coming = ((next_age, birthday(detail.birth_on, next_age)) for next_age in AGES if next_age > age)
    return tuple((next_age, day) for next_age, day in coming if day <= today + _A_YEAR)
