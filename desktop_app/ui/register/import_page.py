"""Imports a register or a visit log: choose the file, look at the preview, then write it in one go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_
from desktop_app.services.import_outcome import ImportResult, ImportSummary, StalePreview
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.services.undo import Undone
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import ask
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.register.import_faces import ChoosingFace, LookingFace, WorkingFace
from desktop_app.ui.register.import_fields import REGISTER, VISITS
from desktop_app.ui.register.import_papers import ImportPapers
from desktop_app.ui.register.import_preview import Preview
from desktop_app.ui.register.import_settings import SettingsDialog
from desktop_app.ui.register.import_work import ImportWork, Work

READ_AGAIN_MS = 500


class ImportPage(Page):
    """导入: three faces, one after the other: the file, the preview, the result."""

    listens_to = frozenset({"import"})  # the preview itself says when it has become stale
    help_topic = "import"
    keys = (
        KeyHint("F8", N_("下一处要改的格")),
        KeyHint("Ctrl+R", N_("重新核对")),
    )

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("导入名册"))
        self._work = ImportWork(context.app)
        self._papers = ImportPapers(context, self)
        self._preview: Preview | None = None
        self._result: ImportResult | None = None
        self._job: Job[Any] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_AGAIN_MS)
        self._timer.timeout.connect(self._look_again)
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
        kind = VISITS if params.get("kind", self._work.kind) == VISITS else REGISTER
        if self._job is None and (kind != self._work.kind or self._result is not None):
            self._work.kind = kind
            self._show_choosing()
        self.set_title(_("导入名册") if self._work.kind == REGISTER else _("导入探访记录"))
        self.choosing.show_kind(self._work.kind)
        if params.get("path"):
            self.read_file(Path(params["path"]))

    def may_leave(self) -> bool:
        """Ask before cells that were put right are lost."""
        if self.is_unsaved():
            question = _("改过的格只在这个页面上，离开后要重新改。")
            return ask(self, _("还没有导入"), question, yes=_("离开"), no=_("留在这里"))
        return True

    def is_unsaved(self) -> bool:
        """Tell whether cells were put right that are not imported yet."""
        preview = self._preview if self._result is None else None
        typed = self.looking.repairs.edits() if preview is not None else {}
        return isinstance(preview, RegisterImportPreview) and bool(typed or preview.decisions.corrections)

    def read_file(self, path: Path) -> None:
        """Read ``path`` and show what importing it would do."""
        if self._job is None:
            self._work.begin(path)
            self.looking.begin_file()
            self._read(fresh=False)

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
        self._papers.save_problems(self._done(), path)

    def save_repairs(self, path: Path) -> None:
        """Write the rows that wait for repair to the workbook ``path``."""
        if isinstance(self._preview, RegisterImportPreview):
            self._papers.save_repairs(self._preview, path)

    def print_paper(self) -> bool:
        """Ctrl+P: print the report of what was imported."""
        return self._result is not None and self._papers.print_report(self._result)

    def _connect(self) -> None:
        self.choosing.drop.chosen.connect(self.read_file)
        self.choosing.since.changed.connect(self._on_since)
        self.working.cancel_asked.connect(self._on_cancel)
        looking = self.looking
        looking.mapping.changed.connect(self._timer.start)
        looking.repairs.recheck_asked.connect(self._look_again)
        looking.repairs.save_asked.connect(self._on_repairs)
        looking.codes.settled.connect(self._on_codes)
        looking.forget_button.clicked.connect(lambda: self._read(fresh=True))
        looking.settings_button.clicked.connect(lambda: SettingsDialog(self.context, self).open())
        looking.other_button.clicked.connect(self._show_choosing)
        looking.undo_button.clicked.connect(self._on_undo)
        looking.sheet_button.clicked.connect(lambda: self._papers.ask_problems(self._done()))
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

    def _read(self, *, fresh: bool) -> None:
        """Read the file; ``fresh`` without the settings that are remembered for it."""
        if self._job is None and self._work.path is not None:
            work = self._work.read(self.choosing.since.value(), fresh=fresh)
            self._begin_reading(work, on_failed=self._on_refused, on_cancelled=self._show_choosing)

    def _look_again(self) -> None:
        """Compare once more with what was decided on this page; whatever goes wrong, nothing typed is lost."""
        preview = self._preview
        if preview is None or self._job is not None or self._result is not None:
            return
        work = self._work.again(preview, self.looking, self.choosing.since.value())

        def back() -> None:
            """Show the preview as it was."""
            self._job = None
            self._offer_apply(preview)

        def failed(error: Exception) -> None:
            """Say why, over the preview as it was."""
            back()
            self.context.presenter.present(error)

        self._begin_reading(work, on_failed=failed, on_cancelled=back)

    def _begin_reading(
        self, work: Work, *, on_failed: Callable[[Exception], None], on_cancelled: Callable[[], None]
    ) -> None:
        self._timer.stop()
        name = self._work.path.name if self._work.path else ""
        self._show_working(_("正在读取 {file}").format(file=name))
        self._job = self.context.jobs.outside(_("读取表格"), work)
        self._job.progressed.connect(self.working.show_progress)
        self._job.succeeded.connect(self._on_read)
        self._job.failed.connect(on_failed)
        self._job.cancelled.connect(on_cancelled)
        self._job.start()

    def _on_codes(self, header: str, codes: dict[str, str]) -> None:
        self._work.settle(self._preview, header, codes)
        self._look_again()

    def _on_repairs(self) -> None:
        if isinstance(self._preview, RegisterImportPreview):
            self._papers.ask_repairs(self._preview)

    def _on_read(self, preview: Preview) -> None:
        self._job, self._preview, self._result = None, preview, None
        self.looking.show_preview(preview, self._work.kind)
        self._offer_apply(preview)

    def _on_refused(self, error: Exception) -> None:
        self._show_choosing()
        self.choosing.show_refusal(describe(error))

    # --- writing

    def _on_apply(self) -> None:
        preview = self._preview
        if preview is None or self._result is not None or self._job is not None:
            return
        if self.looking.repairs.edits() and self._work.kind == REGISTER:
            self._look_again()
            self.context.notices.show_notice("info", _("改过的格已重新核对，请看过预览后再导入。"))
            return
        if not (preview.created or preview.updated):
            return
        self._show_working(_("正在写入 {file}").format(file=preview.file_name))
        self._job = self.context.jobs.writing(
            _("导入 {file}").format(file=preview.file_name), self._work.write(preview)
        )
        self._job.progressed.connect(self.working.show_progress)
        self._job.succeeded.connect(self._on_applied)
        self._job.failed.connect(self._on_not_applied)
        self._job.cancelled.connect(lambda: self._on_apply_cancelled(preview))
        self._job.start()

    def _on_applied(self, result: ImportResult) -> None:
        self._job, self._result = None, result
        self.set_main_action("", "", lambda: None)
        self.looking.show_result(result, self._work.kind)
        self._faces.setCurrentWidget(self.looking)
        self.looking.register_button.setFocus()

    def _on_not_applied(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, StalePreview):
            self.context.presenter.present(error)
            self._look_again()
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

    def _done(self) -> ImportSummary:
        return cast("ImportSummary", self._result or self._preview)
