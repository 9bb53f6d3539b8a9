"""What was found at a visit and has to be followed until closed (销号)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class Finding(Record):
    """发现问题: urgent, hazard, need, or a benefit not claimed."""

    __tablename__ = "finding"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_finding_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    visit_uid: Mapped[Uid | None]
    kind: Mapped[Code]
    what: Mapped[Words]
    action: Mapped[Words | None]
    referred_to: Mapped[str | None] = mapped_column(String(100))
    found_on: Mapped[date]
    due_on: Mapped[date | None]
    state: Mapped[Code]
    closed_on: Mapped[date | None]
    closing_note: Mapped[str | None] = mapped_column(String(200))
