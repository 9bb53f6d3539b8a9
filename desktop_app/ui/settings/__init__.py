"""Settings: the unit, how the window looks, the policies in force, users, checks, and what was done lately."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.settings.page import SettingsPage

    return SettingsPage(context)


PAGES = (PageSpec(key="settings", title=N_("设置"), icon="settings", order=90, factory=_make_page),)
