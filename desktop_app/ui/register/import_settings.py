"""The remembered import settings of every sender: rename, delete, hand on as a file, take over from one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.config.strings import _
from desktop_app.services.import_templates import TemplateRow
from desktop_app.ui import theme
from desktop_app.ui.kit import (
    Column,
    Dialog,
    EmptyState,
    Form,
    LineField,
    ListSource,
    RowTable,
    Sort,
    Text,
    ask,
    button,
    row,
)
from desktop_app.ui.page import PageContext


class SettingsDialog(Dialog):
    """导入设置."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(_("记住的导入设置"), parent, width_em=46)
        self._context = context
        self._rows: list[TemplateRow] = []
        self.body.addWidget(
            Text(
                _(
                    "每导入一次，就按表头记住栏目、代码和处理办法；下次同样表头的文件自动照用。也可以存为文件交给嘎查村。"
                ),
                "hint",
                wrap=True,
            )
        )
        self.table: RowTable[TemplateRow] = RowTable(
            (
                Column(
                    key="name",
                    title=_("名称"),
                    width_em=14,
                    text=lambda one: one.name,
                    strong=True,
                    stretch=True,
                ),
                Column(
                    key="headers",
                    title=_("列数"),
                    width_em=5,
                    text=lambda one: str(len(one.headers)),
                    align_right=True,
                ),
                Column(
                    key="used_at",
                    title=_("上次使用"),
                    width_em=9,
                    text=lambda one: one.used_at.astimezone().date().isoformat(),
                ),
                Column(key="used_by", title=_("使用人"), width_em=8, text=lambda one: one.used_by),
            ),
            sort=Sort("order"),
            empty=EmptyState(_("还没有记住的设置；导入一次后就会有。")),
        )
        self.table.setMinimumHeight(theme.px(10))
        self.table.chosen.connect(self._on_chosen)
        self.body.addWidget(self.table, 1)
        form = Form(label_em=5)
        self.name = form.add_row(_("名称"), LineField(), name="name")
        self.body.addWidget(form)
        self.rename = button(_("改名"), self._on_rename)
        self.delete = button(_("删除"), self._on_delete)
        self.save = button(_("存为文件…"), self._on_save)
        ways = row(self.rename, self.delete, self.save)
        ways.addStretch(1)
        self.body.addLayout(ways)
        self.add_button(button(_("从文件读入…"), self._on_read))
        self.add_button(button(_("关闭"), self.accept, look="main"))
        self.load()

    def load(self) -> None:
        """Read the settings anew."""
        app = self._context.app
        self._rows = app.import_templates.list(app.actor)
        source: ListSource[TemplateRow] = ListSource(self._rows, {"name": lambda one: one.name})
        self.table.show_source(source)
        self._on_chosen(self._chosen())

    def save_to(self, path: Path) -> None:
        """Write the chosen settings to a file."""
        chosen = self._chosen()
        if chosen is not None:
            app = self._context.app
            self._try(lambda: app.import_templates.save_file(app.actor, chosen.fingerprint, path))

    def read_from(self, path: Path) -> None:
        """Take settings over from a file."""
        app = self._context.app
        self._try(lambda: app.import_templates.read_file(app.actor, path))

    def rename_to(self, name: str) -> None:
        """Give the chosen settings another name."""
        chosen = self._chosen()
        if chosen is not None and name.strip():
            app = self._context.app
            self._try(lambda: app.import_templates.rename(app.actor, chosen.fingerprint, name))

    def _chosen(self) -> TemplateRow | None:
        return self.table.current()

    def _on_chosen(self, chosen: TemplateRow | None) -> None:
        self.name.set_value(chosen.name if chosen else "")
        for made in (self.rename, self.delete, self.save):
            made.setEnabled(chosen is not None)

    def _on_rename(self) -> None:
        self.rename_to(self.name.value())

    def _on_delete(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        question = _("“{name}”删除后，同样表头的文件要重新设置。已导入的数据不受影响。").format(
            name=chosen.name
        )
        if ask(self, _("删除这份设置"), question, yes=_("删除"), danger=True):
            app = self._context.app
            self._try(lambda: app.import_templates.delete(app.actor, chosen.fingerprint))

    def _on_save(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, _("保存到"), _("导入设置.json"), "*.json")
        if path:
            self.save_to(Path(path).with_suffix(".json"))

    def _on_read(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选择导入设置文件"), "", "*.json")
        if path:
            self.read_from(Path(path))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:
            self._context.presenter.present(error)
        self.load()
