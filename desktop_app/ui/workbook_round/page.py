"""The page of the workbook round: export for a village and month, bring back with a preview, import, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.errors import N_, FieldProblem
from desktop_app.progress import Progress
from desktop_app.services.import_outcome import StalePreview
from desktop_app.services.undo import Undone
from desktop_app.services.visit_workbook_plan import VisitWorkbookPreview, VisitWorkbookResult
from desktop_app.services.visit_workbooks import ExportedWorkbook
from desktop_app.ui.jobs import Job
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.workbook_round.faces import ChoosingFace, LookingFace, WorkingFace

ENDING = ".xlsx"


class WorkbookRoundPage(Page):
    """工作簿探访. Parameters: ``village_code``, ``month_on``, ``path`` of a filled workbook."""

    listens_to: ClassVar[frozenset[str]] = frozenset({"village"})
    help_topic: ClassVar[str] = "workbook-round"
    keys: ClassVar[tuple[KeyHint, ...]] = (KeyHint("Ctrl+Return", N_("导入预览过的工作簿")),)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("工作簿探访"))
        self._path: Path | None = None
        self._preview: VisitWorkbookPreview | None = None
        self._result: VisitWorkbookResult | None = None
        self._job: Job[Any] | None = None
        self.choosing, self.working, self.looking = ChoosingFace(context), WorkingFace(), LookingFace()
        self._faces = QStackedWidget()
        for face in (self.choosing, self.working, self.looking):
            self._faces.addWidget(face)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._faces)
        self.setFocusProxy(self._faces)
        remembered = context.remembered("workbook-round")
        remembered.follow("village", self.choosing.giving.village)
        self._connect()
        self._show_choosing()

    def activate(self, **params: Any) -> None:
        """Take village and month to export, or the file to read."""
        if self._result is not None and self._job is None:
            self._show_choosing()
        if params.get("village_code"):
            self.choosing.giving.village.set_value(params["village_code"])
        if params.get("month_on"):
            self.choosing.giving.month.set_value(params["month_on"])
        if params.get("path"):
            self.read_file(Path(params["path"]))

    def refresh(self) -> None:
        """Read the villages in a reader thread."""
        app = self.context.app

        def work(_progress: object) -> tuple[Division, ...]:
            return app.register.villages(app.actor)

        job = self.context.jobs.reading(_("读取嘎查村（社区）"), work)
        job.succeeded.connect(self.choosing.giving.show_villages)
        job.start()

    def face(self) -> str:
        """Return what is in sight: choosing, working, preview or result."""
        shown = self._faces.currentWidget()
        if shown is self.looking:
            return "result" if self._result is not None else "preview"
        return "choosing" if shown is self.choosing else "working"

    def preview(self) -> VisitWorkbookPreview | None:
        """Return what is previewed."""
        return self._preview

    def result(self) -> VisitWorkbookResult | None:
        """Return what was imported."""
        return self._result

    def export(self, path: Path) -> None:
        """Write the workbook of the chosen village and month to ``path``."""
        giving = self.choosing.giving
        village, month_on = giving.village.value(), giving.month_on()
        if self._job is not None or village is None or not giving.form.check():
            return
        app, phones = self.context.app, bool(giving.phones.value())
        reason, recipient = giving.reason.value() if phones else "", giving.recipient.value()

        def work(progress: Progress) -> ExportedWorkbook:
            """Write the file and the note in the ledger."""
            return app.visit_workbooks.export(
                app.actor,
                village,
                month_on,
                path,
                full_phones=phones,
                reason=reason,
                recipient=recipient,
                progress=progress,
            )

        giving.show_done("")
        giving.export_button.setEnabled(False)
        self._job = job = self.context.jobs.writing(_("导出探访工作簿"), work)
        job.succeeded.connect(self._on_exported)
        job.failed.connect(self._on_not_exported)
        job.cancelled.connect(self._end_export)
        job.start()

    def read_file(self, path: Path) -> None:
        """Read ``path`` and show what importing it would do."""
        if self._job is not None:
            return
        self._path = path
        app = self.context.app
        self._show_working(_("正在读取 {file}").format(file=path.name))
        self._job = job = self.context.jobs.outside(
            _("读取工作簿"),
            lambda progress: app.visit_workbooks.preview(app.actor, path, progress=progress),
        )
        job.progressed.connect(self.working.show_progress)
        job.succeeded.connect(self._on_read)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._show_choosing)
        job.start()

    def apply(self) -> None:
        """Import what is previewed."""
        preview = self._preview
        if preview is None or self._result is not None or self._job is not None:
            return
        if not (preview.created or preview.changed):
            return
        app = self.context.app
        self._show_working(_("正在写入 {file}").format(file=preview.file_name))
        self._job = job = self.context.jobs.writing(
            _("导入 {file}").format(file=preview.file_name),
            lambda progress: app.visit_workbooks.apply(app.actor, preview, progress=progress),
        )
        job.progressed.connect(self.working.show_progress)
        job.succeeded.connect(self._on_applied)
        job.failed.connect(self._on_not_applied)
        job.cancelled.connect(lambda: self._on_read(preview))
        job.start()

    def _connect(self) -> None:
        self.choosing.giving.asked.connect(self._on_export)
        self.choosing.drop.chosen.connect(self.read_file)
        self.working.cancel_asked.connect(self._on_cancel)
        looking = self.looking
        looking.again_button.clicked.connect(self._on_again)
        looking.other_button.clicked.connect(self._show_choosing)
        looking.undo_button.clicked.connect(self._on_undo)
        looking.visits_button.clicked.connect(self._on_visits)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.apply)

    def _show_choosing(self) -> None:
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

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    # --- out

    def _on_export(self) -> None:
        giving = self.choosing.giving
        if not giving.form.check():
            return
        month = giving.month_on()
        name = _("{village}{year}年{month}月探访工作簿").format(
            village=giving.village_name(), year=month.year, month=month.month
        )
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name + ENDING, f"*{ENDING}")
        if path:
            self.export(Path(path).with_suffix(ENDING))

    def _on_exported(self, done: ExportedWorkbook) -> None:
        self._end_export()
        told = _(
            "已导出 {file}（工作簿编号 {code}）：该探访 {owed} 次，名单 {people} 人，另有备用行。"
        ).format(file=done.path.name, code=done.code, owed=done.owed, people=done.people)
        tell = _(
            "告诉村里：打开后先看“填写说明”，白色的格填写，灰色的格不动；填好存盘，用 U 盘当面交回。文件没有加密，请妥善保管。"
        )
        self.choosing.giving.show_done(f"{told}\n{tell}")
        self.context.notices.show_notice("done", _("探访工作簿已导出。"))

    def _on_not_exported(self, error: Exception) -> None:
        self._end_export()
        if not (isinstance(error, FieldProblem) and self.choosing.giving.form.show_error(error)):
            self.context.presenter.present(error)

    def _end_export(self) -> None:
        self._job = None
        self.choosing.giving.export_button.setEnabled(True)

    # --- in

    def _on_again(self) -> None:
        if self._path is not None:
            self.read_file(self._path)

    def _on_read(self, preview: VisitWorkbookPreview) -> None:
        self._job, self._preview, self._result = None, preview, None
        self.looking.show_preview(preview)
        self._faces.setCurrentWidget(self.looking)
        if preview.created or preview.changed:
            self.set_main_action(_("导入"), "Ctrl+Enter", self.apply)
        self.looking.setFocus()

    def _on_refused(self, error: Exception) -> None:
        self._show_choosing()
        self.choosing.show_refusal(describe(error))
        self.choosing.drop.setFocus()

    def _on_applied(self, result: VisitWorkbookResult) -> None:
        self._job, self._result = None, result
        self.looking.show_result(result, undoable=result.change_set is not None)
        self._faces.setCurrentWidget(self.looking)
        self.looking.visits_button.setFocus()

    def _on_not_applied(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, StalePreview) and self._path is not None:
            self.context.presenter.present(error)
            self.read_file(self._path)
        else:
            self._on_refused(error)

    def _on_visits(self) -> None:
        shown = self._result or self._preview
        if shown is not None:
            self.context.navigator.open("visits", month_on=shown.month_on)

    def _on_undo(self) -> None:
        result = self._result
        if result is None or result.change_set is None:
            return
        app, change_set = self.context.app, result.change_set
        self.looking.undo_button.setEnabled(False)
        job = self.context.jobs.writing(_("撤销导入"), lambda _progress: app.undo.undo(app.actor, change_set))
        job.succeeded.connect(self._on_undone)
        job.finished.connect(lambda: self.looking.undo_button.setEnabled(True))
        job.start()

    def _on_undone(self, undone: Undone) -> None:
        self._show_choosing()
        told = _("整个导入已撤销。")
        if undone.kept:
            told = _("导入已撤销，{kept} 处后来改过，保留新值。").format(kept=undone.kept)
        self.context.notices.show_notice("done", told)
