"""What belongs to this installation alone: settings and drafts; users live in the key slots."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base


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
