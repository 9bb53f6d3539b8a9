"""The guided first day: five minutes on the sample township, a step at a time, at the foot of the window."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.first_day.page import FirstDayPage

    return FirstDayPage(context)


PAGES = (PageSpec(key="first-day", title=N_("第一天"), icon="sun", factory=_make_page),)
