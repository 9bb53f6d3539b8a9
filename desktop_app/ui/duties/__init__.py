"""Duties: who is owed a visit and why, as list, month and week, and the planner of their days."""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyState
from desktop_app.ui.navigator import HIDDEN, Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.duties.page import DutiesPage

    return DutiesPage(context)


def _make_planner(context: PageContext) -> Page:
    from desktop_app.ui.duties.planner_page import PlannerPage

    return PlannerPage(context)


def _badge(app: Any) -> Badge | None:
    overdue = app.duties.counts(app.actor).get(DutyState.OVERDUE, 0)
    return Badge(overdue, "overdue") if overdue else None


PAGES = (
    PageSpec(
        key="duties", title=N_("应探访"), icon="calendar-check", order=30, factory=_make_page, badge=_badge
    ),
    PageSpec(key="plan", title=N_("排期"), icon="calendar", order=HIDDEN, factory=_make_planner),
)
