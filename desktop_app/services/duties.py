"""Who is owed a visit: today, due soon, overdue, and why."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.phones import mask_phone
from desktop_app.domain.terms import DutyKind, DutyState
from desktop_app.progress import SILENT, Progress
from desktop_app.scheduling.reasons import Reason
from desktop_app.services import settings
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.derivation import Derivation
from desktop_app.storage.queries import duties as queries
from desktop_app.storage.queries.duties import DutyLine
from desktop_app.storage.queries.elders import village_names

OPEN_STATES = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN)
_DAY_MINUTES = 24 * 60
_ALARM_MINUTES = 30
"""How often it is looked at whether so many hours after an attempt the alarm must be raised."""


@dataclass(frozen=True, slots=True)
class OwedRow:
    """One owed visit for lists: the person, the window, the state, and why in words."""

    line: DutyLine
    village: str
    why: str


class DutyService(Service):
    """应探访."""

    def __init__(self, context: Context, derivation: Derivation) -> None:
        """Answer from the duty cache that ``derivation`` keeps."""
        super().__init__(context)
        self._derivation = derivation

    @allowed(*EVERYONE)
    def refresh(self, _actor: Actor, *, whole: bool = False, progress: Progress = SILENT) -> int:
        """Recompute the duties for the clock's day; returns how many people were looked at.

        Those of everybody, unless they are of today and only some deadlines in hours have passed since; with
        ``whole`` in any case. What an older version of the program derived is built again from the facts,
        which takes longer.
        """
        with self._store.reading() as session:
            outdated = settings.read(session, settings.DERIVED_BY) != settings.DERIVATION_VERSION
            late = self._late(session) if not whole and self._of_today(session) else []
        county = self._context.site.county
        if late and not outdated:
            return self._derivation.refresh_some(county, late)
        if outdated:
            number = self._derivation.rebuild(county, progress=progress)
        else:
            number = self._derivation.refresh_duties(county, progress=progress)
        # Once a day is often enough, also where nobody ever imports and tables grow form by form.
        self._store.optimise()
        return number

    @allowed(*EVERYONE)
    def is_stale(self, _actor: Actor) -> bool:
        """Tell whether the cache is of another day, by other rules or an older program, or hours have passed."""
        with self._store.reading() as session:
            version = settings.read(session, settings.DERIVED_BY)
            fresh = version == settings.DERIVATION_VERSION and self._of_today(session)
            return not fresh or bool(self._late(session))

    @allowed(*EVERYONE)
    def next_deadline(self, _actor: Actor) -> tuple[date, str] | None:
        """Return day and HH:MM from which ``is_stale`` may be true because hours have passed; None without any."""
        at = self._context.clock.time_of_day()
        if at is None:
            return None
        today = self._context.today()
        with self._store.reading() as session:
            found = queries.next_hour(session, on=today, at=at)
            if not self._alarms_by_hours() or not queries.attempted(session):
                return found
            made = settings.read(session, settings.DUTIES_AT)
        again = minutes_of(made or at) + _ALARM_MINUTES
        if again >= _DAY_MINUTES:
            return found
        look = (today, f"{again // 60:02d}:{again % 60:02d}")
        return look if found is None else min(found, look)

    def _of_today(self, session: Session) -> bool:
        made: str | None = settings.read(session, settings.DUTIES_AS_OF)
        return made == self._context.today().isoformat()

    def _late(self, session: Session) -> builtins.list[str]:
        """Return for whom hours have passed since the duties of today were worked out."""
        at = self._context.clock.time_of_day()
        if at is None:
            return []
        since: str = settings.read(session, settings.DUTIES_AT) or "00:00"
        late = queries.hours_passed(session, on=self._context.today(), since=since, at=at)
        if self._alarms_by_hours() and minutes_of(at) - minutes_of(since) >= _ALARM_MINUTES:
            late += queries.attempted(session)
        return sorted(set(late))

    def _alarms_by_hours(self) -> bool:
        """Tell whether some rule raises the alarm so many hours after the first attempt."""
        return any(booked.rule.alert_hours is not None for booked in self._context.rules.book.rules)

    @allowed(*EVERYONE)
    def list(
        self,
        _actor: Actor,
        *,
        states: tuple[DutyState, ...] = OPEN_STATES,
        village_code: str | None = None,
        visitor_uid: str | None = None,
        kind: DutyKind | None = None,
        alert: bool = False,
        due_by: date | None = None,
        most: int | None = None,
    ) -> Sequence[OwedRow]:
        """Return owed visits in the given states; phones are masked.

        Alarms come first, then life events by deadline, then the longest overdue. Of each person the governing
        duty, but with a ``kind`` other than by rhythm every duty of that kind.
        """
        with self._store.reading() as session:
            lines = queries.list_lines(
                session,
                on=self._context.today(),
                states=tuple(state.value for state in states),
                village_code=village_code,
                visitor_uid=visitor_uid,
                kind=kind.value if kind else None,
                alert=alert,
                due_by=due_by,
                most=most,
            )
            names = village_names(session)
        return [owed_row(line, names) for line in lines]

    @allowed(*EVERYONE)
    def of_elder(self, _actor: Actor, elder_uid: str) -> Sequence[OwedRow]:
        """Return everything owed to one elder, the governing duty first."""
        with self._store.reading() as session:
            lines = queries.of_elder(session, elder_uid, on=self._context.today())
            names = village_names(session)
        return [owed_row(line, names) for line in lines]

    @allowed(*EVERYONE)
    def counts(self, _actor: Actor) -> dict[DutyState, int]:
        """Return how many people stand in each state."""
        with self._store.reading() as session:
            return {DutyState(key): count for key, count in queries.count_by_state(session).items()}


def minutes_of(time: str) -> int:
    """Return the minutes since midnight of a time HH:MM."""
    return int(time[:2]) * 60 + int(time[3:])


def owed_row(line: DutyLine, villages: Mapping[str, str]) -> OwedRow:
    """Return a line of the duty cache with its words; the phone is masked."""
    shown = replace(line, phone=mask_phone(line.phone) if line.phone else None)
    why = Reason.from_data(line.reason).say(_)
    return OwedRow(shown, villages.get(line.village_code, line.village_code), why)
