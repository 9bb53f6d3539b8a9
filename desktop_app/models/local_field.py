"""The further fields that a township keeps about its elders."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record


class LocalField(Record):
    """自设栏目: its label is also the key of its value in ``Elder.extra``; travels so that others can read it."""

    __tablename__ = "local_field"

    label: Mapped[str] = mapped_column(String(40))
    kind: Mapped[Code]
    choices: Mapped[list[Any] | None]
    position: Mapped[int] = mapped_column(default=0)
