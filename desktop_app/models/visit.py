"""One visit: an attempt or contact on one day, with mode, outcome and what was seen."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, String, text
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
        # Finds the visit that a printed sheet came back with; few visits have one.
        Index(
            "ix_visit_sheet_no",
            "county",
            "sheet_no",
            sqlite_where=text("sheet_no IS NOT NULL"),
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
    round_uid: Mapped[Uid | None] = mapped_column(
        comment="shared by visits recorded in one go: a household, calls"
    )
    measures: Mapped[dict[str, Any] | None] = mapped_column(comment="measure key -> decimal number as text")
    signed_as: Mapped[Code | None]
    signed_by: Mapped[str | None] = mapped_column(
        String(100), comment="who signed for the elder, and as what"
    )
    corrected_because: Mapped[str | None] = mapped_column(String(200), comment="why the last version differs")


class VisitPhoto(Record):
    """探访照片: that a photo of a visit exists, what it shows and its fingerprints; the picture stays at its site."""

    __tablename__ = "visit_photo"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("visit_uid", "visit"),
        Index("ix_visit_photo_county_elder_uid", "county", "elder_uid"),
        Index("ix_visit_photo_county_visit_uid", "county", "visit_uid"),
    )

    elder_uid: Mapped[Uid]
    visit_uid: Mapped[Uid]
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the kept picture")
    likeness: Mapped[str] = mapped_column(String(16), comment="64 bits that alike pictures share")
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int] = mapped_column(comment="bytes")
    caption: Mapped[str | None] = mapped_column(String(100))
