"""What belongs to this installation alone: settings, drafts, saved lists; users live in the key slots."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, Uid


class Setting(Base):
    """One declared setting; see ``services.settings`` for the keys."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Draft(Base):
    """An unsaved form, kept so that nothing typed is lost."""

    __tablename__ = "draft"

    form: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(60))


class SavedView(Base):
    """A list as somebody keeps it: columns, order, filters."""

    __tablename__ = "saved_view"

    uid: Mapped[Uid] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str] = mapped_column(String(60))


class ImportTemplate(Base):
    """What was decided about the workbooks of one sender, found again by their headers."""

    __tablename__ = "import_template"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]]
    used_at: Mapped[datetime]
    used_by: Mapped[str] = mapped_column(String(60))


class AccessEntry(Base):
    """查阅与输出台账: who looked at, copied, printed or exported whose data, when and for whom."""

    __tablename__ = "access_entry"
    __table_args__ = (Index("ix_access_entry_elder_uid", "elder_uid"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Code]
    elder_uid: Mapped[Uid | None]
    people: Mapped[int] = mapped_column(default=1)
    what: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(200))
    recipient: Mapped[str | None] = mapped_column(String(100))


class PhotoContent(Base):
    """The picture itself, without position and bounded in size; never leaves this installation."""

    __tablename__ = "photo_content"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    likeness: Mapped[str] = mapped_column(String(16))
    width: Mapped[int]
    height: Mapped[int]
    added_at: Mapped[datetime]


class PrintedSheet(Base):
    """纸单: a sheet printed for one person with a short code; it has come back once a visit carries the code."""

    __tablename__ = "printed_sheet"
    __table_args__ = (Index("ix_printed_sheet_elder_uid", "elder_uid"),)

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    paper: Mapped[Code]
    elder_uid: Mapped[Uid]
    for_on: Mapped[date] = mapped_column(comment="the day it was printed for")
    printed_at: Mapped[datetime]
    printed_by: Mapped[str] = mapped_column(String(60))
    written_off_at: Mapped[datetime | None]
    written_off_because: Mapped[str | None] = mapped_column(String(200))
