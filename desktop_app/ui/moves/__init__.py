"""转场与交接: who moved and who stayed, proposed tiers, leave and handover, pauses and waivers.

Open it by ``navigator.open("moves", tab=0..3)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_moves(context: PageContext) -> Page:
    from desktop_app.ui.moves.page import MovesPage

    return MovesPage(context)


PAGES = (PageSpec(key="moves", title=N_("转场与交接"), icon="users", order=HIDDEN, factory=_make_moves),)
