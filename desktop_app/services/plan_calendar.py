"""The calendar: who stands on which day, agreed on, due, or visited, and what kind of day it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import Every
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.scheduling.calendar import Calendar
from desktop_app.scheduling.planner_diary import leave_on
from desktop_app.scheduling.planner_windows import CATCH_UP_DAYS
from desktop_app.scheduling.reasons import Reason
from desktop_app.scheduling.rulebook import RuleBook
from desktop_app.scheduling.working_days import UNPUBLISHED, Leave, MarketDays, WorkingCalendar
from desktop_app.services.holidays import market_calendar, working_calendar
from desktop_app.services.plan_rows import CalendarDay, CalendarEntry, CalendarView
from desktop_app.storage.pinyin import sort_key
from desktop_app.storage.queries import plans as queries
from desktop_app.storage.queries.elders import village_names
from desktop_app.storage.queries.links import groups
from desktop_app.storage.queries.plans import CardLine, DutyWindow, PlanLine

_ONE_DAY = timedelta(days=1)
_CALENDAR = Calendar()
_MANY = 4_000
"""For more people than so many, everything is read in one go instead of in parts."""

_SPOKEN = 3_000
"""Reasons are read and spoken for so many entries; a whole township's month would take seconds."""

_KINDS = {kind.value: kind for kind in DutyKind}
_STATES = {state.value: state for state in DutyState}


