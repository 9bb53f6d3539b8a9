"""The workbook round: workbooks out to villages without the program, and filled ones back."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.workbook_round.page import WorkbookRoundPage

    return WorkbookRoundPage(context)


PAGES = (
    PageSpec(
        key="workbook-round", title=N_("工作簿探访"), icon="file-down", order=HIDDEN, factory=_make_page
    ),
)
