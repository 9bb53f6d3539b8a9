"""The faces of the import page: choose the file, wait, look at what would happen or did happen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.import_outcome import ImportResult
from desktop_app.services.import_proof import kind_word
from desktop_app.services.imports import RegisterImportPreview
from desktop_app.ui import theme
from desktop_app.ui.file_drop import FileDrop
from desktop_app.ui.kit import (
    Card,
    DateField,
    ErrorWords,
    FlowLayout,
    Form,
    Section,
    Text,
    button,
    column,
    row,
    scrolling,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.import_changes import changes_table, show_changes
from desktop_app.ui.register.import_codes import CodesPanel
from desktop_app.ui.register.import_fields import REGISTER
from desktop_app.ui.register.import_mapping import MappingPanel
from desktop_app.ui.register.import_preview import Figures, Preview, notes_table, show_notes
from desktop_app.ui.register.import_repairs import RepairPanel

LEAST_TABS_EM = 20


class ChoosingFace(QWidget):
    """A place for the file, the day from which visits are owed, and why the last file was refused."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        today = context.app.clock.today
        self.drop = FileDrop(_("选择办公室现有的表格：Excel、WPS 或 CSV"))
        self.refusal = Card()
        self.refusal.body.addWidget(Section(_("这个文件不能导入")))
        self._lines = [Text("", look, wrap=True, copyable=True) for look in ("strong", "", "")]
        for line in self._lines:
            self.refusal.body.addWidget(line)
        form = Form(label_em=7.5)
        self.since = form.add_row(
            _("从哪天起探访"),
            DateField(latest_on=today, today=today),
            name="since",
            help=_("新登记的人从这一天起安排探访；要补录以前月份的探访记录，请填更早的日期。"),
        )
        self.since.set_value(today().replace(day=1))
        self._since_card = Card()
        self._since_card.body.addWidget(form)
        content = QWidget()
        layout = column(self.refusal, self.drop, self._since_card, spacing_em=1)
        layout.addStretch(1)
        layout.setContentsMargins(theme.px(1.5), theme.px(1.2), theme.px(1.5), theme.px(1))
        content.setLayout(layout)
        content.setMaximumWidth(theme.px(62))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.drop)
        self.refusal.hide()

    def show_kind(self, kind: str) -> None:
        """Ask for the day only for a register."""
        self._since_card.setVisible(kind == REGISTER)

    def show_refusal(self, said: ErrorWords | None) -> None:
        """Say why a file was refused; None takes it away."""
        self.refusal.setVisible(said is not None)
        if said is not None:
            for line, text in zip(self._lines, (said.what, said.data_safe, said.do_now), strict=True):
                line.setText(text)
            self.refusal.setAccessibleName(said.as_text())

    def refusal_text(self) -> str:
        """Return what is said about the refused file."""
        return "" if self.refusal.isHidden() else "\n".join(line.text() for line in self._lines)


