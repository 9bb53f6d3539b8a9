"""Who lives under one roof, from when to when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class Household(Record):
    """户: elders and carers under one roof; carers are contacts who live together with the elder."""

    __tablename__ = "household"

    head_name: Mapped[str] = mapped_column(String(50), comment="户主姓名")
    village_code: Mapped[Code]
    address: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(200))


class HouseholdMember(Record):
    """户内成员: an elder who belongs to a household from a day to a day, both included; None is open."""

    __tablename__ = "household_member"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("household_uid", "household"),
        Index("ix_household_member_county_elder_uid", "county", "elder_uid"),
        Index("ix_household_member_county_household_uid", "county", "household_uid"),
    )

    elder_uid: Mapped[Uid]
    household_uid: Mapped[Uid]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
