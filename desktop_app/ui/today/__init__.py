"""Today: whom to visit now, what the month still lacks, what is open."""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.domain.terms import DutyState
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.today.page import TodayPage

    return TodayPage(context)


def _badge(app: Any) -> Badge | None:
    counts = app.duties.counts(app.actor)
    overdue, due = counts.get(DutyState.OVERDUE, 0), counts.get(DutyState.DUE, 0)
    return Badge(overdue + due, "overdue" if overdue else "quiet") if overdue + due else None


PAGES = (PageSpec(key="today", title=N_("今日"), icon="sun", order=10, factory=_make_page, badge=_badge),)
