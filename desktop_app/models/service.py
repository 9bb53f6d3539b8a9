"""Services given to elders: who provides them, what was arranged, and what was given."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class ServiceProvider(Record):
    """服务提供方: who gives services, with the contract where they are bought."""

    __tablename__ = "service_provider"

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[Code]
    phone: Mapped[str | None] = mapped_column(String(40))
    contract_no: Mapped[str | None] = mapped_column(String(60), comment="购买服务合同编号")
    contract_from_on: Mapped[date | None]
    contract_to_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(200))


class ServicePlan(Record):
    """服务安排: a service that comes again, or is agreed on for a time (家庭医生签约); ``to_on`` is its last day.

    ``rhythm`` says on which days: "day", "week:1,3,5" (1 Monday), "month:1,15", or None when no days are fixed.
    """

    __tablename__ = "service_plan"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_service_plan_county_elder_uid", "county", "elder_uid"),
        Index("ix_service_plan_county_service", "county", "service"),
    )

    elder_uid: Mapped[Uid]
    service: Mapped[Code]
    provider_uid: Mapped[Uid | None]
    provider_name: Mapped[str | None] = mapped_column(String(100), comment="where no provider is on the list")
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    rhythm: Mapped[str | None] = mapped_column(String(60))
    quantity: Mapped[str | None] = mapped_column(String(20), comment="decimal number as text, each time")
    place: Mapped[str | None] = mapped_column(String(100))
    cost: Mapped[int | None] = mapped_column(Integer, comment="分, each time")
    agreement_no: Mapped[str | None] = mapped_column(String(60), comment="协议编号")
    finding_uid: Mapped[Uid | None] = mapped_column(comment="the need that it answers")
    note: Mapped[str | None] = mapped_column(String(200))


class ServiceRecord(Record):
    """服务记录: one service given on a day, or from a day to a day; counts by ``given_on``."""

    __tablename__ = "service_record"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_service_record_county_elder_uid_given_on", "county", "elder_uid", "given_on"),
        # Holds all that month figures ask of a service, so that a township's are read without their words.
        Index(
            "ix_service_record_by_day",
            "county",
            "given_on",
            "elder_uid",
            "service",
            "uid",
            "quantity",
            "retracted",
        ),
        Index("ix_service_record_county_round_uid", "county", "round_uid"),
    )

    elder_uid: Mapped[Uid]
    service: Mapped[Code]
    given_on: Mapped[date]
    to_on: Mapped[date | None]
    quantity: Mapped[str | None] = mapped_column(String(20), comment="decimal number as text")
    provider_uid: Mapped[Uid | None]
    provider_name: Mapped[str | None] = mapped_column(String(100))
    given_by: Mapped[str | None] = mapped_column(String(50), comment="服务人员")
    place: Mapped[str | None] = mapped_column(String(100))
    satisfaction: Mapped[Code | None]
    cost: Mapped[int | None] = mapped_column(Integer, comment="分")
    paid: Mapped[int | None] = mapped_column(Integer, comment="分, by the elder")
    plan_uid: Mapped[Uid | None]
    finding_uid: Mapped[Uid | None] = mapped_column(comment="the need that it met")
    round_uid: Mapped[Uid | None] = mapped_column(comment="shared by services recorded in one go")
    note: Mapped[str | None] = mapped_column(String(200))
    entered_on: Mapped[date]
