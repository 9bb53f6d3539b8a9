"""Gather from the store what the fair planner needs to know about people, visitors and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.exemptions import Stretch, exempt_stretches
from desktop_app.scheduling.facts import PersonFacts
from desktop_app.scheduling.planner_diary import visitor_on
from desktop_app.scheduling.planner_task import AgreedDay, Charge, PlanPerson, PlanRule, PlanTask
from desktop_app.scheduling.rulebook import BookedRule, RuleBook
from desktop_app.scheduling.working_days import Leave
from desktop_app.services.holidays import market_calendar, working_calendar
from desktop_app.storage.queries import plans as queries
from desktop_app.storage.queries.facts import load
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.plans import CardLine, DutyWindow, PlanLine

_NOON = "12:00"
_CALENDAR = Calendar()
_MANY = 2_000
"""From so many people on, everybody's facts are read in one go."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The planner's task, and what the rows that come out of it are written with."""

    task: PlanTask
    cards: Mapping[str, CardLine]
    chosen: frozenset[str]
    agreed: Mapping[str, Sequence[PlanLine]]
    visitors: Mapping[str, str]


@dataclass(slots=True)
class Gathering:
    """Reads for a plan from a day to a day, as seen on ``today``."""

    session: Session
    book: RuleBook
    today: date
    first: date
    last: date
    _rules: dict[str, BookedRule] = field(init=False)

    def __post_init__(self) -> None:
        """Know the rules by the id that duties name."""
        self._rules = {booked.id: booked for booked in self.book.rules}

    def gather(
        self,
        *,
        village_code: str | None = None,
        visitor_uid: str | None = None,
        elder_uid: str | None = None,
        most_a_day: int | None = None,
    ) -> Gathered:
        """Return the task for the people asked for, and for whoever shares a visitor with them."""
        session, start = self.session, max(self.first, self.today)
        joined = groups(session)
        only = None if elder_uid is None else [elder_uid]
        cards = {card.uid: card for card in queries.cards(session, only)}
        charges = queries.charges(session, joined, self.today, only)
        leave = queries.leaves(session, self.today, self.last)
        if elder_uid is not None:
            chosen = involved = set(cards)
        else:
            chosen = _chosen(cards.values(), charges, start, village_code, visitor_uid)
            involved = _involved(cards.values(), charges, leave, start, chosen)
        uids = sorted(involved)
        few = None if len(uids) >= _MANY else uids
        agreed: dict[str, list[PlanLine]] = {}
        for line in queries.agreed(session, joined, self.today, uids=few):
            agreed.setdefault(line.elder_uid, []).append(line)
        windows: dict[str, list[DutyWindow]] = {}
        for window in queries.open_windows(session, few, due_by=self.last):
            windows.setdefault(window.elder_uid, []).append(window)
        homes = queries.households(session, joined, start, few)
        owed = [uid for uid in uids if uid in windows]
        facts = self._facts(owed)
        people = tuple(
            self._person(cards[uid], windows[uid], facts.get(uid), homes.get(uid), charges, agreed)
            for uid in owed
        )
        task = PlanTask(
            today=self.today,
            first=self.first,
            last=self.last,
            people=people,
            working=working_calendar(session),
            markets=market_calendar(session),
            leave=leave,
            most_a_day=most_a_day,
        )
        return Gathered(task, cards, frozenset(chosen), agreed, queries.visitor_names(session))

    def _facts(self, uids: Sequence[str]) -> dict[str, PersonFacts]:
        """Return the facts that exempt people, by person; visits play no part in the days to come."""
        wanted = None if len(uids) >= _MANY else uids
        found = load(self.session, wanted, visits_from=date.max, on=self.today, for_cards=False)
        return {facts.uid: facts.person for facts in found}

    def _person(
        self,
        card: CardLine,
        windows: Sequence[DutyWindow],
        facts: PersonFacts | None,
        household: str | None,
        charges: Mapping[str, tuple[Charge, ...]],
        agreed: Mapping[str, Sequence[PlanLine]],
    ) -> PlanPerson:
        closed = _days(exempt_stretches(facts)) if facts is not None else ()
        return PlanPerson(
            uid=card.uid,
            village=card.village_code,
            household=household,
            charges=charges.get(card.uid, ()),
            rules=tuple(self._rule(window, facts, closed) for window in windows),
            closed=closed,
            until=facts.ended_on if facts is not None else None,
            agreed=tuple(
                AgreedDay(line.on, line.by_hand, line.visitor_uid) for line in agreed.get(card.uid, ())
            ),
        )

    def _rule(
        self, window: DutyWindow, facts: PersonFacts | None, closed: tuple[tuple[date, date], ...]
    ) -> PlanRule:
        booked = self._rules.get(window.rule_id)
        own = None
        if booked is not None and facts is not None and any(each.about for each in facts.waivers):
            own = _days(exempt_stretches(facts, booked.name))
        return PlanRule(
            id=window.rule_id,
            earliest=window.earliest_on,
            target=self._target(window, booked),
            latest=self._last_day(window),
            every=booked.rule.every if booked is not None else None,
            target_day=booked.rule.target_day if booked is not None else 1,
            kind=DutyKind(window.kind),
            overdue=window.state == DutyState.OVERDUE.value,
            closed=own if own != closed else None,
        )

    def _last_day(self, window: DutyWindow) -> date:
        """Return the last day to plan; a deadline before noon leaves no time on its own day."""
        before = window.latest_on - timedelta(days=1)
        early = window.latest_time is not None and window.latest_time < _NOON
        return before if early and before >= max(window.earliest_on, self.today) else window.latest_on

    def _target(self, window: DutyWindow, booked: BookedRule | None) -> date:
        """Return the day to aim at: the window's own target where the day due is one agreed on before."""
        if window.kind == DutyKind.EVENT.value:
            return max(window.earliest_on, self.today)
        if window.planned_on is None or window.attempts or booked is None:
            return window.due_on
        every, begins = booked.rule.every, window.earliest_on
        if not every.rolling:
            begins = _CALENDAR.window(every.unit, window.latest_on).first
        return begins + timedelta(days=booked.rule.target_day - 1)


