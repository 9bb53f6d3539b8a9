"""Assessments of abilities: one page that enters official results, screens, shows and corrects.

Open it by ``navigator.open("assessment", elder_uid=…, kind="official"|"screening")``, for one that is there with ``uid``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.assessments.page import AssessmentPage

    return AssessmentPage(context)


PAGES = (
    PageSpec(key="assessment", title=N_("能力评估"), icon="clipboard-list", order=HIDDEN, factory=_make_page),
)
