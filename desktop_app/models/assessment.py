"""Assessments of an elder's abilities by GB/T 42195-2022."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Code, Record, Uid, inside_county


class Assessment(Record):
    """能力评估: an official result, or a screening of our own that is none (``kind``)."""

    __tablename__ = "assessment"
    __table_args__ = (
        inside_county("elder_uid", "elder"),
        Index("ix_assessment_county_elder_uid", "county", "elder_uid"),
    )

    elder_uid: Mapped[Uid]
    kind: Mapped[Code]
    assessed_on: Mapped[date]
    valid_until: Mapped[date | None]
    agency: Mapped[str | None] = mapped_column(String(100), comment="评估机构")
    assessors: Mapped[str | None] = mapped_column(String(100), comment="评估人员")
    informant: Mapped[str | None] = mapped_column(String(100), comment="信息提供者及关系")
    reason: Mapped[Code | None]
    report_no: Mapped[str | None] = mapped_column(String(60))
    scores: Mapped[dict[str, Any] | None] = mapped_column(comment="item key -> points, whole numbers")
    conditions: Mapped[list[str] | None] = mapped_column(comment="keys of AssessmentCondition")
    total: Mapped[int | None] = mapped_column(Integer, comment="0 to 90")
    level: Mapped[Code] = mapped_column(comment="0 to 4")
    scan_digest: Mapped[str | None] = mapped_column(
        String(64), comment="SHA-256; the picture stays at its site"
    )
    note: Mapped[str | None] = mapped_column(String(400))
    entered_on: Mapped[date]
