"""Known sites and the batches sent and received."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, Uid


class KnownSite(Base):
    """A site whose card was trusted here."""

    __tablename__ = "known_site"

    site: Mapped[Uid] = mapped_column(primary_key=True)
    level: Mapped[Code]
    name: Mapped[str] = mapped_column(String(100))
    card: Mapped[dict[str, Any]]
    trusted_at: Mapped[datetime]
    trusted_by: Mapped[str] = mapped_column(String(60))


class BatchOut(Base):
    """A batch sealed here; numbers have no gaps."""

    __tablename__ = "batch_out"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recipient: Mapped[Uid]
    sha256: Mapped[str] = mapped_column(String(64))
    from_no: Mapped[int]
    upto_no: Mapped[int]
    entries: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]


class BatchIn(Base):
    """A batch merged here."""

    __tablename__ = "batch_in"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    site: Mapped[Uid]
    epoch: Mapped[int]
    seq: Mapped[int]
    applied: Mapped[int]
    already: Mapped[int]
    conflicts: Mapped[int]
    merged_at: Mapped[datetime]
