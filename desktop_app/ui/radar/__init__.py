"""应享服务: what everybody is owed besides visits, and what ends soon.

Open it by ``navigator.open("radar", village_code=…, kind=…, days=…)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_radar(context: PageContext) -> Page:
    from desktop_app.ui.radar.page import RadarPage

    return RadarPage(context)


PAGES = (PageSpec(key="radar", title=N_("应享服务"), icon="circle-check", order=62, factory=_make_radar),)
