"""What a site works by and may change: policy profiles, and the days on which offices are closed."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record

LONGEST_PROFILE = 200_000


class PolicyText(Record):
    """政策方案 as changed here or taken from a file; it goes before the shipped one of the same id.

    ``text`` is the whole profile as TOML; the uid is derived from the profile's id, so that two sites that
    change the same profile mean the same record.
    """

    __tablename__ = "policy_text"

    profile: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(String(LONGEST_PROFILE))
    origin: Mapped[Code]
    changed_on: Mapped[date]
    note: Mapped[str | None] = mapped_column(String(400))


class HolidayTable(Record):
    """节假日安排 of one year: days off by name, and the working days moved for them.

    ``days`` maps ISO days to the holiday's name, ``working`` lists the weekend days on which offices are open.
    """

    __tablename__ = "holiday_table"

    year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    days: Mapped[dict[str, Any]]
    working: Mapped[list[Any]]
