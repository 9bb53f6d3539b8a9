"""Assessments of abilities as a section of the copy that the person may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from desktop_app.domain.terms import AbilityLevel, AssessmentCondition, AssessmentKind, AssessmentReason, Term
from desktop_app.services.history_words import points_words
from desktop_app.storage.queries import assessments as queries
from desktop_app.storage.queries.assessments import AssessmentLine


def assessed_section(
    session: Session, county: str, files: Sequence[str], on: date
) -> Sequence[Sequence[str]]:
    """Return every assessment of a person, the oldest first, with its points."""
    return [_row(line) for line in reversed(queries.lines(session, county, files, on))]


def _row(line: AssessmentLine) -> tuple[str, ...]:
    total = "" if line.total is None else f"总分 {line.total}"
    held = "、".join(_word(AssessmentCondition, key) for key in line.conditions)
    return (
        line.assessed_on.isoformat(),
        _joined(_word(AssessmentKind, line.kind), _word(AssessmentReason, line.reason or "")),
        _joined(f"{line.level}级 {_word(AbilityLevel, line.level)}", total),
        _joined(
            line.agency,
            line.assessors,
            f"信息提供者 {line.informant}" if line.informant else "",
            f"报告编号 {line.report_no}" if line.report_no else "",
        ),
        _joined(
            f"有效期至 {line.valid_until.isoformat()}" if line.valid_until else "",
            held,
            points_words(line.scores),
            "有扫描件" if line.scan_digest else "",
            line.note,
        ),
    )


def _joined(*parts: str | None) -> str:
    return "；".join(part for part in parts if part)


def _word(kind: type[Term], key: str) -> str:
    return {one.value: one.term for one in kind}.get(key, key)
