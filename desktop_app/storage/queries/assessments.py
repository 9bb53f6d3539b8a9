"""Assessments of abilities as rows: of one person's files, or of everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.domain.terms import AssessmentKind
from desktop_app.models import Assessment, PhotoContent

OFFICIAL, SCREENING = AssessmentKind.OFFICIAL.value, AssessmentKind.SCREENING.value


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """One assessment as it was entered; ``scan_here`` tells whether the picture itself is at this installation.

    ``days_left`` counts the days of validity after the day it was read for, negative when over; None without an end.
    ``newest`` marks the official one that speaks for the person on that day.
    """

    uid: str
    elder_uid: str
    kind: str
    assessed_on: date
    valid_until: date | None
    agency: str | None
    assessors: str | None
    informant: str | None
    reason: str | None
    report_no: str | None
    scores: Mapping[str, int]
    conditions: tuple[str, ...]
    total: int | None
    level: str
    scan_digest: str | None
    scan_here: bool
    note: str | None
    entered_on: date
    days_left: int | None
    newest: bool = False

    @property
    def official(self) -> bool:
        """Tell whether a qualified agency issued it."""
        return self.kind == OFFICIAL


def lines(session: Session, county: str, files: Sequence[str] | None, on: date) -> list[AssessmentLine]:
    """Return assessments, the newest first and official ones before others of their day; None: of everybody.

    ``elder_uid`` is that of the file on which each was entered; ``newest`` is left to who knows the joined files.
    """
    query = (
        select(Assessment, PhotoContent.digest.is_not(None))
        .outerjoin(PhotoContent, PhotoContent.digest == Assessment.scan_digest)
        .where(Assessment.county == county, Assessment.retracted.is_(False))
        .order_by(Assessment.assessed_on.desc(), Assessment.kind, Assessment.uid.desc())
    )
    if files is not None:
        query = query.where(Assessment.elder_uid.in_(files))
    return [_line(record, here, on) for record, here in session.execute(query)]


def _line(record: Assessment, here: bool, on: date) -> AssessmentLine:
    return AssessmentLine(
        uid=record.uid,
        elder_uid=record.elder_uid,
        kind=record.kind,
        assessed_on=record.assessed_on,
        valid_until=record.valid_until,
        agency=record.agency,
        assessors=record.assessors,
        informant=record.informant,
        reason=record.reason,
        report_no=record.report_no,
        scores=dict(record.scores or {}),
        conditions=tuple(record.conditions or ()),
        total=record.total,
        level=record.level,
        scan_digest=record.scan_digest,
        scan_here=here,
        note=record.note,
        entered_on=record.entered_on,
        days_left=(record.valid_until - on).days if record.valid_until else None,
    )
