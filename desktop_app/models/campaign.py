"""Special rounds: for cold, heat, a festival, the seasonal move."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class Campaign(Record):
    """专项探访 from a day to a day; ``modes`` holds keys of ``Mode`` that count for it."""

    __tablename__ = "campaign"

    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Code]
    template: Mapped[str | None] = mapped_column(String(120), comment="profile/key it was started from")
    from_on: Mapped[date]
    to_on: Mapped[date]
    modes: Mapped[list[Any]]
    feeds_duties: Mapped[bool] = mapped_column(default=True)
    who: Mapped[str | None] = mapped_column(String(400), comment="whom it names, in words")
    note: Mapped[str | None] = mapped_column(String(400))


class CampaignTarget(Record):
    """专项探访对象: an elder whom a campaign names, and who goes there when it is not the usual visitor."""

    __tablename__ = "campaign_target"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("campaign_uid", "campaign"),
        Index("ix_campaign_target_county_elder_uid", "county", "elder_uid"),
        Index("ix_campaign_target_county_campaign_uid", "county", "campaign_uid"),
    )

    elder_uid: Mapped[Uid]
    campaign_uid: Mapped[Uid]
    visitor_uid: Mapped[Uid | None]
