"""One visit: an attempt or contact on one day, with mode, outcome and what was seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class Visit(Record):
    """探访记录; counts by ``visited_on``, never by the day it was typed in (``entered_on``)."""

    __tablename__ = "visit"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_visit_county_elder_uid_visited_on", "county", "elder_uid", "visited_on"),
        # Holds all that duties and month figures ask of a visit, so that a township's are read without its words.
        Index(
            "ix_visit_by_day",
            "county",
            "visited_on",
            "elder_uid",
            "uid",
            "mode",
            "outcome",
            "visited_time",
            "campaign_uid",
            "retracted",
        ),
    )

    elder_uid: Mapped[Uid]
    visited_on: Mapped[date]
    visited_time: Mapped[str | None] = mapped_column(String(5), comment="HH:MM, local")
    mode: Mapped[Code]
    outcome: Mapped[Code]
    visitor_uid: Mapped[Uid | None]
    visitor_name: Mapped[str | None] = mapped_column(String(50), comment="as signed on the paper")
    companions: Mapped[str | None] = mapped_column(String(100))
    answers: Mapped[dict[str, Any] | None] = mapped_column(comment="item key -> option key(s) of the form")
    summary: Mapped[Words | None]
    action: Mapped[Words | None]
    next_on: Mapped[date | None]
    sheet_no: Mapped[str | None] = mapped_column(String(40))
    entered_on: Mapped[date]
    campaign_uid: Mapped[Uid | None] = mapped_column(comment="the campaign it was made for")
