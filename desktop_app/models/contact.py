"""Relatives, supporters, emergency contacts and key holders of an elder."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Record, Uid, inside_county


class Contact(Record):
    """联系人、赡养人: one person to call; ``roles`` holds keys of ``ContactRole``."""

    __tablename__ = "contact"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_contact_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    name: Mapped[str] = mapped_column(String(50))
    relation: Mapped[str | None] = mapped_column(String(40))
    phone: Mapped[str | None] = mapped_column(String(40))
    roles: Mapped[list[str]]
    lives_together: Mapped[bool | None]
    lives_at: Mapped[str | None] = mapped_column(String(200))
    last_seen_on: Mapped[date | None] = mapped_column(comment="看望")
    last_called_on: Mapped[date | None] = mapped_column(comment="问候")
    agreement_on: Mapped[date | None] = mapped_column(comment="赡养协议签订日期")
    agreement_note: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)
