"""Imports a register or a visit log: choose the file, look at the preview, then write it in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.progress import Progress
from desktop_app.services.imports import ImportResult, StalePreview
from desktop_app.services.visit_imports import VisitImportPreview
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    Card,
    DateField,
    FlowLayout,
    Form,
    Section,
    Text,
    button,
    column,
    main_button,
    row,
    scrolling,
)
from desktop_app.ui.page import Page, PageContext
from desktop_app.ui.presenter import describe
from desktop_app.ui.register.file_drop import FileDrop
from desktop_app.ui.register.import_fields import REGISTER, VISITS
from desktop_app.ui.register.import_preview import Figures, MappingCard, Preview, notes_table, show_notes

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
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_AGAIN_MS)
        self._timer.timeout.connect(lambda: self._read(mapped=True))
        self._faces = QStackedWidget()
        self._build_choosing()
        self._build_working()
        self._build_preview()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._faces)
        self._show_choosing()

    def activate(self, **params: Any) -> None:
        """Take ``kind`` (register or visits) and maybe ``path`` of the file."""
        kind = str(params.get("kind", self._kind))
        if kind != self._kind or self._result is not None:
            self._kind = VISITS if kind == VISITS else REGISTER
            self._show_choosing()
        self.set_title(_("导入名册") if self._kind == REGISTER else _("导入探访记录"))
        self._since_card.setVisible(self._kind == REGISTER)
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
        if self._faces.currentWidget() is self._looking:
            return "result" if self._result is not None else "preview"
        return "choosing" if self._faces.currentWidget() is self._choosing else "working"

    # --- the faces

    def _build_choosing(self) -> None:
        self.drop = FileDrop(_("选择办公室现有的表格：Excel、WPS 或 CSV"))
        self.drop.chosen.connect(self.read_file)
        self.refusal = Card()
        self._refusal_what = Text("", "strong", wrap=True, copyable=True)
        self._refusal_safe = Text("", "", wrap=True, copyable=True)
        self._refusal_do = Text("", "", wrap=True, copyable=True)
        self.refusal.body.addWidget(Section(_("这个文件不能导入")))
        for part in (self._refusal_what, self._refusal_safe, self._refusal_do):
            self.refusal.body.addWidget(part)
        self._since_card = Card()
        form = Form(label_em=7)
        today = self.context.app.clock.today
        self.since = form.add_row(
            _("从哪天起探访"),
            DateField(latest_on=today(), today=today),
            name="since",
            help=_("新登记的人从这一天起安排探访；要补录以前月份的探访记录，请填更早的日期。"),
        )
        self.since.set_value(today().replace(day=1))
        self.since.changed.connect(self._on_since)
        self._since_card.body.addWidget(form)
        content = QWidget()
        layout = column(self.refusal, self.drop, self._since_card, spacing_em=1)
        layout.addStretch(1)
        layout.setContentsMargins(theme.px(1.5), theme.px(1.2), theme.px(1.5), theme.px(1))
        content.setLayout(layout)
        content.setMaximumWidth(theme.px(60))
        self._choosing = scrolling(content)
        self._faces.addWidget(self._choosing)

    def _build_working(self) -> None:
        self._working_text = Text("", "section", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel_button = button(_("取消"), self._on_cancel)
        line = row(self.cancel_button)
        line.addStretch(1)
        layout = column(self._working_text, self._bar, line, spacing_em=0.8)
        layout.addStretch(1)
        layout.setContentsMargins(theme.px(3), theme.px(4), theme.px(3), theme.px(1))
        working = QWidget()
        working.setLayout(layout)
        self._faces.addWidget(working)
        self._working = working

    def _build_preview(self) -> None:
        self.headline = Text("", "section", wrap=True)
        self.detail = Text("", "muted", wrap=True)
        self.figures = Figures()
        self.notes = notes_table()
        self.notes.setMinimumHeight(theme.px(16))
        self.mapping = MappingCard()
        self.mapping.changed.connect(self._timer.start)
        self.apply_button = main_button(_("导入"), "Ctrl+Enter", self._on_apply)
        self.other_button = button(_("换一个文件"), self._show_choosing)
        self.undo_button = button(_("撤销整个导入"), self._on_undo, icon_name="undo-2")
        self.report_button = button(_("打印导入报告"), self._on_report_pdf, icon_name="printer")
        self.sheet_button = button(_("问题存为表格"), self._on_report_xlsx, icon_name="file-down")
        self.register_button = button(_("查看名册"), lambda: self.context.navigator.open("register"))
        ways = FlowLayout(spacing_em=0.5)
        for made in (
            self.apply_button,
            self.register_button,
            self.undo_button,
            self.sheet_button,
            self.report_button,
            self.other_button,
        ):
            ways.addWidget(made)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(1))
        layout.setSpacing(theme.px(0.75))
        layout.addWidget(self.headline)
        layout.addWidget(self.detail)
        layout.addLayout(ways)
        layout.addWidget(self.figures)
        layout.addWidget(Section(_("需要核对的单元格")))
        layout.addWidget(self.notes, 1)
        layout.addWidget(self.mapping)
        self._looking = scrolling(content)
        self._faces.addWidget(self._looking)

    def _show_choosing(self) -> None:
        self._timer.stop()
        self._preview = self._result = None
        self.refusal.hide()
        self._faces.setCurrentWidget(self._choosing)
        self.set_main_action("", "", lambda: None)
        self.drop.setFocus()

    def _show_working(self, text: str) -> None:
        self._working_text.setText(text)
        self._bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self._faces.setCurrentWidget(self._working)
        self.set_main_action("", "", lambda: None)

    def _on_progress(self, done: int, total: int, what: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if what:
            self._working_text.setText(what)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self.cancel_button.setEnabled(False)
            self._job.cancel()

    # --- reading

    def _on_since(self) -> None:
        if self._preview is not None and not self.since.problem():
            self._timer.start()

    def _read(self, *, mapped: bool) -> None:
        path = self._path
        if path is None:
            return
        app, since = self.context.app, self.since.value()
        mapping = self.mapping.mapping() if mapped else None

        def read(progress: Progress) -> Preview:
            """Read and compare; nothing is written."""
            if self._kind == VISITS:
                return app.visit_imports.preview(app.actor, path, mapping=mapping, progress=progress)
            return app.imports.preview(app.actor, path, mapping=mapping, since=since, progress=progress)

        self._show_working(_("正在读取 {file}").format(file=path.name))
        self._job = self.context.jobs.outside(_("读取表格"), read)
        self._job.progressed.connect(self._on_progress)
        self._job.succeeded.connect(self._on_read)
        self._job.failed.connect(self._on_refused)
        self._job.cancelled.connect(self._show_choosing)
        self._job.start()

    def _on_read(self, preview: Preview) -> None:
        self._job, self._preview, self._result = None, preview, None
        nothing = preview.created == 0 and preview.updated == 0
        self.headline.setText(
            _("没有需要写入的内容：文件与名册一致。") if nothing else _("预览：还没有写入任何内容")
        )
        where = _("{file} · 工作表“{sheet}” · 表头在第 {row} 行 · 数据 {rows} 行").format(
            file=preview.file_name, sheet=preview.sheet, row=preview.header_row, rows=preview.rows
        )
        villages = getattr(preview, "new_villages", ())
        if villages:
            where += _(" · 区划表中没有、将按本地新增：{names}").format(names="、".join(villages))
        self.detail.setText(where)
        self.figures.show_counts(preview, self._kind)
        show_notes(self.notes, preview)
        self.mapping.show_mapping(preview, self._kind)
        self.mapping.setVisible(True)
        self._show_ways()
        self._faces.setCurrentWidget(self._looking)
        if not nothing:
            self.set_main_action(_("导入"), "Ctrl+Enter", self._on_apply)
            self.apply_button.setFocus()

    def _on_refused(self, error: Exception) -> None:
        self._job = None
        said = describe(error)
        self._show_choosing()
        self._refusal_what.setText(said.what)
        self._refusal_safe.setText(said.data_safe)
        self._refusal_do.setText(said.do_now)
        self.refusal.show()
        self.refusal.setAccessibleName(said.as_text())

    def _show_ways(self) -> None:
        preview, result = self._preview, self._result
        waiting = preview is not None and result is None and bool(preview.created or preview.updated)
        self.apply_button.setVisible(waiting)
        self.undo_button.setVisible(result is not None and result.change_set is not None)
        self.register_button.setVisible(result is not None)
        noted = bool(preview and (preview.rejected or preview.warnings))
        self.sheet_button.setVisible(noted)
        self.report_button.setVisible(result is not None)

    # --- writing

    def _on_apply(self) -> None:
        preview = self._preview
        if preview is None or self._result is not None or self._job is not None:
            return
        app = self.context.app

        def apply(progress: Progress) -> ImportResult:
            """Write everything or nothing."""
            if isinstance(preview, VisitImportPreview):
                return app.visit_imports.apply(app.actor, preview, progress=progress)
            return app.imports.apply(app.actor, preview, progress=progress)

        self._show_working(_("正在写入 {file}").format(file=preview.file_name))
        self._job = self.context.jobs.writing(_("导入 {file}").format(file=preview.file_name), apply)
        self._job.progressed.connect(self._on_progress)
        self._job.succeeded.connect(self._on_applied)
        self._job.failed.connect(self._on_not_applied)
        self._job.cancelled.connect(self._on_apply_cancelled)
        self._job.start()

    def _on_applied(self, result: ImportResult) -> None:
        self._job, self._result = None, result
        self.set_main_action("", "", lambda: None)
        self.headline.setText(_("导入完成"))
        self.figures.show_counts(result, self._kind)
        self.mapping.setVisible(False)
        self._show_ways()
        self._faces.setCurrentWidget(self._looking)
        self.register_button.setFocus()

    def _on_not_applied(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, StalePreview):
            self.context.presenter.present(error)
            self._read(mapped=True)
        else:
            self._on_refused(error)

    def _on_apply_cancelled(self) -> None:
        self._job = None
        self._faces.setCurrentWidget(self._looking)
        self.set_main_action(_("导入"), "Ctrl+Enter", self._on_apply)
        self.context.notices.show_notice("info", _("已取消，名册没有改动。"))

    def _on_undo(self) -> None:
        result = self._result
        if result is None or result.change_set is None:
            return
        app, change_set = self.context.app, result.change_set
        job = self.context.jobs.writing(_("撤销导入"), lambda _progress: app.undo.undo(app.actor, change_set))
        job.succeeded.connect(self._on_undone)
        job.start()
        self.undo_button.setEnabled(False)

    def _on_undone(self) -> None:
        self.undo_button.setEnabled(True)
        self._show_choosing()
        self.context.notices.show_notice("done", _("整个导入已撤销。"))

    # --- the report

    def _on_report_pdf(self) -> None:
        self._make_report("pdf", _("导入报告.pdf"))

    def _on_report_xlsx(self) -> None:
        self._make_report("xlsx", _("导入问题.xlsx"))

    def _make_report(self, ending: str, name: str) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), name, f"*.{ending}")
        if path:
            self.save_report(Path(path).with_suffix(f".{ending}"))

    def save_report(self, path: Path) -> None:
        """Write the report of what is shown to ``path`` (.pdf or .xlsx)."""
        done = self._result or self._preview
        if done is None:
            return
        app = self.context.app
        # The report of a visit log has the same counts and notes as that of a register.
        job = self.context.jobs.outside(
            _("生成导入报告"),
            lambda progress: app.reports.make_import_report(app.actor, done, path, progress=progress),
        )
        job.succeeded.connect(
            lambda made: self.context.undo.offer(_("已保存 {file}").format(file=made.path.name))
        )
        job.start()
