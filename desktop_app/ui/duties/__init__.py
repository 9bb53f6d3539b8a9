"""Duties: who is owed a visit, by state and village, and why."""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyState
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.duties.page import DutiesPage

    return DutiesPage(context)


def _badge(app: Any) -> Badge | None:
    overdue = app.duties.counts(app.actor).get(DutyState.OVERDUE, 0)
    return Badge(overdue, "overdue") if overdue else None


PAGES = (
    PageSpec(
        key="duties", title=N_("应探访"), icon="calendar-check", order=30, factory=_make_page, badge=_badge
    ),
)
