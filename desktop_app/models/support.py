"""What is done so that a family fulfils its duty of support."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class SupportStep(Record):
    """赡养督促记录: an urging, an agreement, a referral on a day; ``contact_uid`` None means the whole family."""

    __tablename__ = "support_step"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_support_step_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    contact_uid: Mapped[Uid | None]
    kind: Mapped[Code]
    done_on: Mapped[date]
    by_name: Mapped[str | None] = mapped_column(String(50), comment="督促人")
    result: Mapped[Code | None]
    what: Mapped[Words | None]
    referred_to: Mapped[str | None] = mapped_column(String(100), comment="调解或援助单位")
    next_on: Mapped[date | None] = mapped_column(comment="the day to look again")
    finding_uid: Mapped[Uid | None]
    entered_on: Mapped[date]
