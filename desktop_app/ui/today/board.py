"""What the page of today shows, read in reader threads in a fixed number of statements; no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop_app.domain.campaigns import CampaignPhase
from desktop_app.domain.errors import N_
from desktop_app.domain.progress_figures import ReportPeriod, due_period
from desktop_app.domain.terms import DutyKind, HazardKind, UserRole
from desktop_app.services.campaign_rows import CampaignRow
from desktop_app.services.drafts import DraftRow
from desktop_app.services.duties import OwedRow
from desktop_app.services.indicators import IndicatorRow, Missing
from desktop_app.services.since_opened import SinceOpened
from desktop_app.services.urgency import Urgency, best_of, urgency_of
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.today.finding_lines import OpenFindings, read_findings
from desktop_app.ui.today.together import Group, in_order
from desktop_app.ui.today.unfinished import DRAFT_FORMS

if TYPE_CHECKING:  # the heavy libraries under it load while the user types the password
    from desktop_app.bootstrap import Application
    from desktop_app.services.printed_sheets import SheetStanding


GROUPS = (
    (Urgency.ALERT, N_("平安预警"), "urgent"),
    (Urgency.HOURS, N_("24 小时内"), "overdue"),
    (Urgency.OVERDUE, N_("已逾期"), "overdue"),
    (Urgency.TODAY, N_("今天（到期或排定）"), "soon"),
    (Urgency.WEEK, N_("本周（7 天内）"), "info"),
)
"""The groups from top to bottom with title and tint; what is later is not shown."""


@dataclass(frozen=True, slots=True)
class Owed:
    """The left side: the groups that have somebody, running campaigns, and how much there is at all."""

    groups: tuple[Group, ...]
    campaigns: tuple[CampaignRow, ...]
    registered: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The right side: the month's rate and who keeps it from being full, what is open, what was not saved.

    ``sheets`` says how many printed sheets have not come back, ``families`` how many are to be urged to support
    somebody, ``hazard`` which cold or heat comes or is here.
    """

    rate: IndicatorRow
    missing: Sequence[Missing]
    findings: OpenFindings
    drafts: Sequence[DraftRow]
    sheets: SheetStanding
    families: int
    hazard: HazardKind | None
    progress: tuple[ReportPeriod, int] | None
    """The progress report due this month, and how many of its figures are still to be typed."""


def grouped(rows: Sequence[OwedRow], today: date) -> tuple[Group, ...]:
    """Sort owed visits, one for each person, into the groups, there by place; empty groups are left out."""
    by_uid = {row.line.uid: row for row in rows}
    found: dict[Urgency, list[OwedRow]] = {}
    for line in best_of((row.line for row in rows), today):
        found.setdefault(urgency_of(line, today), []).append(by_uid[line.uid])
    return tuple(
        Group(title, tint, in_order(found[urgency], urgency), urgency)
        for urgency, title, tint in GROUPS
        if urgency in found
    )


def read_owed(app: Application) -> Owed:
    """Read who is owed a visit now or within a week, and which campaigns run."""
    # Somebody's longest overdue visit may govern while another is owed within hours.
    rows = [*app.duties.list(app.actor, kind=DutyKind.EVENT), *app.duties.list(app.actor)]
    running = [row for row in app.campaigns.list(app.actor) if row.phase is CampaignPhase.RUNNING]
    return Owed(
        grouped(rows, app.clock.today()),
        tuple(running),
        app.register.count(app.actor, ElderFilter()),
        app.duties.is_stale(app.actor),
    )


def read_month(app: Application) -> Month:
    """Read the running month's rate, the open findings, the drafts, and how many sheets are out."""
    today, actor = app.clock.today(), app.actor
    standing = app.indicators.standing(actor, today.year, today.month)
    drafts: Sequence[DraftRow] = ()
    if actor.role is not UserRole.READER:
        drafts = [draft for draft in app.drafts.list(actor) if draft.form in DRAFT_FORMS]
    return Month(
        standing.rate,
        standing.missing,
        read_findings(app),
        drafts,
        app.printed_sheets.standing(actor),
        len(app.family_support.waiting(actor)),
        _hazard(app),
        app.progress.left_to_type(actor) if due_period(today) else None,
    )


def _hazard(app: Application) -> HazardKind | None:
    """Return the hazard for which a campaign is suggested, None outside its days."""
    kinds = {each.row.template.kind.value for each in app.campaigns.suggestions(app.actor)}
    return next((hazard for hazard in (HazardKind.COLD, HazardKind.HEAT) if hazard.value in kinds), None)


def read_since(app: Application) -> SinceOpened:
    """Read what came up since it was gone through last; without anything that counts as gone through."""
    since = app.since_opened.since(app.actor)
    if not since.count:
        app.since_opened.seen(app.actor)
    return since
