"""The files and the paper of an import: its problems, the rows that wait for repair, the printed report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.services.import_outcome import ImportResult, ImportSummary
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.ui.page import PageContext
from desktop_app.ui.printing import DirectPrint


class ImportPapers:
    """Makes the papers of one page's imports."""

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        self._context = context
        self._parent = parent
        self._printing = DirectPrint(context, parent)
        self._previews = PreviewService(context.app.context, context.app.reports)

    def ask_problems(self, done: ImportSummary) -> None:
        """Ask where to put refused cells and hints, and write them there."""
        path, _kind = QFileDialog.getSaveFileName(self._parent, _("保存到"), _("导入问题.xlsx"), "*.xlsx")
        if path:
            self.save_problems(done, Path(path).with_suffix(".xlsx"))

    def save_problems(self, done: ImportSummary, path: Path) -> None:
        """Write refused cells and hints to the workbook ``path``."""
        app, context = self._context.app, self._context
        job = context.jobs.outside(
            _("生成导入报告"),
            lambda progress: app.reports.make_import_report(app.actor, done, path, progress=progress),
        )
        job.succeeded.connect(
            lambda made: context.offer_file(_("已保存 {file}").format(file=made.path.name), made.path)
        )
        job.start()

    def ask_repairs(self, preview: RegisterImportPreview) -> None:
        """Ask where to put the rows that wait for repair, and write them there."""
        path, _kind = QFileDialog.getSaveFileName(self._parent, _("保存到"), _("待修正.xlsx"), "*.xlsx")
        if path:
            self.save_repairs(preview, Path(path).with_suffix(".xlsx"))

    def save_repairs(self, preview: RegisterImportPreview, path: Path) -> None:
        """Write the rows that wait for repair to the workbook ``path``."""
        app, context = self._context.app, self._context
        job = context.jobs.outside(
            _("保存待修正的行"),
            lambda progress: app.exports.repairs(app.actor, preview, path, progress=progress),
        )
        job.succeeded.connect(
            lambda count: context.offer_file(
                _("{count} 行已存为 {file}").format(count=count, file=path.name), path
            )
        )
        job.start()

    def print_report(self, result: ImportResult) -> bool:
        """Print the report of what was imported; False while one is being printed."""
        if self._printing.busy:
            return False
        app, previews = self._context.app, self._previews
        job = self._context.jobs.outside(
            _("生成导入报告"),
            lambda progress: previews.import_report(app.actor, result, progress=progress),
        )
        job.succeeded.connect(self._on_report)
        job.start()
        return True

    def _on_report(self, seen: PaperSeen) -> None:
        self._printing.start(seen.source, seen.pages)
