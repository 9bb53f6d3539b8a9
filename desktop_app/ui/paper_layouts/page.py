"""报表版式: choose a paper, change title, head, columns and signature line, look at the empty form beside, keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.errors import N_, ElderVisitsError, FieldProblem
from desktop_app.domain.terms import UserRole
from desktop_app.progress import Progress
from desktop_app.reports import layouts
from desktop_app.reports.catalogue import Ask, asks_of
from desktop_app.reports.layouts import Layout
from desktop_app.services.paper_layouts import LayoutRow
from desktop_app.services.paper_orders import PaperWish
from desktop_app.services.previews import PaperSeen, PreviewService
from desktop_app.ui import theme
from desktop_app.ui.jobs import Job
from desktop_app.ui.kit import (
    CheckField,
    ChoiceField,
    FlowLayout,
    Form,
    LineField,
    PdfView,
    Text,
    TextField,
    ask,
    button,
    scrolling,
)
from desktop_app.ui.page import KeyHint, Page, PageContext
from desktop_app.ui.paper_layouts.columns import ColumnLines
from desktop_app.ui.presenter import describe

SAVE_KEY = "Ctrl+Enter"
SETTLE_MS = 400
FORM_EM = 24
"""Narrower than this a line of the columns is cut; at large type the sheet beside has the rest."""
FIRST, CALL_TREE = "month-ledger", "campaign-call-tree"
"""The paper to begin with, and the one that is looked at with the newest campaign."""


class PaperLayoutPage(Page):
    """报表版式. Parameter: ``name`` of the paper to begin with."""

    listens_to = frozenset({"village"})
    help_topic = "paper-layouts"
    keys = (KeyHint(SAVE_KEY, N_("保存版式")),)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, title=_("报表版式"))
        self._rows: Sequence[LayoutRow] = ()
        self._layout: Layout | None = None
        self._wanted: str | None = None
        self._filling = False
        self._reading: Job[Any] | None = None
        self._looking: Job[PaperSeen] | None = None
        self.paper: ChoiceField[str] = ChoiceField(empty=None)
        self.paper.describe(_("哪张报表"), "")
        self.form = Form(columns=1)
        self.columns = ColumnLines()
        self.view = PdfView()
        # One sheet that fits: Tab goes from the last row of the form straight to the columns, which come later.
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Text("", "muted", wrap=True)
        self._add_rows()
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._look)
        self.paper.changed.connect(self._on_paper)
        self.columns.changed.connect(self._on_edited)
        self.form.save_asked.connect(self.save)
        for name in self.form.values():
            self.form.row(name).field.changed.connect(self._on_edited)
        if context.app.actor.role is UserRole.OFFICER:
            self.set_main_action(_("保存版式"), SAVE_KEY, self.save)

    def activate(self, **params: Any) -> None:
        """Take the paper to begin with."""
        if params.get("name"):
            self._wanted = str(params["name"])
        self.mark_stale()

    def refresh(self) -> None:
        """Read the papers whose layout can be changed; what is being edited stays."""
        if self.is_unsaved():
            return
        app = self.context.app
        job = self.context.jobs.reading(_("读取版式"), lambda _progress: app.paper_layouts.list(app.actor))
        job.succeeded.connect(self._on_rows)
        job.start()

    def is_unsaved(self) -> bool:
        """Tell whether something was changed since the layout was read."""
        return self._layout is not None and self.value() != self._layout

    def may_leave(self) -> bool:
        """Ask only if something typed would be lost."""
        return not self.is_unsaved() or self._let_go()

    def value(self) -> Layout:
        """Return the layout as it stands in the form."""
        assert self._layout is not None  # only asked once one is shown
        values = self.form.values()
        for key in ("signatures", "notes"):
            values[key] = tuple(filter(None, values[key].splitlines()))
        return replace(self._layout, columns=self.columns.value(), **values)

    def save(self) -> bool:
        """Keep the layout of this office."""
        if self._layout is None or self.context.app.actor.role is not UserRole.OFFICER:
            return False
        app, wanted = self.context.app, self.value()
        text = layouts.text_of(wanted)
        job = self.context.jobs.writing(
            _("保存版式"), lambda _progress: app.paper_layouts.change(app.actor, wanted.name, text)
        )
        job.succeeded.connect(lambda _layout: self._on_saved(wanted))
        job.start()
        return True

    # --- building

    def _add_rows(self) -> None:
        form = self.form
        form.add_row(
            _("标题"), LineField(longest=60), name="title", required=True, help=_("印在表的上方正中")
        )
        form.add_row(_("签字栏"), TextField(lines=4), name="signatures", help=_("一行一处，例如“审核人：”"))
        form.add_row(_("表下说明"), TextField(lines=4), name="notes", help=_("一行一条"))
        form.add_section(_("表头"))
        for name, caption, longest, words in (
            ("form_number", _("表号"), 40, _("上级规定的编号，没有的空着")),
            ("made_by_office", _("制定机关"), 60, _("空着时印本单位")),
            ("approved_by", _("批准机关"), 60, _("没有的空着，印“——”")),
            ("approved_as", _("批准文号"), 60, _("没有的空着，印“——”")),
            ("valid_until", _("有效期至"), 40, _("没有的空着，印“——”")),
            ("measure", _("计量单位"), 40, _("例如“人、人次”")),
        ):
            form.add_row(caption, LineField(longest=longest), name=name, help=words)
        form.add_row(
            "",
            CheckField(_("按统计表样式")),
            name="statistical",
            help=_("右上角列出表号等，列下编甲乙丙、1 2 3"),
        )
        form.add_row("", CheckField(_("横向")), name="landscape", help=_("不勾为竖向"))
        form.add_section(_("列"))

    def _build(self) -> None:
        ways = FlowLayout(spacing_em=0.5)
        self.reset_button = button(_("恢复原样"), self._on_reset)
        self.save_button = button(_("存到文件"), self._on_save_file, icon_name="file-down")
        self.load_button = button(_("从文件读入"), self._on_load_file)
        for part in (self.reset_button, self.load_button, self.save_button):
            ways.addWidget(part)
        editor = QWidget()
        inside = QVBoxLayout(editor)
        inside.setContentsMargins(0, 0, theme.px(0.6), 0)
        inside.addWidget(self.form)
        inside.addWidget(self.columns)
        inside.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(theme.px(0.6))
        left.addWidget(self.paper)
        left.addLayout(ways)
        left.addWidget(scrolling(editor), 1)
        side = QWidget()
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        side.setMinimumWidth(theme.px(FORM_EM))
        right = QVBoxLayout()
        right.addWidget(self.said)
        right.addWidget(self.view, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.px(1.5), theme.px(1), theme.px(1.5), theme.px(0.8))
        whole.setSpacing(theme.px(1.2))
        whole.addWidget(side, 5)
        whole.addLayout(right, 6)
        self.setFocusProxy(self.paper)
        officer = self.context.app.actor.role is UserRole.OFFICER
        self.reset_button.setEnabled(officer)
        self.load_button.setEnabled(officer)

    # --- reading and showing

    def _on_rows(self, rows: Sequence[LayoutRow]) -> None:
        self._rows = rows
        asked = (self._wanted, self.paper.value(), FIRST)
        names = {layouts.shipped(row.name).paper or row.name: row.name for row in reversed(rows)}
        names |= {row.name: row.name for row in rows}
        kept = next((names[name] for name in asked if name in names), None)
        changed = _("{paper}（已修改）")
        blocked = self.paper.blockSignals(True)
        self.paper.set_choices(
            [(row.name, changed.format(paper=row.what) if row.changed else row.what) for row in rows]
        )
        if kept is not None:
            self.paper.set_value(kept)
        self.paper.blockSignals(blocked)
        self._wanted = None
        self._read()

    def _read(self) -> None:
        app, name = self.context.app, self.paper.value()
        if name is None:
            return
        job = self.context.jobs.reading(
            _("读取版式"), lambda _progress: app.paper_layouts.layout(app.actor, name)
        )
        job.succeeded.connect(self._show)
        job.start()

    def _show(self, layout: Layout) -> None:
        if layout.name != self.paper.value():
            return  # another paper was chosen meanwhile
        self._filling = True
        values = {key: getattr(layout, key) for key in (*layouts.TEXTS, "statistical", "landscape")}
        lines = {key: "\n".join(getattr(layout, key)) for key in ("signatures", "notes")}
        self.form.set_values({**values, **lines})
        self.form.clear_problems()
        printed = {column.key for column in layout.columns}
        others = [each for each in layouts.shipped(layout.name).known if each.key not in printed]
        self.columns.show_columns(layout.columns, others)
        self._filling = False
        self._layout = layout
        # What a form makes of it (widths in whole millimetres) is what later edits are compared with.
        self._layout = self.value()
        self.unsaved_changed.emit()
        self._look()

    def _on_paper(self) -> None:
        name = self.paper.value()
        if (
            self._layout is not None
            and name != self._layout.name
            and self.is_unsaved()
            and not self._let_go()
        ):
            blocked = self.paper.blockSignals(True)
            self.paper.set_value(self._layout.name)
            self.paper.blockSignals(blocked)
            return
        self._read()

    def _let_go(self) -> bool:
        return ask(
            self,
            _("版式改动还没有保存"),
            _("离开后这些改动不再保留。"),
            yes=_("放弃改动"),
            no=_("继续修改"),
            danger=True,
        )

    def _on_edited(self) -> None:
        if not self._filling:
            self.unsaved_changed.emit()
            self._timer.start()

    def _look(self) -> None:
        """Make the empty form in the layout as it stands."""
        if self._layout is None:
            return
        if self._looking is not None:
            self._looking.cancel()
        app, layout = self.context.app, self.value()
        today = app.clock.today()
        wish = PaperWish(
            name=layout.paper or layout.name,
            month=(today.year, today.month),
            category=layout.category or None,
            blank=Ask.BLANK in asks_of(layout.paper or layout.name),
            layout=(layout.name, layouts.text_of(layout)),
        )
        previews = PreviewService(app.context, app.reports)

        def make(progress: Progress) -> PaperSeen:
            """Make it; what is about a campaign shows the newest one."""
            about = wish
            if wish.name == CALL_TREE and (campaigns := app.campaigns.list(app.actor)):
                about = replace(wish, campaign_uid=campaigns[0].uid)
            return previews.paper(app.actor, about, progress=progress)

        self._looking = self.context.jobs.outside(_("生成预览"), make)
        said = _("空白表样式") if wish.blank else _("按现在的数据印出的样子")
        self._looking.succeeded.connect(lambda seen: self._on_looked(seen, said))
        self._looking.failed.connect(self._on_not_looked)
        self._looking.start()

    def _on_looked(self, seen: PaperSeen, said: str) -> None:
        self._looking = None
        self.said.setText(said)
        self.view.show_document(seen.content)

    def _on_not_looked(self, error: Exception) -> None:
        self._looking = None
        self.view.clear()
        if self._layout is not None and self._layout.name == CALL_TREE and isinstance(error, FieldProblem):
            self.said.setText(_("发起一次专项探访后，这里显示样子；版式现在就可以改。"))
        elif isinstance(error, ElderVisitsError):
            self.said.setText(describe(error).what)
        else:
            self.context.presenter.present(error)

    # --- keeping

    def _on_saved(self, layout: Layout) -> None:
        self._layout = layout
        self.unsaved_changed.emit()
        self.context.notices.show_notice("done", _("版式已保存，以后的报表都按它打印。"))
        self.refresh()

    def _on_reset(self) -> None:
        if self._layout is None:
            return
        app, name = self.context.app, self._layout.name
        changed = any(row.changed for row in self._rows if row.name == name)
        if (changed or self.is_unsaved()) and not ask(
            self,
            _("恢复原来的版式？"),
            _("本单位改过的标题、列和签字栏不再保留；要留着可以先“存到文件”。"),
            yes=_("恢复原样"),
            danger=True,
        ):
            return
        job = self.context.jobs.writing(
            _("恢复版式"), lambda _progress: app.paper_layouts.reset(app.actor, name)
        )
        job.succeeded.connect(lambda _done: self._on_restored())
        job.start()

    def _on_restored(self) -> None:
        self._layout = None
        self.refresh()

    def _on_save_file(self) -> None:
        if self._layout is None:
            return
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), f"{self._layout.title}.toml", "*.toml")
        if path:
            app, name, target = self.context.app, self._layout.name, Path(path).with_suffix(".toml")
            job = self.context.jobs.outside(
                _("保存版式"), lambda _progress: app.paper_layouts.save(app.actor, name, target)
            )
            job.succeeded.connect(
                lambda _done: self.context.notices.show_notice(
                    "done", _("已保存 {file}").format(file=target.name)
                )
            )
            job.start()

    def _on_load_file(self) -> None:
        if self._layout is None:
            return
        path, _kind = QFileDialog.getOpenFileName(self, _("选择版式文件"), "", "*.toml")
        if path:
            app, name = self.context.app, self._layout.name
            job = self.context.jobs.writing(
                _("装入版式"), lambda _progress: app.paper_layouts.load(app.actor, name, Path(path))
            )
            job.succeeded.connect(lambda _layout: self._on_restored())
            job.start()
