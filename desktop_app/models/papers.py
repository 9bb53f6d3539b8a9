"""Papers: what was handed out and what it said, how far a print job came, and figures typed for a progress report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop_app.models.base import Base, Code, Record, Uid


class ProgressFigure(Record):
    """进展数字: one figure of a half-year or year progress report that an office typed, as the program cannot count it."""

    __tablename__ = "progress_figure"
    __table_args__ = (Index("ix_progress_figure_county_period", "county", "period"),)

    indicator: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(7), comment="YYYY-H1 or YYYY")
    division_code: Mapped[str] = mapped_column(String(12))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    value: Mapped[str | None] = mapped_column(
        String(20), comment="decimal text, where the office knows no counts"
    )
    note: Mapped[str | None] = mapped_column(String(200), comment="数据来源或未达标原因")
    entered_on: Mapped[date]
    entered_by: Mapped[str] = mapped_column(String(60))


class IssuedPaper(Base):
    """出件登记: a paper that was printed or saved, and what it said, so that its numbers can be checked by its code."""

    __tablename__ = "issued_paper"
    __table_args__ = (Index("ix_issued_paper_code", "code"),)

    uid: Mapped[Uid] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), comment="校验码 without its dashes")
    paper: Mapped[Code]
    title: Mapped[str] = mapped_column(String(200))
    wish: Mapped[dict[str, Any]]
    rules: Mapped[str] = mapped_column(String(200))
    cut_off_at: Mapped[datetime | None]
    statement: Mapped[bytes] = mapped_column(LargeBinary, comment="what it said, line by line, compressed")
    pages: Mapped[int]
    people: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(60))


class PrintJob(Base):
    """打印记录: one run to a printer, and how far it came."""

    __tablename__ = "print_job"

    uid: Mapped[Uid] = mapped_column(primary_key=True)
    paper: Mapped[Code]
    title: Mapped[str] = mapped_column(String(200))
    wish: Mapped[dict[str, Any]]
    printer: Mapped[str] = mapped_column(String(100))
    first_page: Mapped[int]
    last_page: Mapped[int]
    sent_pages: Mapped[int] = mapped_column(default=0)
    state: Mapped[Code] = mapped_column(comment="running, done, stopped, dismissed")
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]


class PrintPart(Base):
    """打印的一份: the pages of one serial in a print job; ``sent_at`` once the printer has taken all of them."""

    __tablename__ = "print_part"
    __table_args__ = (Index("ix_print_part_serial", "serial"),)

    job_uid: Mapped[Uid] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, comment="1 for the first of the job")
    serial: Mapped[str] = mapped_column(
        String(100), comment="paper and its own number, empty where it has none"
    )
    title: Mapped[str] = mapped_column(String(100))
    first_page: Mapped[int]
    last_page: Mapped[int]
    copy: Mapped[bool] = mapped_column(default=False, comment="marked 副本")
    sent_at: Mapped[datetime | None]
