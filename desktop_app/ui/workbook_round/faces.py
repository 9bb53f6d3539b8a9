"""The faces of the workbook round: give out and take back, wait, look at what would happen or did happen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QTabWidget, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.services.import_outcome import CellNote
from desktop_app.services.visit_workbook_plan import RowNote, WorkbookSummary
from desktop_app.ui import theme
from desktop_app.ui.file_drop import FileDrop
from desktop_app.ui.kit import (
    Card,
    CheckField,
    ChoiceField,
    ErrorWords,
    FlowLayout,
    Form,
    LineField,
    MonthPicker,
    Section,
    Text,
    add_months,
    button,
    column,
    row,
    scrolling,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.workbook_round.tables import (
    cells_source,
    cells_table,
    rows_source,
    rows_table,
    with_hints,
)

LEAST_TABS_EM = 20
LABEL_EM = 8.5
MONTHS_AHEAD = 3


class GivingCard(Card):
    """The workbook to be given out: village, month, phones, and whoever takes it. Signal: ``asked()``."""

    asked = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        today = context.app.clock.today
        self.body.addWidget(Section(_("发给村里")))
        told = _("给不能用本程序的村（社区）导出一本工作簿：本月该探访的人一次一行，姓名、住址已填好并锁定。")
        self.body.addWidget(Text(told, "muted", wrap=True))
        self.form = Form(label_em=LABEL_EM)
        self.village: ChoiceField[str] = self.form.add_row(
            _("嘎查村（社区）"), ChoiceField(empty=_("请选择")), name="village", required=True
        )
        self.month = MonthPicker(today(), latest_on=add_months(today(), MONTHS_AHEAD), today=today)
        self.recipient = self.form.add_row(
            _("交给谁"), LineField(longest=100), name="recipient", help=_("记入查阅与输出台账。")
        )
        self.phones = self.form.add_row(
            "",
            CheckField(_("写入完整电话")),
            name="phones",
            help=_("要打电话探访时才勾选；不勾选的，电话隐去中间四位。工作簿里没有身份证号。"),
        )
        self.reason = self.form.add_row(
            _("理由"),
            LineField(longest=200, placeholder=_("写清事实，以后查得到")),
            name="reason",
            required=True,
        )
        self.export_button = button(_("导出工作簿…"), self._on_asked, icon_name="file-down")
        when = row(Text(_("月份"), "muted"), self.month, spacing_em=0.5)
        when.addStretch(1)
        self.body.addLayout(when)
        self.body.addWidget(self.form)
        line = row(self.export_button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.told = Text("", "", wrap=True, copyable=True)
        self.told.hide()
        self.body.addWidget(self.told)
        self.phones.changed.connect(self._show_rows)
        self._show_rows()
        self.setFocusProxy(self.village)

    def show_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages; the one chosen before stays."""
        chosen = self.village.value()
        blocked = self.village.blockSignals(True)
        self.village.set_choices([(one.code, one.name) for one in villages])
        self.village.set_value(villages[0].code if len(villages) == 1 else chosen)
        self.village.blockSignals(blocked)

    def village_name(self) -> str:
        """Return the name of the chosen village."""
        return self.village.combo.currentText()

    def month_on(self) -> date:
        """Return the first day of the chosen month."""
        return self.month.value()

    def show_done(self, text: str) -> None:
        """Say what was exported and what to tell the village."""
        self.told.setText(text)
        self.told.setVisible(bool(text))

    def _show_rows(self) -> None:
        self.form.set_row_visible("reason", bool(self.phones.value()))

    def _on_asked(self) -> None:
        self.asked.emit()


