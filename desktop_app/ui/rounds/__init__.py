"""Visits made in one go: a household visited together, and a list of people phoned one after the other.

Open them by ``navigator.open("household-round", elder_uid=… or household_uid=…, campaign_uid=…)`` and
``navigator.open("phone-round", village_code=…, visitor_uid=…, uids=(…), campaign_uid=…)``.
"""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import HIDDEN, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_household(context: PageContext) -> Page:
    from desktop_app.ui.rounds.household_page import HouseholdPage

    return HouseholdPage(context)


def _make_calls(context: PageContext) -> Page:
    from desktop_app.ui.rounds.calls_page import CallsPage

    return CallsPage(context)


PAGES = (
    PageSpec(
        key="household-round", title=N_("入户同访"), icon="users", order=HIDDEN, factory=_make_household
    ),
    PageSpec(key="phone-round", title=N_("电话探访"), icon="phone", order=HIDDEN, factory=_make_calls),
)
