"""Prints the papers of daily work from any page: call-out slips, the route, overdue visits, slips of findings.

What makes and prints papers is loaded when the first one is asked for: the page of today must stand before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.reports.catalogue import CALL_OUT, OVERDUE, ROUTE, Paper, paper
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import PageContext

if TYPE_CHECKING:
    from desktop_app.domain.emergency import RosterFilter
    from desktop_app.services.paper_orders import PaperWish
    from desktop_app.services.previews import PaperSeen
    from desktop_app.ui.printing import DirectPrint

__all__ = ["CALL_OUT", "OVERDUE", "ROUTE", "DutyPrinting"]

SLIP_KEY = "F7"
ROUTE_KEY = "Ctrl+P"


class DutyPrinting:
    """Makes one paper in a job of its own, asks for the printer, prints, journals it and notes whose data went out."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context = context
        self._owner = owner
        self._printing: DirectPrint | None = None
        self._making: Job[PaperSeen] | None = None

    def print(
        self,
        name: str,
        elder_uids: Sequence[str] | None = None,
        village_code: str | None = None,
        finding_uid: str | None = None,
        roster: RosterFilter | None = None,
        handover_uid: str | None = None,
    ) -> bool:
        """Make and print the paper ``name`` for people, a village, a finding or a roster; False while one is made."""
        from desktop_app.services.paper_orders import Coding, PaperWish
        from desktop_app.services.previews import PreviewService
        from desktop_app.ui.printing import DirectPrint

        if self._printing is None:
            self._printing = DirectPrint(self._context, self._owner)
        if self._making is not None or self._printing.busy:
            return False
        app, today = self._context.app, self._context.app.clock.today()
        wish = PaperWish(
            name=name,
            month=(today.year, today.month),
            elder_uids=tuple(elder_uids) if elder_uids is not None else None,
            village_code=village_code,
            finding_uid=finding_uid,
            roster=roster,
            handover_uid=handover_uid,
            masked=False,
        )
        previews = PreviewService(app.context, app.reports)
        self._making = self._context.jobs.outside(
            _("生成{paper}").format(paper=_title(name)),
            lambda progress: previews.paper(app.actor, wish, coding=Coding.REAL, progress=progress),
        )
        self._making.succeeded.connect(lambda seen: self._on_made(wish, seen))
        self._making.failed.connect(self._on_failed)
        self._making.start()
        return True

    def _on_made(self, wish: PaperWish, seen: PaperSeen) -> None:
        self._making = None
        if not seen.people:
            self._context.notices.show_notice("info", _("没有要印的人。"))
        elif self._printing is not None:
            self._printing.print_paper(wish, seen, _title(wish.name))

    def _on_failed(self, error: BaseException) -> None:
        self._making = None
        self._context.presenter.present(error)


def _title(name: str) -> str:
    entry: Paper | None = paper(name)
    return _(entry.title) if entry is not None else name
