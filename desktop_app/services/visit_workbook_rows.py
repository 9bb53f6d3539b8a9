"""Gather who is to be visited in a village and month, row by row, for a visit workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.dates import age_on
from desktop_app.domain.forms import VisitForm
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import Category, DutyState, Mode, Outcome, Sex, Tier
from desktop_app.models import ElderCard, Visitor
from desktop_app.progress import SILENT, Progress
from desktop_app.reports.visit_workbook_parts import WorkbookRow
from desktop_app.scheduling.calendar import Calendar, Window
from desktop_app.scheduling.duties import duties
from desktop_app.scheduling.facts import PersonFacts, VisitFact
from desktop_app.scheduling.month import counts_for_some_rule
from desktop_app.scheduling.rehearsal import Span, course_of
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.services.paper_visits import place_of
from desktop_app.storage.queries.elders import ElderRow, rows_of
from desktop_app.storage.queries.facts import ElderFacts, load
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.storage.queries.workbook_visits import last_visits

SPARE_ROWS = 12
"""Rows left for unplanned visits; more where the village has many people."""

_VISITS_BACK = timedelta(days=400)
_WAITING = frozenset({DutyState.PLANNED, DutyState.OPEN, DutyState.DUE, DutyState.OVERDUE})
_LONGEST_LAST = 60
_REPORT_EVERY = 20


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows of a workbook, everybody who may be chosen in a spare one, and who visits there."""

    rows: tuple[WorkbookRow, ...]
    people: tuple[tuple[str, str], ...]
    visitors: tuple[str, ...]

    @property
    def owed(self) -> int:
        """Return how many rows are for somebody."""
        return sum(1 for row in self.rows if row.uid)


def gather(
    session: Session,
    book: RuleBook,
    form: VisitForm,
    village_code: str,
    month: Window,
    today: date,
    *,
    full_phones: bool,
    progress: Progress = SILENT,
) -> Gathered:
    """Return the rows of a village's month, person by person as they live, and spare ones."""
    query = select(ElderCard.elder_uid).where(
        ElderCard.village_code == village_code, ElderCard.ended.is_(False)
    )
    uids = list(session.execute(query).scalars())
    cards = sorted(rows_of(session, uids), key=_by_place)
    facts = {each.uid: each for each in load(session, uids, visits_from=month.first - _VISITS_BACK, on=today)}
    last = last_visits(session, uids, until=month.last)
    rows: list[WorkbookRow] = []
    for number, card in enumerate(cards):
        if number % _REPORT_EVERY == 0:
            progress.report(number, len(cards), "")
        if card.uid not in facts:
            continue
        person = _person_row(card, last.get(card.uid), form, month, full_phones=full_phones)
        days = owed_by(facts[card.uid].person, book, month, today)
        rows.extend(replace(person, before_on=day) for day in days)
    spare = max(SPARE_ROWS, len(cards) // 5)
    return Gathered(
        rows=(*rows, *(WorkbookRow() for _number in range(spare if cards else 0))),
        people=tuple((card.uid, card.name) for card in cards),
        visitors=tuple(_visitors(session, village_code, facts.values())),
    )


def owed_by(person: PersonFacts, book: RuleBook, month: Window, today: date) -> tuple[date, ...]:
    """Return the days by which visits are owed in a month, less as many as were made in it already.

    A month that has begun is seen from its first day, one to come from today; visits are taken to be made in time,
    so that whoever is visited weekly has a row for each week.
    """
    before = tuple(visit for visit in person.visits if visit.on < month.first)
    made = [visit for visit in person.visits if month.first <= visit.on <= month.last]
    as_of = min(today, month.first)
    then = replace(person, visits=before)
    course = course_of(then, book, Span(as_of, month.first, month.last))
    owed = tuple(_deadlines(then, book, month, course.made, course.visits))
    counted = sum(1 for visit in made if counts_for_some_rule(person, book, visit))
    return owed[counted:]


def _deadlines(
    person: PersonFacts, book: RuleBook, month: Window, made: Sequence[date], visits: Sequence[date]
) -> Iterator[date]:
    """Yield for each day of a visit the last day on which it would still be in time."""
    days = list(made)
    for on in visits:
        taken = tuple(
            VisitFact(f"~{at}", day, Mode.IN_PERSON, Outcome.MET_IN_PERSON) for at, day in enumerate(days)
        )
        found = duties(replace(person, visits=(*person.visits, *taken)), book, Calendar(), on)
        latest = [duty.latest_on for duty in found if duty.state in _WAITING and duty.earliest_on <= on]
        yield min(max(min(latest, default=on), on), month.last)
        days.append(on)


def _person_row(
    card: ElderRow, last: VisitRow | None, form: VisitForm, month: Window, *, full_phones: bool
) -> WorkbookRow:
    _village, place = place_of(card.village, card.group_name or "", card.address or "")
    phone = card.phone or ""
    return WorkbookRow(
        uid=card.uid,
        name=card.name,
        sex=Sex(card.sex).term if card.sex in (Sex.MALE, Sex.FEMALE) else "",
        age=age_on(card.birth_on, month.last) if card.birth_on else None,
        place=place,
        categories="、".join(Category(key).term for key in card.categories),
        tier=Tier(card.tier).term if card.tier else "",
        phone=phone if full_phones or not phone else mask_phone(phone),
        last=_last_words(last, form) if last is not None else "",
    )


def _last_words(visit: VisitRow, form: VisitForm) -> str:
    """Return day, result and what was out of the ordinary, short enough for a cell."""
    words = form.text(visit.answers) if visit.answers else ""
    text = "；".join(part for part in (Outcome(visit.outcome).term, words) if part)
    if len(text) > _LONGEST_LAST:
        text = f"{text[: _LONGEST_LAST - 1]}…"
    return f"{visit.visited_on.isoformat()} {text}"


def _visitors(session: Session, village_code: str, people: Iterable[ElderFacts]) -> Iterator[str]:
    """Yield the visitors of the village, then whoever else is responsible for somebody there."""
    query = (
        select(Visitor.name)
        .where(Visitor.village_code == village_code, Visitor.retracted.is_(False), Visitor.ended_on.is_(None))
        .order_by(Visitor.name)
    )
    names = list(session.execute(query).scalars())
    names += sorted({each.visitor for each in people if each.visitor})
    yield from dict.fromkeys(names)


def _by_place(card: ElderRow) -> tuple[str, str, str, str]:
    return card.group_name or "", card.address or "", card.name, card.uid