class WorkingFace(QWidget):
    """What is being done, how far it is, and a way to stop. Signal: ``cancel_asked()``."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = Text("", "section", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel_button = button(_("取消"), self._on_cancel)
        line = row(self.cancel_button)
        line.addStretch(1)
        layout = column(self._text, self._bar, line, spacing_em=0.8)
        layout.addStretch(1)
        layout.setContentsMargins(theme.px(3), theme.px(4), theme.px(3), theme.px(1))
        self.setLayout(layout)
        self.setFocusProxy(self.cancel_button)

    def show_work(self, text: str) -> None:
        """Begin with ``text``."""
        self._text.setText(text)
        self._bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if what:
            self._text.setText(what)

    def _on_cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancel_asked.emit()


class LookingFace(QWidget):
    """Figures, what can be decided, and what can be done next; the page connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = Text("", "section", wrap=True)
        self.detail = Text("", "muted", wrap=True)
        self.figures = Figures()
        self.notes = notes_table()
        self.mapping = MappingPanel()
        self.repairs = RepairPanel()
        self.codes = CodesPanel()
        self.changes = changes_table()
        self.remembered = Text("", "strong", wrap=True)
        self.forget_button = button(_("不用这些设置"))
        self.settings_button = button(_("导入设置…"), icon_name="settings")
        self.register_button = button(_("查看名册"), look="main")
        self.undo_button = button(_("撤销整个导入"), icon_name="undo-2")
        self.sheet_button = button(_("问题存为表格"), icon_name="file-down")
        self.print_button = button(_("打印导入报告"), icon_name="printer")
        self.other_button = button(_("换一个文件"))
        self.tabs = QTabWidget()
        self._same_file = False
        for panel in (self.codes, self.repairs, self.changes, self.mapping, self.notes):
            self.tabs.addTab(panel, "")
        self.tabs.setMinimumHeight(theme.px(LEAST_TABS_EM))
        # A tab with much in it scrolls by itself instead of making the page longer.
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.5), theme.px(0.8), theme.px(1.5), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.headline)
        layout.addWidget(self.detail)
        layout.addWidget(self.remembered)
        layout.addLayout(self._ways())
        layout.addWidget(self.figures)
        layout.addWidget(self.tabs, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.tabs)

    def _ways(self) -> FlowLayout:
        ways = FlowLayout(spacing_em=0.5)
        for made in (
            self.register_button,
            self.undo_button,
            self.forget_button,
            self.settings_button,
            self.sheet_button,
            self.print_button,
            self.other_button,
        ):
            ways.addWidget(made)
        return ways

    def show_preview(self, preview: Preview, kind: str) -> None:
        """Show what importing would do."""
        nothing = preview.created == 0 and preview.updated == 0
        if not nothing:
            self.headline.setText(_("预览：还没有写入任何内容"))
        elif preview.rejected:
            self.headline.setText(_("没有可以写入的内容：能采用的都与名册一致，其余要先修正。"))
        else:
            self.headline.setText(_("没有需要写入的内容：文件与名册一致。"))
        where = _("{file} · 工作表“{sheet}” · 表头在第 {row} 行 · 数据 {rows} 行").format(
            file=preview.file_name, sheet=preview.sheet, row=preview.header_row, rows=preview.rows
        )
        register = preview if isinstance(preview, RegisterImportPreview) else None
        if register is not None and register.new_villages:
            where += _(" · 区划表中没有、将按本地新增：{names}").format(
                names=_("、").join(register.new_villages)
            )
        if register is not None and register.other_sheets:
            where += _(" · 表头不同、没有读的工作表：{names}").format(
                names=_("、").join(register.other_sheets)
            )
        self.detail.setText(where)
        self.figures.show_counts(preview, kind)
        show_notes(self.notes, preview)
        self.mapping.show_mapping(preview, kind)
        remembered = register.remembered if register else ""
        self.remembered.setText(
            _("按上次“{name}”的设置读取；栏目、代码和处理办法都可以在下面改。").format(name=remembered)
        )
        self.remembered.setVisible(bool(remembered))
        self.forget_button.setVisible(bool(remembered))
        self.settings_button.setVisible(register is not None)
        if register is not None:
            self.repairs.show_repairs(register)
            self.codes.show_questions(register)
            show_changes(self.changes, register)
        self._show_tabs(preview, register)
        self.sheet_button.setVisible(bool(preview.rejected or preview.warnings))
        for made in (self.register_button, self.undo_button, self.print_button):
            made.setVisible(False)

    def show_result(self, result: ImportResult, kind: str) -> None:
        """Show what the import did."""
        self.headline.setText(_("导入完成"))
        added = _("、").join(
            _("{kind} {count} 条").format(kind=_(kind_word(table)), count=count)
            for table, count in result.facts.items()
        )
        if result.change_set is not None:
            proved = _("写入后已逐条核对，与预览一致。新增：{added}。").format(added=added)
            self.detail.setText(proved if added else _("写入后已逐条核对，与预览一致。"))
        self.figures.show_counts(result, kind)
        self._show_titles({self.notes: self._notes_title(result)})
        self.tabs.setCurrentWidget(self.notes)
        self.remembered.setVisible(False)
        for made in (self.forget_button, self.settings_button):
            made.setVisible(False)
        self.undo_button.setVisible(result.change_set is not None)
        self.undo_button.setEnabled(True)
        for made in (self.register_button, self.print_button):
            made.setVisible(True)

    def _show_tabs(self, preview: Preview, register: RegisterImportPreview | None) -> None:
        """Show the tabs of a preview; the one on which something waits for the user is in front."""
        titles = {
            self.mapping: _("栏目对照（{count}）").format(count=len(preview.mapping)),
            self.notes: self._notes_title(preview),
        }
        if register is None:
            self._show_titles(titles)
            self.tabs.setCurrentWidget(self.notes)
            return
        waiting = sum(row.rejected for row in register.repairs)
        open_codes = sum(not question.settled for question in register.questions)
        titles[self.repairs] = _("要修正的行（{count}）").format(count=waiting)
        titles[self.changes] = _("改动的格（{count}）").format(count=len(register.changes))
        if register.questions:
            titles[self.codes] = (
                _("代码对照（{count} 项待确认）").format(count=open_codes) if open_codes else _("代码对照")
            )
        kept = self.tabs.currentWidget()
        self._show_titles(titles)
        first: QWidget = self.repairs if waiting else self.changes if register.changes else self.mapping
        if open_codes:
            first = self.codes
        elif self._same_file and kept in (self.mapping, self.repairs):
            first = kept
        self.tabs.setCurrentWidget(first)
        self._same_file = True

    def begin_file(self) -> None:
        """Forget which tab was in front: another file begins."""
        self._same_file = False

    def _show_titles(self, titles: Mapping[QWidget, str]) -> None:
        """Show the tabs that have a title, and only those."""
        for index in range(self.tabs.count()):
            title = titles.get(self.tabs.widget(index), "")
            self.tabs.setTabText(index, title)
            self.tabs.setTabVisible(index, bool(title))

    def _notes_title(self, done: Preview | ImportResult) -> str:
        return _("全部提示（{count}）").format(count=len(done.rejected) + len(done.warnings))
