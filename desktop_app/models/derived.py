"""What is rebuilt from facts: the list card, duties, conflicts and records waiting for their parent."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, County, Uid

CARD_ORDERS = {
    "name": None,
    "village": "village_code",
    "birth": "birth_on",
    "registered": "registered_on",
    "latest": "latest_on",
    "last_visit": "last_visit_on",
    "overdue": "overdue_since",
    "tier": "tier_rank",
    "state": "state_rank",
    "visitor": "visitor_name",
}
"""By what a list can be ordered: the key of the order and its column; the name always decides last."""

_KEYS = tuple(column for column in CARD_ORDERS.values() if column is not None)
_BITS = ("facets", "category_bits")


def card_order_index(order: str) -> str:
    """Return the name of the index that lists cards in one order, with everything filters look at."""
    return f"ix_elder_card_by_{order}"


EVERY_ORDER_INDEX = "ix_elder_card_by_several"
"""The index that holds every order's column: for several orders at once."""

FACETS_INDEX = "ix_elder_card_by_facets"
"""The narrowest index, with nothing but the bits: it finds the few that a rare answer leaves."""


class ElderCard(Base):
    """One line of the register list: everything a list shows or sorts by, beside a small local number.

    Each order has an index that also holds the bits that filters look at, so that the first page of any
    order and filter is read from one index without touching the rows.
    """

    __tablename__ = "elder_card"
    __table_args__ = (
        Index("ix_elder_card_county_elder_uid", "county", "elder_uid", unique=True),
        Index("ix_elder_card_id_number", "id_number"),
        *(
            Index(card_order_index(order), "ended", *filter(None, (column,)), "name_key", "id", *_BITS)
            for order, column in CARD_ORDERS.items()
        ),
        Index(FACETS_INDEX, "ended", *_BITS),
        Index(EVERY_ORDER_INDEX, "ended", *_BITS, *_KEYS, "name_key", "id"),
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
    registered_on: Mapped[date | None]
    overdue_since: Mapped[date | None] = mapped_column(comment="the last day of a window that was missed")
    tier_rank: Mapped[int | None] = mapped_column(comment="place of the tier, strictest first")
    state_rank: Mapped[int | None] = mapped_column(comment="place of the duty's state, most urgent first")
    visitor_uid: Mapped[Uid | None]
    category_bits: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", comment="the categories as bits of the rule book"
    )
    facets: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0", comment="what filters ask, as bits of storage.facets"
    )


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
    kind: Mapped[Code] = mapped_column(default="routine", server_default="routine")
    about: Mapped[str] = mapped_column(String(36), default="", server_default="")
    latest_time: Mapped[str | None] = mapped_column(String(5), comment="HH:MM, local, where hours count")
    planned_on: Mapped[date | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_step: Mapped[Code | None]
    alert: Mapped[bool] = mapped_column(default=False, server_default="0")
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
