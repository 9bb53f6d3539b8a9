"""The papers: choose one, look at it, print it or save it."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_papers(context: PageContext) -> Page:
    from desktop_app.ui.papers.page import PapersPage

    return PapersPage(context)


PAGES = (PageSpec(key="papers", title=N_("报表打印"), icon="printer", order=70, factory=_make_papers),)
