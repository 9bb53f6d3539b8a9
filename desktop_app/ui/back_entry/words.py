"""How printed sheets are spoken about: how long they are out, what became of their person, what paper they are."""

from __future__ import annotations

from datetime import date

from desktop_app.config.strings import _
from desktop_app.domain.terms import EndReason
from desktop_app.reports.catalogue import paper
from desktop_app.services.printed_sheets import is_late
from desktop_app.storage.queries.printed_sheets import SheetRow


def paper_words(row: SheetRow) -> str:
    """Return the title of the paper."""
    entry = paper(row.paper)
    return _(entry.title) if entry is not None else row.paper


def days_words(row: SheetRow, today: date) -> str:
    """Return how long the sheet is out; more than a week is said."""
    days = (today - row.for_on).days
    if is_late(row, today):
        return _("{days} 天，超过一周").format(days=days)
    return _("今天") if days <= 0 else _("{days} 天").format(days=days)


def days_tint(row: SheetRow, today: date) -> str:
    """Return the tint of how long the sheet is out."""
    return "overdue" if is_late(row, today) else "quiet"


def person_words(row: SheetRow) -> str:
    """Return what has become of the person since, empty for somebody on the register."""
    if not row.on_register:
        return _("档案已撤销")
    if row.ended_on is None:
        return ""
    reason = _(EndReason(row.ended_because).term) if row.ended_because else _("原因未填")
    return _("已退出名册（{reason}，{day}）").format(reason=reason, day=row.ended_on.isoformat())
