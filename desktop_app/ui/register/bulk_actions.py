"""The two buttons of the register's list that work on many people: 批量修改 Ctrl+B and 导出当前列表 Ctrl+E."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import UserRole
from desktop_app.services.list_exports import ListExportDraft
from desktop_app.services.undo import Undone
from desktop_app.ui.kit import button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.page import PageContext
from desktop_app.ui.register.bulk_dialog import BulkDialog
from desktop_app.ui.register.export_dialog import ExportDialog

EDIT_KEY, EXPORT_KEY = "Ctrl+B", "Ctrl+E"


class Keyed(Protocol):
    """A column with its key."""

    @property
    def key(self) -> str:
        """The key of the column."""
        ...


class ShownList(Protocol):
    """What the actions ask of the list (``RowTable``): who is shown, who is selected, which columns are in sight."""

    def shown_ids(self) -> Sequence[int]:
        """Return the card numbers of all lines, in order."""
        ...

    def selected_ids(self) -> Sequence[int]:
        """Return the card numbers of the selected lines, in order."""
        ...

    def visible_columns(self) -> Sequence[Keyed]:
        """Return the columns in sight, in order."""
        ...


class BulkActions(QObject):
    """Makes the buttons and their keys, and does what they say; readers have neither."""

    def __init__(self, context: PageContext, shown: ShownList, page: QWidget) -> None:
        super().__init__(page)
        self.context, self._shown, self._page = context, shown, page
        self.edit_button = button(_("批量修改"), self.edit, icon_name="pencil", key=EDIT_KEY)
        self.export_button = button(_("导出当前列表"), self.export, icon_name="file-down", key=EXPORT_KEY)
        may = context.app.actor.role is not UserRole.READER
        for made, key in ((self.edit_button, EDIT_KEY), (self.export_button, EXPORT_KEY)):
            set_shown(made, may)
            if may:
                self._bind(made, key)

    def edit(self) -> None:
        """Ctrl+B: edit the selected people, or all that are shown when none is selected."""
        shown = list(self._shown.shown_ids())
        if not shown:
            self.context.notices.show_notice("info", _("列表中没有人，没有可修改的。"))
            return
        dialog = BulkDialog(self.context, self._shown.selected_ids(), shown, self._page)
        dialog.applied.connect(self._on_applied)
        dialog.open()

    def export(self) -> None:
        """Ctrl+E: export what is shown."""
        ids = list(self._shown.shown_ids())
        if not ids:
            self.context.notices.show_notice("info", _("列表中没有人，没有可导出的。"))
            return
        dialog = ExportDialog(self.context, len(ids), self._page)
        dialog.decided.connect(self.save)
        dialog.open()

    def save(self, path: Path, draft: ListExportDraft) -> None:
        """Write the list to ``path`` as ``draft`` says, with the columns and people of now."""
        app = self.context.app
        columns = [column.key for column in self._shown.visible_columns()]
        whole = replace(draft, columns=columns, ids=list(self._shown.shown_ids()))
        job = self.context.jobs.outside(
            _("导出当前列表"),
            lambda progress: app.list_exports.export(app.actor, whole, path, progress=progress),
        )
        job.succeeded.connect(lambda count: self._on_saved(count, path))
        job.start()

    def _bind(self, made: QPushButton, key: str) -> None:
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(made.click)

    def _on_applied(self, changed: int, change_set: str | None) -> None:
        undo = (lambda: self._take_back(change_set)) if change_set else None
        self.context.undo.offer(_("已修改 {count} 人").format(count=changed), undo)

    def _take_back(self, change_set: str | None) -> None:
        app = self.context.app
        if change_set is None:
            return
        job = self.context.jobs.writing(
            _("撤销批量修改"), lambda _progress: app.undo.undo(app.actor, change_set)
        )
        job.succeeded.connect(self._on_taken_back)
        job.start()

    def _on_taken_back(self, undone: Undone) -> None:
        told = _("批量修改已撤销。")
        if undone.kept:
            told = _("批量修改已撤销；{count} 处后来又改过，保留新值。").format(count=undone.kept)
        self.context.notices.show_notice("done", told)

    def _on_saved(self, count: Any, path: Path) -> None:
        words = _("已导出 {count} 人：{file}").format(count=count, file=path.name)
        self.context.offer_file(words, path)