def _chosen(
    cards: Iterable[CardLine],
    charges: Mapping[str, tuple[Charge, ...]],
    on: date,
    village_code: str | None,
    visitor_uid: str | None,
) -> set[str]:
    return {
        card.uid
        for card in cards
        if (village_code is None or card.village_code == village_code)
        and (
            visitor_uid is None
            or card.visitor_uid == visitor_uid
            or visitor_on(charges.get(card.uid, ()), on) == visitor_uid
        )
    }


def _involved(
    cards: Iterable[CardLine],
    charges: Mapping[str, tuple[Charge, ...]],
    leave: Mapping[str, Sequence[Leave]],
    on: date,
    chosen: set[str],
) -> set[str]:
    """Return everybody visited by somebody who visits, or stands in for who visits, one of the chosen."""
    by_visitor: dict[str | None, list[str]] = {}
    for card in cards:
        by_visitor.setdefault(visitor_on(charges.get(card.uid, ()), on), []).append(card.uid)
    visitors = {visitor for visitor, uids in by_visitor.items() if not chosen.isdisjoint(uids)} - {None}
    tied = [{visitor, *(each.stand_in for each in each_leave)} for visitor, each_leave in leave.items()]
    while more := [group for group in tied if group & visitors and not group - {None} <= visitors]:
        visitors = visitors.union(*more) - {None}
    return chosen.union(*(by_visitor.get(visitor, ()) for visitor in visitors))


def _days(stretches: Iterable[Stretch]) -> tuple[tuple[date, date], ...]:
    return tuple((stretch.first, stretch.last) for stretch in stretches)