@dataclass(slots=True)
class CalendarReading:
    """Reads the calendar of some days, as seen on ``today``."""

    session: Session
    book: RuleBook
    today: date
    first: date
    last: date
    _every: Mapping[str, Every] = field(init=False)
    _visitors: Mapping[str, str] = field(init=False)
    _leave: Mapping[str, tuple[Leave, ...]] = field(init=False)
    _villages: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Read what is the same for everybody."""
        self._every = {booked.id: booked.rule.every for booked in self.book.rules}
        self._visitors = queries.visitor_names(self.session)
        self._leave = queries.leaves(self.session, self.first, self.last)
        self._villages = village_names(self.session)

    def read(self, village_code: str | None, visitor_uid: str | None) -> CalendarView:
        """Return the days and who stands on them, of one village or visitor, or of all."""
        session = self.session
        joined = groups(session)
        cards = {card.uid: card for card in queries.cards(session, village_code=village_code)}
        some = sorted(cards) if len(cards) <= _MANY else None
        plans: dict[str, list[PlanLine]] = {}
        for line in queries.agreed(session, joined, self.today, uids=some):
            plans.setdefault(line.elder_uid, []).append(line)
        windows: dict[str, list[DutyWindow]] = {}
        for window in queries.open_windows(session, some):
            windows.setdefault(window.elder_uid, []).append(window)
        visits: Iterable[CalendarEntry] = ()
        if self.first <= self.today:
            met = queries.met_between(session, joined, self.first, min(self.last, self.today), some)
            visits = self._made(cards, met)
        owed = (self._owed(cards[uid], windows[uid], plans.get(uid, ())) for uid in windows if uid in cards)
        found = [
            entry
            for entry in chain(visits, chain.from_iterable(owed))
            if visitor_uid is None or entry.visitor_uid == visitor_uid
        ]
        if len(found) <= _SPOKEN:
            found = self._with_reasons(found)
        keys = {card.uid: sort_key(card.name) for card in cards.values()} if len(found) <= _SPOKEN else {}
        found.sort(
            key=lambda one: (one.on, one.village_code, keys.get(one.elder_uid, one.name), one.elder_uid)
        )
        return CalendarView(
            first=self.first,
            last=self.last,
            days=tuple(self._days(found, village_code)),
            entries=tuple(found),
        )

    def _made(
        self, cards: Mapping[str, CardLine], met: Iterable[tuple[str, date, str | None, str | None]]
    ) -> Iterator[CalendarEntry]:
        """Yield the visits that were made, one a day."""
        told: set[tuple[str, date]] = set()
        for uid, on, visitor, name in met:
            card = cards.get(uid)
            if card is None or (uid, on) in told:
                continue
            told.add((uid, on))
            yield self._entry(
                card,
                on,
                visitor=visitor or (card.visitor_uid if name == card.visitor else None),
                visitor_name=name,
                state=DutyState.MET,
                span=(on, on),
            )

    def _owed(
        self, card: CardLine, windows: Sequence[DutyWindow], plans: Sequence[PlanLine]
    ) -> Iterator[CalendarEntry]:
        """Yield the days agreed on that still mean something, and the day due of each window without one."""
        begins = min(window.earliest_on for window in windows)
        taken: list[date] = []
        ordered = sorted(windows, key=lambda one: (not one.governing, one.latest_on, one.uid))
        for line in plans:
            if line.on < begins or line.on in taken:
                continue
            if self.first <= line.on <= self.last:
                yield self._planned(card, line, ordered, max(taken, default=None))
            taken.append(line.on)
        for window in ordered:
            if not window.governing and window.kind == DutyKind.ROUTINE.value:
                continue
            if any(self._holds(window, on) for on in taken):
                continue
            on = max(window.due_on, self.today)
            taken.append(on)
            if self.first <= on <= self.last:
                yield self._entry(
                    card,
                    on,
                    visitor=self._who(card.visitor_uid, on),
                    state=_STATES[window.state],
                    span=self._span(window),
                    window=window,
                )

    def _holds(self, window: DutyWindow, on: date) -> bool:
        first, last = self._span(window)
        return first <= on <= last

    def _span(self, window: DutyWindow) -> tuple[date, date]:
        """Return the days to which a visit may be moved: an overdue one from today on."""
        if window.state == DutyState.OVERDUE.value:
            return self.today, max(self.today + _ONE_DAY * (CATCH_UP_DAYS - 1), window.due_on)
        return max(window.earliest_on, min(self.today, window.latest_on)), window.latest_on

    def _planned(
        self, card: CardLine, line: PlanLine, ordered: Sequence[DutyWindow], before: date | None
    ) -> CalendarEntry:
        held = next((window for window in ordered if self._holds(window, line.on)), None)
        return self._entry(
            card,
            line.on,
            visitor=line.visitor_uid or self._who(card.visitor_uid, line.on),
            state=_STATES[held.state] if held is not None else DutyState.PLANNED,
            span=self._span(held) if held is not None else self._later(line.on, ordered[0], before),
            window=held,
            plan=line,
        )

    def _later(self, on: date, window: DutyWindow, before: date | None) -> tuple[date, date]:
        """Return the days to which a visit beyond the windows known today may be moved, as far as they are known."""
        every = self._every.get(window.rule_id)
        if every is None:
            return on, on
        if not every.rolling:
            return _CALENDAR.window(every.unit, on)
        counted_from = before if before is not None else window.latest_on
        last = counted_from + every.days * _ONE_DAY
        return (counted_from + _ONE_DAY, last) if counted_from < on <= last else (on, on)

    def _who(self, visitor: str | None, on: date) -> str | None:
        """Return who goes on a day: a stand-in where the visitor is on leave then."""
        away = leave_on(self._leave.get(visitor or "", ()), on)
        return away.stand_in if away is not None and away.stand_in is not None else visitor

    def _entry(
        self,
        card: CardLine,
        on: date,
        *,
        visitor: str | None,
        state: DutyState,
        span: tuple[date, date],
        visitor_name: str | None = None,
        window: DutyWindow | None = None,
        plan: PlanLine | None = None,
    ) -> CalendarEntry:
        return CalendarEntry(
            elder_uid=card.uid,
            duty_uid=window.uid if window is not None else None,
            name=card.name,
            village_code=card.village_code,
            village=self._villages.get(card.village_code, card.village_code),
            visitor_uid=visitor,
            visitor=visitor_name or self._visitors.get(visitor or ""),
            on=on,
            state=state,
            earliest_on=span[0],
            latest_on=span[1],
            planned=plan is not None,
            by_hand=plan is not None and plan.by_hand,
            kind=_KINDS.get(window.kind, DutyKind.ROUTINE) if window is not None else DutyKind.ROUTINE,
            why=(plan.why or "") if plan is not None else "",
        )

    def _with_reasons(self, entries: Sequence[CalendarEntry]) -> list[CalendarEntry]:
        asked = [entry.duty_uid for entry in entries if entry.duty_uid is not None and not entry.why]
        data = queries.reasons(self.session, asked)
        return [
            entry
            if entry.why or entry.duty_uid not in data
            else replace(entry, why=Reason.from_data(data[entry.duty_uid]).say(_))
            for entry in entries
        ]

    def _days(self, entries: Iterable[CalendarEntry], village_code: str | None) -> Iterator[CalendarDay]:
        states: dict[date, dict[DutyState, int]] = {}
        loads: dict[date, dict[str, int]] = {}
        for entry in entries:
            of_day = states.setdefault(entry.on, {})
            of_day[entry.state] = of_day.get(entry.state, 0) + 1
            load = loads.setdefault(entry.on, {})
            load[entry.visitor_uid or ""] = load.get(entry.visitor_uid or "", 0) + 1
        working, markets = working_calendar(self.session), market_calendar(self.session)
        on = self.first
        while on <= self.last:
            off = working.off(on)
            yield CalendarDay(
                on=on,
                off=off.say(_) if off is not None else None,
                note=day_note(working, markets, self._villages, on, village_code),
                entries=states.get(on, {}),
                load=loads.get(on, {}),
            )
            on += _ONE_DAY


def day_note(
    working: WorkingCalendar,
    markets: Mapping[str, MarketDays],
    villages: Mapping[str, str],
    on: date,
    village_code: str | None,
) -> str:
    """Return what to mind about a day in words: moved working day, festival, markets, no arrangement yet."""
    told: list[str] = []
    festival = working.note(on)
    if festival is not None:
        told.append(festival.say(_))
    held = [code for code, days in markets.items() if days.hold(on) and village_code in {None, code}]
    if held:
        names = "、".join(villages.get(code, code) for code in sorted(held))
        told.append(_("逢集") if village_code is not None else _("逢集（{villages}）").format(villages=names))
    if (on.month, on.day) == (1, 1) and not working.published(on.year):
        told.append(UNPUBLISHED.say(_))
    return "；".join(told)


def say_all(parts: Iterable[Phrase]) -> str:
    """Return several reasons as one line in the reader's language."""
    return _("；").join(part.say(_) for part in parts)
