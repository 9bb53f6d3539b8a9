"""Imports a register or a visit log: choose the file, look at the preview, then write it in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.services.import_outcome import ImportResult, ImportSummary, StalePreview
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.services.undo import Undone
from desktop_app.services.visit_imports import VisitImportPreview
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.printing import PrintRun, ask_printer
from desktop_app.ui.register.import_faces import ChoosingFace, LookingFace, WorkingFace
from desktop_app.ui.register.import_fields import REGISTER, VISITS
from desktop_app.ui.register.import_preview import Preview

READ_AGAIN_MS = 500


class ImportPage(Page):
    """导入: three faces, one after the other: the file, the preview, the result."""

    listens_to = frozenset({"import"})  # the preview itself says when it has become stale
    help_topic = "import"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("导入名册"))
        self._kind = REGISTER
        self._path: Path | None = None
        self._preview: Preview | None = None
        self._result: ImportResult | None = None
        self._job: Job[Any] | None = None
        self._run: PrintRun | None = None
        self._previews = PreviewService(context.app.context, context.app.reports)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_AGAIN_MS)
        self._timer.timeout.connect(lambda: self._read(mapped=True))
        self.choosing, self.working, self.looking = ChoosingFace(context), WorkingFace(), LookingFace()
        self._faces = QStackedWidget()
        for face in (self.choosing, self.working, self.looking):
            self._faces.addWidget(face)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._faces)
        self.setFocusProxy(self._faces)
        self._connect()
        self._show_choosing()

    def activate(self, **params: Any) -> None:
        """Take ``kind`` (register or visits) and maybe ``path`` of the file."""
        kind = VISITS if params.get("kind", self._kind) == VISITS else REGISTER
        if self._job is None and (kind != self._kind or self._result is not None):
            self._kind = kind
            self._show_choosing()
        self.set_title(_("导入名册") if self._kind == REGISTER else _("导入探访记录"))
        self.choosing.show_kind(self._kind)
        if params.get("path"):
            self.read_file(Path(params["path"]))

    def read_file(self, path: Path) -> None:
        """Read ``path`` and show what importing it would do."""
        self._path = path
        self._read(mapped=False)

    def preview(self) -> Preview | None:
        """Return what is previewed."""
        return self._preview

    def result(self) -> ImportResult | None:
        """Return what was imported."""
        return self._result

    def face(self) -> str:
        """Return what is in sight: choosing, working, preview or result."""
        shown = self._faces.currentWidget()
        if shown is self.looking:
            return "result" if self._result is not None else "preview"
        return "choosing" if shown is self.choosing else "working"

    def save_problems(self, path: Path) -> None:
        """Write refused cells and hints to the workbook ``path``."""
        app, done = self.context.app, self._done()
        job = self.context.jobs.outside(
            _("生成导入报告"),
            lambda progress: app.reports.make_import_report(app.actor, done, path, progress=progress),
        )
        job.succeeded.connect(
            lambda made: self.context.undo.offer(_("已保存 {file}").format(file=made.path.name))
        )
        job.start()

    def print_paper(self) -> bool:
        """Ctrl+P: print the report of what was imported."""
        if self._result is None or self._run is not None:
            return False
        app, done, previews = self.context.app, self._done(), self._previews
        job = self.context.jobs.outside(
            _("生成导入报告"),
            lambda progress: previews.import_report(app.actor, done, progress=progress),
        )
        job.succeeded.connect(self._on_report)
        job.start()
        return True

    def _connect(self) -> None:
        self.choosing.drop.chosen.connect(self.read_file)
        self.choosing.since.changed.connect(self._on_since)
        self.working.cancel_asked.connect(self._on_cancel)
        looking = self.looking
        looking.mapping.changed.connect(self._timer.start)
        looking.other_button.clicked.connect(self._show_choosing)
        looking.undo_button.clicked.connect(self._on_undo)
        looking.sheet_button.clicked.connect(self._on_sheet)
        looking.print_button.clicked.connect(self.print_paper)
        looking.register_button.clicked.connect(lambda: self.context.navigator.open("register"))
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._on_apply)

    def _show_choosing(self) -> None:
        self._timer.stop()
        self._job = self._preview = self._result = None
        self.choosing.show_refusal(None)
        self._faces.setCurrentWidget(self.choosing)
        self.set_main_action("", "", lambda: None)
        self.choosing.setFocus()

    def _show_working(self, text: str) -> None:
        self.working.show_work(text)
        self._faces.setCurrentWidget(self.working)
        self.set_main_action("", "", lambda: None)
        self.working.setFocus()

    def _offer_apply(self, preview: Preview) -> None:
        self._faces.setCurrentWidget(self.looking)
        if preview.created or preview.updated:
            self.set_main_action(_("导入"), "Ctrl+Enter", self._on_apply)
        self.looking.setFocus()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # --- reading

    def _on_since(self) -> None:
        if self._preview is not None and not self.choosing.since.problem():
            self._timer.start()

    def _read(self, *, mapped: bool) -> None:
        path, kind = self._path, self._kind
        if path is None or self._job is not None:
            return
        app, since = self.context.app, self.choosing.since.value()
        mapping = self.looking.mapping.mapping() if mapped else None

        def read(progress: Progress) -> Preview:
            """Read and compare; nothing is written."""
            if kind == VISITS:
                return app.visit_imports.preview(app.actor, path, mapping=mapping, progress=progress)
            return app.imports.preview(app.actor, path, mapping=mapping, since=since, progress=progress)

        self._show_working(_("正在读取 {file}").format(file=path.name))
        self._job = self.context.jobs.outside(_("读取表格"), read)
        self._job.progressed.connect(self.working.show_progress)
        self._job.succeeded.connect(self._on_read)
        self._job.failed.connect(self._on_refused)
        self._job.cancelled.connect(self._show_choosing)
        self._job.start()

    def _on_read(self, preview: Preview) -> None:
        self._job, self._preview, self._result = None, preview, None
        self.looking.show_preview(preview, self._kind)
        self._offer_apply(preview)

    def _on_refused(self, error: Exception) -> None:
        self._show_choosing()
        self.choosing.show_refusal(describe(error))

    # --- writing

    def _on_apply(self) -> None:
        preview = self._preview
        if preview is None or self._result is not None or self._job is not None:
            return
        if not (preview.created or preview.updated):
            return
        app = self.context.app

        def apply(progress: Progress) -> ImportResult:
            """Write everything or nothing."""
            if isinstance(preview, VisitImportPreview):
                return app.visit_imports.apply(app.actor, preview, progress=progress)
            return app.imports.apply(app.actor, preview, progress=progress)

        self._show_working(_("正在写入 {file}").format(file=preview.file_name))
        self._job = self.context.jobs.writing(_("导入 {file}").format(file=preview.file_name), apply)
        self._job.progressed.connect(self.working.show_progress)
        self._job.succeeded.connect(self._on_applied)
        self._job.failed.connect(self._on_not_applied)
        self._job.cancelled.connect(lambda: self._on_apply_cancelled(preview))
        self._job.start()

    def _on_applied(self, result: ImportResult) -> None:
        self._job, self._result = None, result
        self.set_main_action("", "", lambda: None)
        self.looking.show_result(result, self._kind)
        self._faces.setCurrentWidget(self.looking)
        self.looking.register_button.setFocus()

    def _on_not_applied(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, StalePreview):
            self.context.presenter.present(error)
            self._read(mapped=True)
        else:
            self._on_refused(error)

    def _on_apply_cancelled(self, preview: Preview) -> None:
        self._job = None
        self._offer_apply(preview)
        self.context.notices.show_notice("info", _("已取消，名册没有改动。"))

    def _on_undo(self) -> None:
        result = self._result
        if result is None or result.change_set is None:
            return
        app, change_set = self.context.app, result.change_set
        self.looking.undo_button.setEnabled(False)
        job = self.context.jobs.writing(_("撤销导入"), lambda _progress: app.undo.undo(app.actor, change_set))
        job.succeeded.connect(self._on_undone)
        job.start()

    def _on_undone(self, undone: Undone) -> None:
        self._show_choosing()
        told = _("整个导入已撤销，名册回到导入前的样子。")
        if undone.kept:
            # Whoever was visited or edited since stays: nothing that was entered later is lost.
            told = _("已撤销：移出 {removed} 条，恢复 {restored} 条").format(
                removed=undone.removed, restored=undone.restored
            ) + _("，{kept} 处后来改过，保留新值").format(kept=undone.kept)
        self.context.notices.show_notice("done", told)

    # --- the report

    def _done(self) -> ImportSummary:
        return cast("ImportSummary", self._result or self._preview)

    def _on_sheet(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("导入问题.xlsx"), "*.xlsx")
        if path:
            self.save_problems(Path(path).with_suffix(".xlsx"))

    def _on_report(self, seen: PaperSeen) -> None:
        printer = ask_printer(seen.pages, self)
        if printer is None:
            return
        self._run = PrintRun(seen.content, printer, parent=self)
        self._run.finished.connect(self._on_printed)
        self._run.start()

    def _on_printed(self, ok: bool) -> None:
        if self._run is not None:
            self._run.deleteLater()
        self._run = None
        if ok:
            self.context.undo.offer(_("已送往打印机"))
        else:
            self.context.notices.show_notice("soon", _("打印没有完成，请检查打印机后再试。"))
