"""What is rebuilt from facts: the list card, duties, conflicts and records waiting for their parent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, County, Uid


class ElderCard(Base):
    """One line of the register list: everything a list shows or sorts by, beside a small local number."""

    __tablename__ = "elder_card"
    __table_args__ = (
        Index("ix_elder_card_county_elder_uid", "county", "elder_uid", unique=True),
        Index("ix_elder_card_ended_name_key", "ended", "name_key", "id"),
        Index("ix_elder_card_ended_village_code_name_key", "ended", "village_code", "name_key", "id"),
        Index("ix_elder_card_ended_birth_on", "ended", "birth_on", "id"),
        Index("ix_elder_card_ended_latest_on", "ended", "latest_on", "id"),
        Index("ix_elder_card_id_number", "id_number"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    county: Mapped[County]
    elder_uid: Mapped[Uid]
    village_code: Mapped[Code]
    name: Mapped[str] = mapped_column(String(50))
    name_key: Mapped[str] = mapped_column(String(200), comment="pinyin, for sorting")
    id_number: Mapped[str | None] = mapped_column(String(18))
    sex: Mapped[str] = mapped_column(String(1))
    birth_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    categories: Mapped[str] = mapped_column(String(400), comment="blank-separated keys in force today")
    special: Mapped[bool] = mapped_column(default=False, comment="in special difficulty by the profiles")
    tier: Mapped[Code | None]
    visitor_name: Mapped[str | None] = mapped_column(String(50))
    last_visit_on: Mapped[date | None]
    last_outcome: Mapped[Code | None]
    duty_state: Mapped[Code | None]
    due_on: Mapped[date | None]
    latest_on: Mapped[date | None]
    ended: Mapped[bool] = mapped_column(default=False)


class DutyRow(Base):
    """应探访: one visit owed in one window because of one rule; a cache of the pure engine."""

    __tablename__ = "duty"
    __table_args__ = (
        Index("ix_duty_county_elder_uid", "county", "elder_uid"),
        Index("ix_duty_governing_state_latest_on", "governing", "state", "latest_on"),
    )

    county: Mapped[County] = mapped_column(primary_key=True)
    uid: Mapped[Uid] = mapped_column(primary_key=True)
    elder_uid: Mapped[Uid]
    rule_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[Code]
    governing: Mapped[bool]
    earliest_on: Mapped[date]
    due_on: Mapped[date]
    latest_on: Mapped[date]
    overdue_days: Mapped[int] = mapped_column(default=0)
    last_counted_on: Mapped[date | None]
    met_by: Mapped[Uid | None]
    reason: Mapped[dict[str, Any]] = mapped_column(
        comment="a Reason as data, spoken in the reader's language"
    )


class Conflict(Base):
    """冲突: one field, several values that did not know of each other; derived from the log."""

    __tablename__ = "conflict"

    county: Mapped[County] = mapped_column(primary_key=True)
    uid: Mapped[Uid] = mapped_column(primary_key=True)
    entity: Mapped[Code]
    record_uid: Mapped[Uid]
    field: Mapped[Code]
    candidates: Mapped[list[Any]] = mapped_column(comment="[[change key, value], …] in a fixed order")


class Waiting(Base):
    """A merged record whose parent has not arrived yet; it is kept in the log and tried again."""

    __tablename__ = "waiting"

    county: Mapped[County] = mapped_column(primary_key=True)
    entity: Mapped[Code] = mapped_column(primary_key=True)
    uid: Mapped[Uid] = mapped_column(primary_key=True)
