"""What the fair planner is given and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_app.domain.phrases import Phrase
from desktop_app.domain.policies import Every
from desktop_app.domain.terms import DutyKind
from desktop_app.scheduling.working_days import Leave, MarketDays, WorkingCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRule:
    """One rule's first open window, and how the next one follows; without ``every`` there is no next one.

    ``overdue`` windows are over: the visit is to be caught up from today on. ``target_day`` counts in the
    window, the first day is 1. ``closed`` is what exempts from this rule, where that is not the same for all.
    """

    id: str
    earliest: date
    target: date
    latest: date
    every: Every | None = None
    target_day: int = 1
    kind: DutyKind = DutyKind.ROUTINE
    overdue: bool = False
    closed: tuple[tuple[date, date], ...] | None = None


@dataclass(frozen=True, slots=True)
class AgreedDay:
    """A day agreed on before; one set by hand is never moved."""

    on: date
    by_hand: bool = False
    visitor: str | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is responsible from a day to a day, both included; None is open. The first that holds decides."""

    visitor: str | None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPerson:
    """Somebody who is owed visits: where, under which roof, by whom, and when not.

    ``closed`` are spans on which nobody need come (in hospital, paused), ``until`` the first day on which
    nothing is owed any more.
    """

    uid: str
    village: str
    household: str | None = None
    charges: tuple[Charge, ...] = ()
    rules: tuple[PlanRule, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()
    until: date | None = None
    agreed: tuple[AgreedDay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask:
    """Plan the visits that are owed to ``people`` from ``first`` to ``last``, as seen on ``today``.

    ``most_a_day`` is the hard limit of visits per visitor and day; None derives it from the load.
    """

    today: date
    first: date
    last: date
    people: tuple[PlanPerson, ...]
    working: WorkingCalendar = field(default_factory=WorkingCalendar)
    markets: Mapping[str, MarketDays] = field(default_factory=dict)
    leave: Mapping[str, tuple[Leave, ...]] = field(default_factory=dict)
    most_a_day: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDay:
    """One visit on its day; ``kept`` was agreed on before and stays, ``moved_from`` no longer holds."""

    uid: str
    on: date
    visitor: str | None
    earliest: date
    latest: date
    why: tuple[Phrase, ...]
    kept: bool = False
    moved_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedVisit:
    """A visit that is owed but has no day left."""

    uid: str
    visitor: str | None
    earliest: date
    latest: date
    why: Phrase


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """The whole plan, in order of day and person; ``dropped`` are agreed days on which nothing is owed now."""

    visits: tuple[PlannedDay, ...]
    refusals: tuple[RefusedVisit, ...]
    dropped: tuple[tuple[str, date], ...]
