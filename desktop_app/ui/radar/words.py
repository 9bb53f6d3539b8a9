"""The radar's states, days and months in words and tints."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.due_kinds import DueState
from desktop_app.services.radar_rows import RadarLine

TINTS = {
    DueState.OVERDUE: "overdue",
    DueState.DUE: "soon",
    DueState.COMING: "info",
    DueState.MET: "done",
}


def month_words(month: tuple[int, int] | None, today: date) -> str:
    """Return 现在就办, 12月, or with its year where it is another one."""
    if month is None:
        return _("现在就办")
    year, number = month
    if year == today.year:
        return _("{month}月").format(month=number)
    return _("{year}年{month}月").format(year=year, month=number)


def day_words(line: RadarLine) -> str:
    """Return by when: the day, or 现在 for what is owed at once."""
    return _("现在") if line.fact.at_once else line.fact.due_on.isoformat()


def state_words(line: RadarLine) -> str:
    """Return how it stands in a word."""
    return _(line.fact.state.term)
