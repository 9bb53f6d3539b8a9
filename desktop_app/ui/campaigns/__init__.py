"""Campaigns: rounds for cold, heat, festivals and moves: suggested, started, followed, printed."""

from __future__ import annotations

from typing import Any

from desktop_app.domain.errors import N_
from desktop_app.ui.navigator import Badge, PageSpec
from desktop_app.ui.page import Page, PageContext


def _make_list(context: PageContext) -> Page:
    from desktop_app.ui.campaigns.list_page import CampaignsPage

    return CampaignsPage(context)


def _make_start(context: PageContext) -> Page:
    from desktop_app.ui.campaigns.start_page import StartCampaignPage

    return StartCampaignPage(context)


def _make_campaign(context: PageContext) -> Page:
    from desktop_app.ui.campaigns.campaign_page import CampaignPage

    return CampaignPage(context)


def _badge(app: Any) -> Badge | None:
    suggested = len(app.campaigns.suggestions(app.actor))
    return Badge(suggested) if suggested else None


PAGES = (
    PageSpec(
        key="campaigns",
        title=N_("专项探访"),
        icon="hand-heart",
        order=35,
        factory=_make_list,
        badge=_badge,
    ),
    PageSpec(key="campaign", title=N_("专项探访"), icon="hand-heart", factory=_make_campaign),
    PageSpec(key="campaign-start", title=N_("发起专项探访"), icon="hand-heart", factory=_make_start),
)
