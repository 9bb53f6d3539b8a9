"""Print jobs as rows: what was sent to a printer, how far it came, and which serials may be on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop_app.models import PrintJob, PrintPart

RUNNING, DONE, STOPPED, DISMISSED = "running", "done", "stopped", "dismissed"
"""States of a job: at the printer, printed, ended before its end, and settled by the user after that."""

_CHUNK = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobRow:
    """One run to a printer; ``sent_parts`` of ``parts`` were taken by it from first page to last.

    ``may_parts`` may have come out at least in part, ``last_title`` is the name on the last that was taken.
    """

    uid: str
    paper: str
    title: str
    order: dict[str, Any]
    printer: str
    state: str
    started_at: datetime
    started_by: str
    sent_pages: int
    parts: int
    sent_parts: int
    may_parts: int
    last_title: str


@dataclass(frozen=True, slots=True)
class PrintPartRow:
    """One portion of a job; its pages are counted in the order of printing."""

    serial: str
    title: str
    first_page: int
    last_page: int
    copy: bool
    sent: bool


def jobs_in(session: Session, states: Iterable[str], actor: str) -> list[PrintJobRow]:
    """Return somebody's jobs in these states, the newest first."""
    query = (
        select(PrintJob)
        .where(PrintJob.state.in_(list(states)), PrintJob.started_by == actor)
        .order_by(PrintJob.started_at.desc(), PrintJob.uid.desc())
    )
    return [_row(session, job) for job in session.execute(query).scalars()]


def job_of(session: Session, uid: str) -> PrintJobRow | None:
    """Return one job."""
    job = session.get(PrintJob, uid)
    return None if job is None else _row(session, job)


def parts_of(session: Session, uid: str) -> list[PrintPartRow]:
    """Return the portions of a job in the order of printing."""
    query = (
        select(
            PrintPart.serial,
            PrintPart.title,
            PrintPart.first_page,
            PrintPart.last_page,
            PrintPart.copy,
            PrintPart.sent_at,
        )
        .where(PrintPart.job_uid == uid)
        .order_by(PrintPart.number)
    )
    return [PrintPartRow(*row[:-1], row[-1] is not None) for row in session.execute(query)]


def may_be_out(session: Session, serials: Sequence[str], at_work: Collection[str] = ()) -> set[str]:
    """Return which of these serials were begun at a printer, in whatever job, or are still to come out of ``at_work``.

    A job at work goes on by itself: what it has not begun yet comes out later all the same.
    """
    found: set[str] = set()
    for start in range(0, len(serials), _CHUNK):
        query = (
            select(PrintPart.serial)
            .join(PrintJob, PrintJob.uid == PrintPart.job_uid)
            .where(
                PrintPart.serial.in_(serials[start : start + _CHUNK]),
                or_(PrintPart.first_page <= PrintJob.sent_pages, PrintJob.uid.in_(at_work)),
            )
        )
        found.update(session.execute(query).scalars())
    return found


def _row(session: Session, job: PrintJob) -> PrintJobRow:
    mine = PrintPart.job_uid == job.uid
    counts = session.execute(
        select(func.count(), func.count(PrintPart.sent_at)).select_from(PrintPart).where(mine)
    ).one()
    may = session.execute(
        select(func.count()).select_from(PrintPart).where(mine, PrintPart.first_page <= job.sent_pages)
    ).scalar_one()
    last = session.execute(
        select(PrintPart.title)
        .where(mine, PrintPart.sent_at.is_not(None))
        .order_by(PrintPart.number.desc())
        .limit(1)
    ).scalar()
    return PrintJobRow(
        uid=job.uid,
        paper=job.paper,
        title=job.title,
        order=job.wish,
        printer=job.printer,
        state=job.state,
        started_at=job.started_at,
        started_by=job.started_by,
        sent_pages=job.sent_pages,
        parts=counts[0],
        sent_parts=counts[1],
        may_parts=may,
        last_title=last or "",
    )
