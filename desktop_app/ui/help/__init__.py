"""Help: the keys, what to do when something comes up, and a short word on every page; nothing leaves the computer."""

from __future__ import annotations

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.help.page import HelpPage

    return HelpPage(context)


PAGES = (
    PageSpec(
        key="help",
        title=N_("帮助"),
        icon="circle-question-mark",
        order=95,
        factory=_make_page,
        key_hint="F1",
    ),
)
