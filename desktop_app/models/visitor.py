"""Villages, the people who visit, and who is responsible for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class Village(Record):
    """嘎查村（社区）of this store; ``code`` has 12 digits, or a local code where none was issued.

    The uid is derived from the code, so that two sites naming the same village mean the same record.
    """

    __tablename__ = "village"

    code: Mapped[Code]
    name: Mapped[str] = mapped_column(String(60))
    township_code: Mapped[Code]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None] = mapped_column(comment="last day on which the place existed under this code")
    followed_by: Mapped[Code | None] = mapped_column(comment="code of the place that took over")
    former_names: Mapped[list[Any] | None] = mapped_column(comment="[[name, last day ISO], …], oldest first")
    market_days: Mapped[str | None] = mapped_column(
        String(60), comment="赶集日: lunar:3,8 or solar:5,10 (1 to 10 come every ten days) or week:7 (Sunday)"
    )


class Visitor(Record):
    """探访人: who visits; need not have an account."""

    __tablename__ = "visitor"

    name: Mapped[str] = mapped_column(String(50))
    role: Mapped[Code]
    phone: Mapped[str | None] = mapped_column(String(40))
    village_code: Mapped[Code | None]
    ended_on: Mapped[date | None]


class Assignment(Record):
    """责任分工: which visitor covers which elder, dated."""

    __tablename__ = "assignment"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("visitor_uid", "visitor"),
        Index("ix_assignment_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    visitor_uid: Mapped[Uid]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]


class VisitorLeave(Record):
    """探访人请假 from a day to a day, both included, with who stands in."""

    __tablename__ = "visitor_leave"
    __table_args__ = (
        inside_county("visitor_uid", "visitor"),
        Index("ix_visitor_leave_county_visitor_uid", "county", "visitor_uid"),
    )

    visitor_uid: Mapped[Uid]
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(200))
    stand_in_uid: Mapped[Uid | None]


class Handover(Record):
    """交接: people were handed from one visitor to another, with the pack that both signed."""

    __tablename__ = "handover"
    __table_args__ = (
        inside_county("from_uid", "visitor"),
        inside_county("to_uid", "visitor"),
        Index("ix_handover_county_from_uid", "county", "from_uid"),
        Index("ix_handover_county_to_uid", "county", "to_uid"),
    )

    from_uid: Mapped[Uid]
    to_uid: Mapped[Uid]
    from_on: Mapped[date]
    to_on: Mapped[date | None] = mapped_column(comment="the last day with the other; None is for good")
    reason: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(400), comment="what else the other must know")
    elder_uids: Mapped[list[str]]
    findings: Mapped[int] = mapped_column(default=0, comment="open findings that moved along")
    witness: Mapped[str | None] = mapped_column(String(50), comment="监交人")
