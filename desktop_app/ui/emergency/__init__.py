"""The emergency roster: whom to call or see first in the cold, the heat, a flood or a power cut.

Open it by ``navigator.open("emergency", hazard=…, village_code=…)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.emergency.page import EmergencyPage

    return EmergencyPage(context)


PAGES = (PageSpec(key="emergency", title=N_("应急联络"), icon="phone", order=HIDDEN, factory=_make_page),)
