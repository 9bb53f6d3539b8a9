"""The half-year and year progress report: what is counted, what is still to be typed, row by row.

Open it by ``navigator.open("progress", period="2026-H1", village_code=…)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.progress.page import ProgressPage

    return ProgressPage(context)


PAGES = (
    PageSpec(
        key="progress", title=N_("半年、年度进展表"), icon="chart-column", order=HIDDEN, factory=_make_page
    ),
)
