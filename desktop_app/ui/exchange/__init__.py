"""Exchange: batches up and down, receipts, site cards, conflicts."""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_page(context: PageContext) -> Page:
    from desktop_app.ui.exchange.page import ExchangePage

    return ExchangePage(context)


def _badge(app: Any) -> Badge | None:
    conflicts = len(app.conflicts.list(app.actor))
    return Badge(conflicts, "overdue") if conflicts else None


PAGES = (
    PageSpec(
        key="exchange",
        title=N_("上报交换"),
        icon="arrow-left-right",
        order=80,
        factory=_make_page,
        badge=_badge,
    ),
)
