"""版式: change what an office may change about its papers, and see it at once."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.paper_layouts.page import PaperLayoutPage

    return PaperLayoutPage(context)


PAGES = (PageSpec(key="paper-layouts", title=N_("报表版式"), icon="pencil", factory=_make_page),)
