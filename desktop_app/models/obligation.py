"""What people decide about duties: pauses, waivers, tiers set by hand, and days agreed on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class VisitPause(Record):
    """暂停探访 of one elder; a pause of a household is one for each member, so that each can be ended alone.

    It must be looked at again on ``review_on`` and holds no longer than the day before.
    """

    __tablename__ = "visit_pause"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_visit_pause_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    household_uid: Mapped[Uid | None] = mapped_column(comment="set when the whole household was paused")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    review_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    approver: Mapped[str | None] = mapped_column(String(50))


class DutyWaiver(Record):
    """免访或取消: a visit that need not be made, or was never owed, with the reason.

    ``about`` is "" for every rule, "profile/rule" for one, else the uid of a life event or campaign.
    """

    __tablename__ = "duty_waiver"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_duty_waiver_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    about: Mapped[str] = mapped_column(String(120), default="")
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    approver: Mapped[str | None] = mapped_column(String(50))


class TierDecision(Record):
    """等级认定: a tier set by people from a day on, or a proposed change turned down (不调整)."""

    __tablename__ = "tier_decision"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_tier_decision_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    verdict: Mapped[Code]
    tier: Mapped[Code] = mapped_column(comment="the tier set, or the one that was proposed and turned down")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200))
    approver: Mapped[str | None] = mapped_column(String(50))


class PlannedVisit(Record):
    """排定的探访: the day agreed on for somebody's next visit; the window it lies in gives it its meaning."""

    __tablename__ = "planned_visit"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_planned_visit_county_elder_uid", "county", "elder_uid"),
        Index("ix_planned_visit_county_planned_on", "county", "planned_on"),
    )

    elder_uid: Mapped[Uid]
    planned_on: Mapped[date]
    visitor_uid: Mapped[Uid | None]
    by_hand: Mapped[bool] = mapped_column(default=False, comment="moved or set by a person, not the planner")
    why: Mapped[str | None] = mapped_column(String(400))
