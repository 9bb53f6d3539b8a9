"""Families: which of them are to be urged, one step of urging, and the papers that go with it."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.family.list_page import FamilySupportPage

    return FamilySupportPage(context)


def _make_step(context: PageContext) -> Page:
    from desktop_app.ui.family.step_page import SupportStepPage

    return SupportStepPage(context)


def _make_paper(context: PageContext) -> Page:
    from desktop_app.ui.family.paper_page import SupportPaperPage

    return SupportPaperPage(context)


PAGES = (
    PageSpec(key="family-support", title=N_("督促赡养"), icon="users", factory=_make_list),
    PageSpec(key="support-step", title=N_("登记督促"), icon="users", factory=_make_step),
    PageSpec(key="support-paper", title=N_("督促函和转介单"), icon="users", factory=_make_paper),
)
