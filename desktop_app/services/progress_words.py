"""The words for a typed figure of a progress report where it stands alone: which period, indicator and place."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop_app.config.strings import _
from desktop_app.domain.progress_figures import ReportPeriod, period_of
from desktop_app.models import ProgressFigure
from desktop_app.storage.queries.elders import village_names

_CHUNK = 900


def period_words(period: ReportPeriod) -> str:
    """Return 2026年上半年 or 2026年全年 in the language of the reader."""
    words = _("{year}年上半年") if period.half else _("{year}年全年")
    return words.format(year=period.year)


def figure_names(session: Session, uids: Sequence[str]) -> dict[str, str]:
    """Return what each typed figure is, by uid."""
    if not uids:
        return {}
    # Reading the indicators takes the whole book of figures along, which few lists of conflicts need.
    from desktop_app.services.progress_counts import indicator_title

    names = village_names(session)
    found: dict[str, str] = {}
    for start in range(0, len(uids), _CHUNK):
        query = select(
            ProgressFigure.uid, ProgressFigure.indicator, ProgressFigure.period, ProgressFigure.division_code
        ).where(ProgressFigure.uid.in_(uids[start : start + _CHUNK]))
        for uid, indicator, period, division in session.execute(query):
            try:
                when = period_words(period_of(period))
            except ValueError:
                when = period
            parts = (when, names.get(division, ""), indicator_title(indicator))
            found[uid] = " ".join(part for part in parts if part)
    return found
