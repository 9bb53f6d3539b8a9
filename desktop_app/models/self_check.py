"""What a worker said about an irregularity that the self-check had shown."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record


class SelfCheckNote(Record):
    """自查说明; ``about`` is the fingerprint of the irregularity, the same at every site that holds its visits."""

    __tablename__ = "self_check_note"
    __table_args__ = (Index("ix_self_check_note_county_about", "county", "about"),)

    about: Mapped[str] = mapped_column(String(64))
    kind: Mapped[Code]
    month: Mapped[str] = mapped_column(String(7), comment="YYYY-MM")
    text: Mapped[str] = mapped_column(String(400))
    explained_on: Mapped[date]
    explained_by: Mapped[str] = mapped_column(String(60))
