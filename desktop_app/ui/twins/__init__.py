"""One person twice: the pairs worth a look, and two files side by side to judge.

Open the list by ``navigator.open("twins")``, a comparison by ``navigator.open("twin", one=uid, other=uid)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.twins.list_page import TwinsPage

    return TwinsPage(context)


def _make_comparison(context: PageContext) -> Page:
    from desktop_app.ui.twins.compare_page import ComparePage

    return ComparePage(context)


PAGES = (
    PageSpec(key="twins", title=N_("查重"), icon="users", order=HIDDEN, factory=_make_list),
    PageSpec(key="twin", title=N_("对照两份档案"), icon="users", order=HIDDEN, factory=_make_comparison),
)