class ChoosingFace(QWidget):
    """Both ways side by side: give out a workbook, take a filled one back."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.giving = GivingCard(context)
        self.drop = FileDrop(_("村里填好的工作簿"))
        self.refusal = Card()
        self.refusal.body.addWidget(Section(_("这个文件不能导入")))
        self._lines = [Text("", look, wrap=True, copyable=True) for look in ("strong", "", "")]
        for line in self._lines:
            self.refusal.body.addWidget(line)
        taking = Card()
        taking.body.addWidget(Section(_("收回填好的")))
        taking.body.addWidget(
            Text(
                _(
                    "同一本可以分几次交：已登记的行不会重复，改过的行按更正登记。先看每一行会怎样，再决定导入。"
                ),
                "muted",
                wrap=True,
            )
        )
        taking.body.addWidget(self.drop)
        taking.body.addWidget(self.refusal)
        taking.body.addStretch(1)
        content = QWidget()
        ways = row(self.giving, taking, spacing_em=1)
        ways.setStretch(0, 1)
        ways.setStretch(1, 1)
        ways.setContentsMargins(0, 0, 0, 0)
        both = QWidget()
        both.setLayout(ways)
        layout = column(both, spacing_em=1)
        layout.addStretch(1)
        layout.setContentsMargins(theme.px(1.2), theme.px(1), theme.px(1.2), theme.px(1))
        content.setLayout(layout)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.giving)
        self.refusal.hide()

    def show_refusal(self, said: ErrorWords | None) -> None:
        """Say why a file was refused; None takes it away."""
        self.refusal.setVisible(said is not None)
        if said is not None:
            for line, text in zip(self._lines, (said.what, said.data_safe, said.do_now), strict=True):
                line.setText(text)
            self.refusal.setAccessibleName(said.as_text())


class WorkingFace(QWidget):
    """What is being done, how far it is, and a way to stop. Signal: ``cancel_asked()``."""

    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = Text("", "section", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("进度"))
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
    """Figures, every row with what becomes of it, and the cells to look at; the page connects the buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.headline = Text("", "section", wrap=True)
        self.detail = Text("", "muted", wrap=True)
        self.figures = Text("", "strong", wrap=True)
        self.rows = rows_table()
        self.cells = cells_table()
        self.visits_button = button(_("查看探访记录"), look="main", icon_name="clipboard-list")
        self.undo_button = button(_("撤销整个导入"), icon_name="undo-2")
        self.again_button = button(_("重新读取"), icon_name="refresh-cw")
        self.other_button = button(_("返回"))
        self.told = Text("", "", wrap=True, copyable=True)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.rows, "")
        self.tabs.addTab(self.cells, "")
        self.tabs.setMinimumHeight(theme.px(LEAST_TABS_EM))
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        ways = FlowLayout(spacing_em=0.5)
        for made in (
            self.visits_button,
            self.undo_button,
            self.again_button,
            self.other_button,
        ):
            ways.addWidget(made)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(theme.px(1.2), theme.px(0.8), theme.px(1.2), theme.px(0.8))
        layout.setSpacing(theme.px(0.6))
        layout.addWidget(self.headline)
        layout.addWidget(self.detail)
        layout.addWidget(self.figures)
        layout.addLayout(ways)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.told)
        self.rows.chosen.connect(self._on_row)
        self.cells.chosen.connect(self._on_cell)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(content))
        self.setFocusProxy(self.tabs)

    def show_preview(self, found: WorkbookSummary) -> None:
        """Show what importing would do."""
        something = bool(found.created or found.changed)
        if something:
            self.headline.setText(_("预览：还没有写入任何内容"))
        elif found.refused_rows:
            self.headline.setText(_("没有可以导入的行：请先按下面的说明改正工作簿。"))
        else:
            self.headline.setText(_("没有需要写入的内容：工作簿与程序里的一致。"))
        self._show(found)
        self.again_button.setVisible(True)
        for made in (self.visits_button, self.undo_button):
            made.setVisible(False)

    def show_result(self, found: WorkbookSummary, *, undoable: bool) -> None:
        """Show what the import did."""
        self.headline.setText(_("导入完成"))
        self._show(found)
        self.again_button.setVisible(False)
        self.visits_button.setVisible(True)
        self.undo_button.setVisible(undoable)
        self.undo_button.setEnabled(True)

    def _on_row(self, note: RowNote | None) -> None:
        """Say the whole of what a narrow table cuts off."""
        self.told.setText(_("；").join(note.words) if note is not None else "")

    def _on_cell(self, chosen: tuple[CellNote, bool] | None) -> None:
        self.told.setText(chosen[0].reason if chosen is not None else "")

    def _show(self, found: WorkbookSummary) -> None:
        month = _("{year}年{month}月").format(year=found.month_on.year, month=found.month_on.month)
        told = [found.file_name, found.village, month, _("工作簿编号 {code}").format(code=found.code)]
        self.detail.setText(" · ".join(part for part in told if part))
        counts = [
            (_("新登记 {count} 次"), found.created),
            (_("更正 {count} 次"), found.changed),
            (_("没有变化 {count} 次"), found.unchanged),
            (_("保留程序里的 {count} 次"), found.kept),
            (_("不能导入 {count} 行"), found.refused_rows),
            (_("还没填 {count} 行"), found.blank),
        ]
        self.figures.setText("　".join(words.format(count=count) for words, count in counts if count))
        self.rows.show_source(rows_source(with_hints(found)))
        notes = [*((note, True) for note in found.rejected), *((note, False) for note in found.warnings)]
        self.cells.show_source(cells_source(notes))
        self.tabs.setTabText(0, _("逐行（{count}）").format(count=len(found.notes)))
        self.tabs.setTabText(1, _("要改和要核对的格（{count}）").format(count=len(notes)))
        self.tabs.setCurrentIndex(0)
