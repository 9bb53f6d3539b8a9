"""Back entry: a stack of filled paper is entered sheet by sheet, and what never came back is seen.

Open it by ``navigator.open("back-entry")``; a visit form opened with ``then="back-entry"`` comes back here.
"""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.back_entry.page import BackEntryPage

    return BackEntryPage(context)


def _badge(app: Any) -> Badge | None:
    late = app.printed_sheets.standing(app.actor).late
    return Badge(late) if late else None


PAGES = (
    PageSpec(
        key="back-entry", title=N_("补录纸单"), icon="download", order=45, factory=_make_page, badge=_badge
    ),
)
