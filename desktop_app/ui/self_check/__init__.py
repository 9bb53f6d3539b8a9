"""自查: what to look at again before handing in, with room to say how it was."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.self_check.page import SelfCheckPage

    return SelfCheckPage(context)


PAGES = (PageSpec(key="self-check", title=N_("上报前自查"), icon="clipboard-list", factory=_make_page),)
