"""Papers as bytes for looking and printing: made in a private folder that is wiped at once."""

from __future__ import annotations

import contextlib
import os
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

from desktop_app.progress import SILENT, Progress
from desktop_app.reports.printed import BOOK, Printed
from desktop_app.services.actor import EVERYONE, Actor, allowed
from desktop_app.services.context import Context, Service
from desktop_app.services.import_outcome import ImportSummary
from desktop_app.services.months import month_of
from desktop_app.services.paper_orders import Coding, Issue, Made, PaperWish
from desktop_app.services.paper_visits import visits_for
from desktop_app.services.printed_sheets import PreparedSheet
from desktop_app.services.reports import ReportService
from desktop_app.storage.queries.visits import VisitRow
from desktop_app.storage.unit_of_work import new_uid

FOLDER = "previews"
LARGE = 8_000_000
"""A paper of more bytes is not taken into memory."""

_held: set[Path] = set()
"""Files that are being made or looked at; whatever else lies in the folder was left behind."""
_making: set[Path] = set()
"""Those being made; the unfinished files beside them have names of their own, so nothing is removed meanwhile."""


class PrivateFile(os.PathLike[str]):
    """A file that shows people, for as long as somebody holds on to this; it is wiped after that."""

    def __init__(self, path: Path) -> None:
        """Take over ``path``."""
        self._path = path
        _held.add(path)
        weakref.finalize(self, _let_go_aside, path)

    def __fspath__(self) -> str:
        """Return where it lies."""
        return str(self._path)


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """A finished paper in memory; ``shown`` of ``total`` visits when a long one was cut for looking."""

    content: bytes
    """The file itself; empty for a long paper, which stays in ``file``."""
    pages: int
    shown: int = 0
    total: int = 0
    people: int = 0
    elder_uid: str | None = None
    sheets: tuple[PreparedSheet, ...] = ()
    """The coded sheets in it, to be recorded when it is printed; none in a paper that is only looked at."""
    printed: Printed = BOOK
    """Its parts and missing characters."""
    issue: Issue | None = None
    """What it states, to be recorded when it is printed."""
    file: PrivateFile | None = None

    @property
    def source(self) -> bytes | PrivateFile:
        """Return where the pages are read from; whoever reads a file holds on to it until then."""
        return self.content if self.file is None else self.file

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
        for left in self._folder.glob("*") if not _making and self._folder.is_dir() else ():
            if not any(each.name in left.name for each in tuple(_held)):
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
            chosen = replace(wish, visit_uids=uids)
            return self._reports.make_wished(actor, chosen, out, noted=None, coding=coding, progress=progress)

        return self._made(make, shown, total)

    @allowed(*EVERYONE)
    def import_report(self, actor: Actor, done: ImportSummary, *, progress: Progress = SILENT) -> PaperSeen:
        """Return the report of an import as PDF."""
        return self._made(lambda out: self._reports.make_import_report(actor, done, out, progress=progress))

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

    def _made(self, make: Callable[[Path], Made], shown: int = 0, total: int = 0) -> PaperSeen:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        out = self._folder / f"{new_uid()}.pdf"
        _held.add(out)
        _making.add(out)
        try:
            made = make(out)
            long = out.stat().st_size > LARGE
            content = b"" if long else out.read_bytes()
        except BaseException:
            _let_go(out)
            raise
        finally:
            _making.discard(out)
        file = PrivateFile(out) if long else None
        if file is None:
            _let_go(out)
        return PaperSeen(
            content,
            made.pages,
            shown,
            total,
            made.people,
            made.elder_uid,
            made.sheets,
            made.printed,
            made.issue,
            file,
        )


def _let_go(path: Path) -> None:
    _held.discard(path)
    _wipe(path)


def _let_go_aside(path: Path) -> None:
    """Wipe a long file without keeping whoever dropped it waiting, which may be the window."""
    try:
        Thread(target=_let_go, args=(path,)).start()
    except RuntimeError:  # the program is ending and starts nothing any more
        _let_go(path)


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
