"""Saves the chosen paper: one file, as PDF or workbook, or one PDF per person in a folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.reports.catalogue import Ask
from desktop_app.reports.printed import Printed
from desktop_app.services.paper_folders import MadeEach
from desktop_app.services.paper_orders import Made, PaperWish
from desktop_app.services.reports import PaperRow
from desktop_app.ui.missing_glyphs import missing_words
from desktop_app.ui.page import PageContext


class PaperSaving:
    """Asks where to, makes the file in a job, and offers to open it."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def ask_path(self, paper: PaperRow, wish: PaperWish, ending: str) -> Path | None:
        """Ask for a file; None when that was cancelled."""
        name = f"{paper.title}{self._when(paper, wish)}.{ending}"
        path, _kind = QFileDialog.getSaveFileName(self._owner, _("保存到"), name, f"*.{ending}")
        return Path(path).with_suffix(f".{ending}") if path else None

    def save_to(self, paper: PaperRow, wish: PaperWish, path: Path) -> None:
        """Write the whole paper to ``path``, whose ending says PDF or workbook."""
        app = self._context.app

        def make(progress: Progress) -> Made:
            """Write the file."""
            return app.reports.make_wished(app.actor, wish, path, progress=progress)

        job = self._context.jobs.outside(_("生成{paper}").format(paper=paper.title), make)
        job.succeeded.connect(self._on_saved)
        job.start()

    def ask_folder(self) -> Path | None:
        """Ask for the folder of one file per person; None when that was cancelled."""
        path = QFileDialog.getExistingDirectory(self._owner, _("每人一个文件，保存到哪个文件夹"))
        return Path(path) if path else None

    def save_each(self, paper: PaperRow, wish: PaperWish, folder: Path) -> None:
        """Write one PDF per person into ``folder``."""
        app = self._context.app
        job = self._context.jobs.outside(
            _("按人分开保存{paper}").format(paper=paper.title),
            lambda progress: app.reports.make_each_wished(app.actor, wish, folder, progress=progress),
        )
        job.succeeded.connect(self._on_saved_each)
        job.start()

    def _when(self, paper: PaperRow, wish: PaperWish) -> str:
        if wish.blank:
            return _("（空白）")
        if wish.period:
            return f" {wish.period}"
        if Ask.YEAR in paper.asks:
            return f" {wish.month[0]}"
        if paper.asks & {Ask.TODAY, Ask.CAMPAIGN} or Ask.MONTH not in paper.asks:
            return f" {self._context.app.clock.today():%Y-%m-%d}"
        return " {}-{:02}".format(*wish.month)

    def _on_saved(self, made: Made) -> None:
        told = _("已保存 {file}").format(file=made.path.name)
        words = missing_words(made.printed)
        if words:
            told = _("{told}。{missing}").format(told=told, missing=words)
        self._context.offer_file(told, made.path)

    def _on_saved_each(self, made: MadeEach) -> None:
        told = _("已保存 {count} 个文件到“{folder}”").format(count=len(made.files), folder=made.folder.name)
        if made.left:
            told = _("{told}，{left} 人没有可打的内容").format(told=told, left=made.left)
        words = missing_words(Printed(0, missing=made.missing))
        if words:
            told = _("{told}。{missing}").format(told=told, missing=words)
        self._context.offer_file(told, made.folder)
