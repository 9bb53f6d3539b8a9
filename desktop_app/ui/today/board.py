"""What the page of today shows, read in reader threads in a fixed number of statements; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyState, FindingState, UserRole
from desktop_app.services.drafts import DraftRow
from desktop_app.services.duties import OwedRow
from desktop_app.services.indicators import IndicatorRow, Missing
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.storage.queries.visits import FindingRow

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application

WEEK = timedelta(days=7)
WITHIN_A_DAY = timedelta(days=1)
DRAFT_FORMS = ("visit", "visit_correction")


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the list; ``title`` is a message id."""

    title: str
    tint: str
    rows: tuple[OwedRow, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """The left side: the groups that have somebody, and how much there is at all."""

    groups: tuple[Group, ...]
    registered: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The right side: the month's rate and who keeps it from being full, what is open, what was not saved."""

    rate: IndicatorRow
    missing: Sequence[Missing]
    findings: Sequence[FindingRow]
    drafts: Sequence[DraftRow]


def grouped(rows: Sequence[OwedRow], today: date) -> tuple[Group, ...]:
    """Sort owed visits into 24小时内, 已逾期, 今天应访, 本周; empty groups are left out."""
    urgent, overdue, due, week = [], [], [], []
    for each in rows:
        line = each.line
        state = DutyState(line.state)
        if state is DutyState.OVERDUE:
            overdue.append(each)
        elif line.latest_on - line.earliest_on <= WITHIN_A_DAY:
            urgent.append(each)
        elif state is DutyState.DUE or line.due_on <= today or line.latest_on <= today:
            due.append(each)
        elif min(line.due_on, line.latest_on) <= today + WEEK:
            week.append(each)
    groups = (
        Group(N_("24 小时内"), "overdue", tuple(urgent)),
        Group(N_("已逾期"), "overdue", tuple(overdue)),
        Group(N_("今天应访"), "soon", tuple(due)),
        Group(N_("本周（7 天内）"), "info", tuple(week)),
    )
    return tuple(group for group in groups if group.rows)


def read_owed(app: Application) -> Owed:
    """Read who is owed a visit now or within a week."""
    rows = app.duties.list(app.actor)
    return Owed(
        grouped(rows, app.clock.today()),
        app.register.count(app.actor, ElderFilter()),
        app.duties.is_stale(app.actor),
    )


def read_month(app: Application) -> Month:
    """Read the running month's rate, the open findings and the drafts."""
    today, actor = app.clock.today(), app.actor
    standing = app.indicators.standing(actor, today.year, today.month)
    drafts: Sequence[DraftRow] = ()
    if actor.role is not UserRole.READER:
        drafts = [draft for draft in app.drafts.list(actor) if draft.form in DRAFT_FORMS]
    return Month(
        standing.rate,
        standing.missing,
        app.visits.findings(actor, state=FindingState.OPEN.value),
        drafts,
    )
