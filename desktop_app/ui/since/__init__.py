"""上次打开以来: what fell due, became overdue, happened or ran out while nobody looked, gone through by village."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.since.page import SincePage

    return SincePage(context)


PAGES = (PageSpec(key="since", title=N_("上次打开以来"), icon="refresh-cw", factory=_make_page),)
