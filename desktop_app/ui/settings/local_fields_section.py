"""自设栏目: the further fields that this unit keeps about its elders, in the order of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.local_fields import LONGEST_LABEL
from desktop_app.domain.terms import LocalFieldKind
from desktop_app.progress import Progress
from desktop_app.services.local_fields import LocalFieldDraft, LocalFieldRow, SavedField
from desktop_app.ui.kit import (
    ChoiceRow,
    Column,
    Dialog,
    EmptyState,
    Form,
    LineField,
    ListSource,
    RowTable,
    Sort,
    TextField,
    ask,
    button,
    row,
)
from desktop_app.ui.page import PageContext
from desktop_app.ui.settings.section import SettingsSection

Shown = tuple[LocalFieldRow, int]
"""A field and for how many elders it is filled in."""


class LocalFieldsSection(SettingsSection):
    """自设栏目."""

    fills_page: ClassVar[bool] = True

    def __init__(self, context: PageContext) -> None:
        words = _(
            "名册里没有而本单位要登记的内容，在这里加一栏，登记老年人时按这个次序填。停用后已填的内容仍保留。"
        )
        super().__init__(context, _("自设栏目"), words)
        self._uid = ""
        self.table: RowTable[Shown] = RowTable(
            (
                Column(
                    key="label",
                    title=_("栏目"),
                    width_em=9,
                    text=lambda each: each[0].label,
                    strong=True,
                    sortable=False,
                ),
                Column(
                    key="kind",
                    title=_("填法"),
                    width_em=5,
                    text=lambda each: _(LocalFieldKind(each[0].kind).term),
                    sortable=False,
                ),
                Column(
                    key="choices",
                    title=_("可选内容"),
                    width_em=9,
                    text=lambda each: _("、").join(each[0].choices),
                    stretch=True,
                    sortable=False,
                ),
                Column(
                    key="filled",
                    title=_("已填"),
                    width_em=5,
                    text=lambda each: _("{count} 人").format(count=each[1]),
                    align_right=True,
                    sortable=False,
                ),
            ),
            sort=Sort(""),
            empty=EmptyState(
                _("还没有自设栏目。"),
                _("新增栏目") if self.may_manage() else "",
                self._on_add,
                hint=_("例如牲畜头数、取暖方式：登记老年人时就多出这一栏，也能列出、导入和批量修改。"),
            ),
        )
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(lambda _row: self._on_edit())
        self.add = button(_("新增栏目"), self._on_add, icon_name="plus")
        self.edit = button(_("修改"), self._on_edit, icon_name="pencil")
        self.up = button(_("上移"), lambda: self._shift(-1))
        self.down = button(_("下移"), lambda: self._shift(1))
        self.retire = button(_("停用"), self._on_retire)
        self.body.addWidget(self.table, 1)
        line = row(self.add, self.edit, self.up, self.down, self.retire, spacing_em=0.6)
        line.addStretch(1)
        self.body.addLayout(line)
        self._rows: list[Shown] = []
        self._on_chosen(None)

    def refresh(self) -> None:
        """Read the fields and how often they are filled in."""
        app = self.context.app

        def work(_progress: Progress) -> list[Shown]:
            counts = app.local_fields.counts(app.actor)
            return [(each, counts.get(each.label, 0)) for each in app.local_fields.list(app.actor)]

        job = self.context.jobs.reading(_("读取自设栏目"), work)
        job.succeeded.connect(self._on_read)
        job.start()

    @Slot(object)
    def _on_read(self, rows: list[Shown]) -> None:
        self._rows, kept = rows, self._uid
        self.table.show_source(ListSource(rows), keep_choice=False)
        self.table.choose_id(next((at for at, each in enumerate(rows) if each[0].uid == kept), 0))
        self._on_chosen(self.table.current())

    @Slot(object)
    def _on_chosen(self, chosen: Shown | None) -> None:
        if chosen is not None:
            self._uid = chosen[0].uid
        may = self.may_manage()
        self.add.setEnabled(may)
        for each in (self.edit, self.retire):
            each.setEnabled(may and chosen is not None)
        self.up.setEnabled(may and chosen is not None and chosen is not self._rows[0])
        self.down.setEnabled(may and chosen is not None and chosen is not self._rows[-1])

    def _on_add(self) -> None:
        self._open(LocalFieldDialog(self.context, None, self.window()))

    def _on_edit(self) -> None:
        chosen = self.table.current()
        if chosen is not None and self.edit.isEnabled():
            self._open(LocalFieldDialog(self.context, chosen[0], self.window()))

    def _open(self, dialog: LocalFieldDialog) -> None:
        dialog.saved.connect(self._on_saved)
        dialog.open()

    def _shift(self, by: int) -> None:
        uids = [each[0].uid for each in self._rows]
        at = uids.index(self._uid)
        uids.insert(at + by, uids.pop(at))
        app = self.context.app
        self._write(_("调整自设栏目顺序"), lambda: app.local_fields.reorder(app.actor, uids), _("已调整顺序"))

    def _on_retire(self) -> None:
        chosen = self.table.current()
        if chosen is None:
            return
        field, filled = chosen
        if filled and not ask(
            self.window(),
            _("停用“{label}”？").format(label=field.label),
            _(
                "已有 {count} 人填了这一栏。停用后登记表里不再出现，已填的内容保留；以后加同名的栏目就会回来。"
            ).format(count=filled),
            yes=_("停用"),
        ):
            return
        app = self.context.app
        self._write(
            _("停用自设栏目"),
            lambda: app.local_fields.retire(app.actor, field.uid),
            _("已停用“{label}”").format(label=field.label),
        )

    def _write(self, title: str, work: Callable[[], str | None], words: str) -> None:
        job = self.context.jobs.writing(title, lambda _progress: work())
        job.succeeded.connect(lambda change_set: self._offer(words, change_set))
        job.start()

    @Slot(str, object)
    def _on_saved(self, words: str, saved: SavedField) -> None:
        self._uid = saved.uid
        self._offer(words, saved.change_set)

    def _offer(self, words: str, change_set: str | None) -> None:
        self.context.offer_undo(words, change_set, self.refresh)
        self.refresh()


class LocalFieldDialog(Dialog):
    """Asks name, kind and choices of a field. Signal: ``saved(words, SavedField)``."""

    saved = Signal(str, object)

    def __init__(self, context: PageContext, field: LocalFieldRow | None, parent: QWidget) -> None:
        super().__init__(_("修改自设栏目") if field else _("新增自设栏目"), parent, width_em=34)
        self._context, self._field = context, field
        self.form = Form(label_em=5.5)
        self.label = self.form.add_row(
            _("栏目名称"),
            LineField(longest=LONGEST_LABEL),
            name="label",
            required=True,
            help=_("改名后，已填的内容跟着走。") if field else _("例如：牲畜头数、取暖方式。"),
        )
        kinds = [(kind, _(kind.term)) for kind in LocalFieldKind]
        self.kind: ChoiceRow[LocalFieldKind] = self.form.add_row(
            _("填法"), ChoiceRow(kinds, numbered=False), name="kind", required=True
        )
        self.choices = self.form.add_row(
            _("可选内容"), TextField(lines=4), name="choices", help=_("每行一项，也可以用顿号隔开。")
        )
        self.label.set_value(field.label if field else "")
        self.kind.set_value(LocalFieldKind(field.kind) if field else LocalFieldKind.TEXT)
        self.choices.set_value("\n".join(field.choices) if field else "")
        self.kind.changed.connect(self._on_kind)
        self.form.save_asked.connect(self.submit)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        self.save = self.add_button(button(_("保存"), self.submit, look="main", key="Ctrl+Enter"))
        self._on_kind()
        self.form.focus_first()

    def submit(self) -> None:
        """Save the field."""
        kind = self.kind.value()
        if not self.form.check() or kind is None:
            self._fit()
            return
        words = self.choices.value().replace("、", "\n").splitlines()
        draft = LocalFieldDraft(
            label=self.label.value(),
            kind=kind.value,
            choices=tuple(words),
            uid=self._field.uid if self._field else None,
        )
        app = self._context.app
        self.save.setEnabled(False)
        job = self._context.jobs.writing(
            _("保存自设栏目"), lambda _progress: app.local_fields.save(app.actor, draft)
        )
        job.succeeded.connect(self._on_saved)
        job.failed.connect(self._on_failed)
        job.start()

    def _on_kind(self) -> None:
        self.form.set_row_visible("choices", self.kind.value() is LocalFieldKind.CHOICE)
        self._fit()

    def _fit(self) -> None:
        """Be as high as the rows in sight need."""
        if self.isVisible():
            self.body.invalidate()
            self._outer.activate()
            self.resize(self.width(), self._outer.totalHeightForWidth(self.width()))

    @Slot(object)
    def _on_saved(self, saved: SavedField) -> None:
        self.saved.emit(_("已保存“{label}”").format(label=self.label.value()), saved)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not self.form.show_error(error):
            self._context.presenter.present(error)
        self._fit()
