"""Papers as bytes for looking and printing: made in a private folder that is wiped at once."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.progress import SILENT, Progress
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.import_outcome import ImportSummary
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import Coding, Made, PaperWish
from desktop_app.services.paper_visits import visits_for
from desktop_app.services.printed_sheets import PreparedSheet
from desktop_app.services.reports import ReportService
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.storage.unit_of_work import new_uid

FOLDER = "previews"


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """A finished paper in memory; ``shown`` of ``total`` visits when a long one was cut for looking."""

    content: bytes
    pages: int
    shown: int = 0
    total: int = 0
    people: int = 0
    elder_uid: str | None = None
    sheets: tuple[PreparedSheet, ...] = ()
    """The coded sheets in it, to be recorded when it is printed; none in a paper that is only looked at."""

    @property
    def whole(self) -> bool:
        """Tell whether nothing was left out."""
        return self.shown >= self.total


class PreviewService(Service):
    """预览."""

    def __init__(self, context: Context, reports: ReportService) -> None:
        """Make papers by ``reports``; what an interrupted run may have left behind is removed."""
        super().__init__(context)
        self._reports = reports
        self._folder = context.store.folder / FOLDER
        for left in self._folder.glob("*") if self._folder.is_dir() else ():
            _wipe(left)

    @allowed(*EVERYONE)
    def paper(
        self,
        actor: Actor,
        wish: PaperWish,
        *,
        most: int | None = None,
        coding: Coding = Coding.SAMPLE,
        progress: Progress = SILENT,
    ) -> PaperSeen:
        """Return the paper as PDF; visit records are cut to the first ``most``. Raises as ``ReportService.make``.

        ``coding`` is real for a paper that will be printed.
        """
        uids, shown, total = wish.visit_uids, 0, 0
        if wish.name == "visit-record":
            found = [visit.uid for visit in self.visits(actor, wish)]
            shown = total = len(found)
            if most is not None and total > most:
                uids, shown = tuple(found[:most]), most

        def make(out: Path) -> Made:
            """Write the paper."""
            return self._reports.make(
                actor,
                wish.name,
                out,
                month=wish.month,
                village_code=wish.village_code,
                elder_uid=wish.elder_uid,
                elder_uids=wish.elder_uids,
                visit_uids=uids,
                campaign_uid=wish.campaign_uid,
                visitor_uid=wish.visitor_uid,
                finding_uid=wish.finding_uid,
                finding_uids=wish.finding_uids,
                support=wish.support,
                masked=wish.masked,
                reason=wish.reason,
                recipient=wish.recipient,
                noted=None,
                coding=coding,
                progress=progress,
            )

        content, made = self._made(make)
        return PaperSeen(content, made.pages, shown, total, made.people, made.elder_uid, made.sheets)

    @allowed(*EVERYONE)
    def import_report(self, actor: Actor, done: ImportSummary, *, progress: Progress = SILENT) -> PaperSeen:
        """Return the report of an import as PDF."""
        content, made = self._made(
            lambda out: self._reports.make_import_report(actor, done, out, progress=progress)
        )
        return PaperSeen(content, made.pages)

    @allowed(*EVERYONE)
    def visits(self, _actor: Actor, wish: PaperWish) -> Sequence[VisitRow]:
        """Return the visits that the records are asked for, in the order of the papers."""
        window = month_of(*wish.month, self._context.today()).window
        with self._store.reading() as session:
            return visits_for(
                session,
                visit_uids=wish.visit_uids,
                elder_uid=wish.elder_uid,
                first=window.first,
                last=window.last,
                village_code=wish.village_code,
            )

    def _made(self, make: Callable[[Path], Made]) -> tuple[bytes, Made]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        out = self._folder / f"{new_uid()}.pdf"
        try:
            made = make(out)
            return out.read_bytes(), made
        finally:
            _wipe(out)


def _wipe(path: Path) -> None:
    """Overwrite a file that shows people, then remove it; parts of half-written files go too."""
    for left in (path, *path.parent.glob(f"{path.name}*")):
        with contextlib.suppress(OSError):
            size = left.stat().st_size
            with left.open("r+b") as file:
                file.write(bytes(size))
                file.flush()
                os.fsync(file.fileno())
            left.unlink()
