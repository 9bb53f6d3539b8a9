"""What was found at a visit and has to be followed until closed (销号)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, Words, inside_county


class Finding(Record):
    """发现问题: urgent, hazard, need, or a benefit not claimed."""

    __tablename__ = "finding"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_finding_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    visit_uid: Mapped[Uid | None]
    kind: Mapped[Code]
    what: Mapped[Words]
    action: Mapped[Words | None]
    referred_to: Mapped[str | None] = mapped_column(String(100))
    found_on: Mapped[date]
    due_on: Mapped[date | None]
    state: Mapped[Code]
    closed_on: Mapped[date | None]
    closing_note: Mapped[str | None] = mapped_column(String(200))
    owner_uid: Mapped[Uid | None] = mapped_column(comment="the visitor who sees to it")
    owner_name: Mapped[str | None] = mapped_column(String(50), comment="责任人, also one who is no visitor")
    held_by: Mapped[Code | None] = mapped_column(
        comment="level of site that has it now; None where it was found"
    )
    service: Mapped[Code | None] = mapped_column(comment="the service of the catalogue that is needed")


class FindingStep(Record):
    """办理过程: one thing done about a finding on a day; steps only come, so that those of several sites add up."""

    __tablename__ = "finding_step"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        inside_county("finding_uid", "finding"),
        Index("ix_finding_step_county_elder_uid", "county", "elder_uid"),
        Index("ix_finding_step_county_finding_uid", "county", "finding_uid"),
        Index("ix_finding_step_county_done_on", "county", "done_on"),
    )

    elder_uid: Mapped[Uid]
    finding_uid: Mapped[Uid]
    kind: Mapped[Code]
    done_on: Mapped[date]
    by_name: Mapped[str | None] = mapped_column(String(50), comment="经办人")
    level: Mapped[Code | None] = mapped_column(comment="level of the site where the step was taken")
    what: Mapped[Words | None]
    unit_name: Mapped[str | None] = mapped_column(String(100), comment="to or from whom: 转介单位, 答复单位")
    due_on: Mapped[date | None] = mapped_column(comment="the deadline that it set")
    slip_no: Mapped[str | None] = mapped_column(String(20), comment="转介单编号")
    proof: Mapped[str | None] = mapped_column(String(200), comment="办结依据")
    visit_uid: Mapped[Uid | None] = mapped_column(comment="the visit at which it was seen")
    entered_on: Mapped[date]
