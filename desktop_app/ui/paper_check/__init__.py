"""核对报表: type or scan the check code of a paper and see whether its numbers still hold.

Open it by ``navigator.open("paper-check")``, with ``code`` to check one at once.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.paper_check.page import PaperCheckPage

    return PaperCheckPage(context)


PAGES = (PageSpec(key="paper-check", title=N_("核对报表"), icon="search", factory=_make_page),)
