"""Figures that were typed for progress reports, and up to where the log is known besides them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.models import Change, ProgressFigure


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One typed figure as it is kept."""

    uid: str
    indicator: str
    period: str
    division_code: str
    numerator: int | None
    denominator: int | None
    value: str | None
    note: str | None
    entered_on: date
    entered_by: str


def typed_figures(session: Session, county: str, periods: Iterable[str]) -> list[FigureRow]:
    """Return the figures typed for some periods, of every division, in a fixed order."""
    query = (
        select(
            ProgressFigure.uid,
            ProgressFigure.indicator,
            ProgressFigure.period,
            ProgressFigure.division_code,
            ProgressFigure.numerator,
            ProgressFigure.denominator,
            ProgressFigure.value,
            ProgressFigure.note,
            ProgressFigure.entered_on,
            ProgressFigure.entered_by,
        )
        .where(
            ProgressFigure.county == county,
            ProgressFigure.retracted.is_(False),
            ProgressFigure.period.in_(sorted(periods)),
        )
        .order_by(ProgressFigure.period, ProgressFigure.division_code, ProgressFigure.indicator)
    )
    rows: Iterable[Any] = session.execute(query)
    return [FigureRow(*row) for row in rows]


def newest_besides(session: Session) -> int:
    """Return the number of the newest entry of the log that is no typed figure, 0 for an empty log."""
    query = (
        select(Change.local_no)
        .where(Change.entity != ProgressFigure.__tablename__)
        .order_by(Change.local_no.desc())
        .limit(1)
    )
    return session.execute(query).scalar() or 0
