"""The one change log: history, audit chain, undo, and the content of batches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, County, Uid, Words


class ChangeSet(Base):
    """One unit of work: its title, who did it and when. The wall time is for display only."""

    __tablename__ = "change_set"

    county: Mapped[County] = mapped_column(primary_key=True)
    uid: Mapped[Uid] = mapped_column(primary_key=True)
    site: Mapped[Uid]
    title: Mapped[str] = mapped_column(String(200))
    actor: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    reverts: Mapped[Uid | None]


class Change(Base):
    """One entry of the log about one record; never updated, never deleted."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_entity_uid", "entity", "uid"),
        Index("ix_change_county_change_set_uid", "county", "change_set_uid"),
        Index("ix_change_local_no", "local_no"),
    )

    county: Mapped[County] = mapped_column(primary_key=True)
    site: Mapped[Uid] = mapped_column(primary_key=True)
    epoch: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    local_no: Mapped[int] = mapped_column(comment="order of arrival in this store")
    change_set_uid: Mapped[Uid]
    entity: Mapped[Code]
    uid: Mapped[Uid]
    fields: Mapped[dict[str, Any]]
    seen: Mapped[Words]
    hash: Mapped[str] = mapped_column(String(64), comment="chains the entries of one site and epoch")
