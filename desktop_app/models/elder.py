"""The elder and the dated facts that hang on one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class Elder(Record):
    """老年人: one person of the register."""

    __tablename__ = "elder"
    __table_args__ = (
        Index("ix_elder_county_id_number", "county", "id_number"),
        Index("ix_elder_county_village_code", "county", "village_code"),
    )

    name: Mapped[str] = mapped_column(String(50))
    name_local: Mapped[str | None] = mapped_column(String(100), comment="蒙文姓名 as on the card")
    id_number: Mapped[str | None] = mapped_column(String(18))
    id_doubt: Mapped[str | None] = mapped_column(String(40), comment="why an unusual id number was accepted")
    birth_on: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(1), default="0", comment="GB/T 2261.1")
    ethnic_code: Mapped[str | None] = mapped_column(String(2), comment="GB/T 3304")
    phone: Mapped[str | None] = mapped_column(String(40))
    other_phones: Mapped[str | None] = mapped_column(String(120))
    village_code: Mapped[Code]
    group_name: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(200))
    living_arrangement: Mapped[Code | None]
    residency: Mapped[Code | None]
    registered_address: Mapped[str | None] = mapped_column(String(200), comment="户籍地址")
    marital_code: Mapped[str | None] = mapped_column(String(2), comment="GB/T 2261.2")
    education_code: Mapped[str | None] = mapped_column(String(2), comment="GB/T 4658")
    disability_certificate: Mapped[str | None] = mapped_column(String(24))
    disability_kind: Mapped[str | None] = mapped_column(String(1), comment="GB/T 26341")
    disability_grade: Mapped[str | None] = mapped_column(String(1), comment="GB/T 26341")
    disability_until: Mapped[date | None]
    tier_override: Mapped[Code | None]
    tier_reason: Mapped[str | None] = mapped_column(String(200))
    registered_on: Mapped[date]
    ended_on: Mapped[date | None]
    ended_because: Mapped[Code | None]
    ended_note: Mapped[str | None] = mapped_column(String(200), comment="where to, or how it is known")
    note: Mapped[Words | None]
    extra: Mapped[dict[str, Any] | None] = mapped_column(comment="local fields a township keeps")


class CategorySpan(Record):
    """类别标签 with its dates: who carried which category from when to when."""

    __tablename__ = "category_span"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_category_span_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    category: Mapped[Code]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(100))
    approver: Mapped[str | None] = mapped_column(String(50))


class Residence(Record):
    """居住时段: where the elder lives from when to when; the register's address is the usual place."""

    __tablename__ = "residence"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_residence_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    place: Mapped[str | None] = mapped_column(String(200))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    village_code: Mapped[Code | None]
    covered_by: Mapped[str | None] = mapped_column(String(50), comment="who visits there, in words")
    covered_by_uid: Mapped[Uid | None] = mapped_column(comment="the visitor who visits there")
    reach: Mapped[Code | None] = mapped_column(comment="how the elder is visited there")


class Willingness(Record):
    """探访意愿 with the day it was asked and who witnessed it."""

    __tablename__ = "willingness"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_willingness_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    asked_on: Mapped[date]
    witness: Mapped[str | None] = mapped_column(String(50))
    next_ask_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(200))


class OffRegister(Record):
    """不在册时段: from the day an elder left to the last day before the return, both included.

    The present enrolment is on the elder itself (``registered_on``, ``ended_on``); this keeps earlier
    absences, so that the denominators of past months stay right after a return.
    """

    __tablename__ = "off_register"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_off_register_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    from_on: Mapped[date]
    to_on: Mapped[date]
    because: Mapped[Code]
    note: Mapped[str | None] = mapped_column(String(200))
