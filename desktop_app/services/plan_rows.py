"""What the planner and the calendar show: proposed days, refusals, load, and what stands on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.terms import DutyKind, DutyState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedVisit:
    """A day proposed for one visit, with why it was chosen; ``kept`` ones are agreed on already and stay.

    ``moved_from`` is the day agreed on before, where it no longer holds. Whoever changes the day of a proposal
    says so with ``by_hand``: no later proposal moves it.
    """

    elder_uid: str
    name: str
    village_code: str
    village: str
    visitor_uid: str | None
    visitor: str | None
    on: date
    earliest_on: date
    latest_on: date
    why: str
    kept: bool = False
    moved_from: date | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A visit that is owed but for which no day is left, with why."""

    elder_uid: str
    name: str
    village: str
    visitor: str | None
    earliest_on: date
    latest_on: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorLoad:
    """How many visits somebody makes on each day; days without one are left out."""

    visitor_uid: str | None
    visitor: str | None
    days: Mapping[date, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A whole proposal from a day to a day; ``changed`` counts the visits that are not kept as they were.

    ``dropped`` counts agreed days that hold no longer because nothing is owed there any more; ``note`` says
    what changed in a sentence.
    """

    first: date
    last: date
    visits: tuple[ProposedVisit, ...]
    refusals: tuple[Refusal, ...]
    loads: tuple[VisitorLoad, ...]
    changed: int
    dropped: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySet:
    """What agreeing on a day did: the change set to undo, and what to mind about that day, maybe nothing."""

    change_set: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """One person on one day: agreed on (``planned``), else the day due; in the past the visit made.

    ``on`` is where it stands; it may be moved to any day from ``earliest_on`` to ``latest_on``, both included.
    """

    elder_uid: str
    duty_uid: str | None
    name: str
    village_code: str
    village: str
    visitor_uid: str | None
    visitor: str | None
    on: date
    state: DutyState
    earliest_on: date
    latest_on: date
    planned: bool
    by_hand: bool
    kind: DutyKind
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day's head: why it is a day off (None is a working day), what else to mind, and the counts.

    ``entries`` counts people by state; ``load`` counts by visitor uid ("" is nobody).
    """

    on: date
    off: str | None = None
    note: str = ""
    entries: Mapping[DutyState, int] = field(default_factory=dict)
    load: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The days from ``first`` to ``last``, and who stands on them, in order of day, village and name."""

    first: date
    last: date
    days: tuple[CalendarDay, ...]
    entries: tuple[CalendarEntry, ...]
