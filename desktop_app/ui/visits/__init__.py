"""Visits: the list of what was recorded, and the one form that records, corrects and resumes.

Open the form by ``navigator.open("visit", elder_uid=…, queue=(uid, …))``, for a correction with ``visit_uid``, for a
printed sheet with ``sheet_no``, ``visited_on``, ``visitor_uid`` and ``then``; without a person it asks whom.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_form(context: PageContext) -> Page:
    from desktop_app.ui.visits.form_page import VisitPage

    return VisitPage(context)


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.visits.list_page import VisitsPage

    return VisitsPage(context)


PAGES = (
    PageSpec(key="visits", title=N_("探访记录"), icon="clipboard-list", order=40, factory=_make_list),
    PageSpec(key="visit", title=N_("登记探访"), icon="pencil", order=HIDDEN, factory=_make_form),
)
