"""The saved lists: a menu to choose one (Ctrl+1 to Ctrl+9), to save the present one, to rename and delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QWidget

from desktop_app.config.strings import _
from desktop_app.services.views import MOST_LETTERS, ListView, ViewRow
from desktop_app.ui import theme
from desktop_app.ui.kit import Dialog, EmptyState, Form, LineField, ask, button, row
from desktop_app.ui.page import PageContext

PAGE = "register"
QUICK = 9
VIEWS_KEY = "Ctrl+0"
_UID = Qt.ItemDataRole.UserRole


class ViewsMenu(QWidget):
    """A button with a menu. Signal: ``chosen(ViewRow)``; ``present`` gives the list to save."""

    chosen = Signal(object)

    def __init__(self, context: PageContext, present: Callable[[], ListView], page: QWidget) -> None:
        super().__init__(page)
        self.context, self._present, self._page = context, present, page
        self.views: Sequence[ViewRow] = ()
        self.button = button(_("常用列表"), key=VIEWS_KEY)
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self.hide()  # only the button is laid out
        for number in range(1, QUICK + 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.choose, number - 1))
        self._fill()

    def load(self) -> None:
        """Read the saved lists."""
        app = self.context.app
        job = self.context.jobs.reading(_("读取常用列表"), lambda _progress: app.views.list(app.actor, PAGE))
        job.succeeded.connect(self._on_loaded)
        job.start()

    def choose(self, at: int) -> None:
        """Show the saved list at a place, if there is one."""
        if at < len(self.views):
            self.chosen.emit(self.views[at])

    def ask_name(self) -> None:
        """Save the present list under a name."""
        dialog = NameDialog(_("保存常用列表"), "", self._page)
        dialog.named.connect(partial(self.save, dialog))
        dialog.open()

    def save(self, dialog: NameDialog, name: str) -> None:
        """Save under ``name``; what is wrong with the name is said beside it."""
        app, view = self.context.app, self._present()
        job = self.context.jobs.writing(
            _("保存常用列表"), lambda _progress: app.views.save(app.actor, PAGE, name, view)
        )
        job.succeeded.connect(partial(self._on_saved, dialog))
        job.failed.connect(partial(self._on_refused, dialog))
        job.start()

    def manage(self) -> None:
        """Rename and delete."""
        dialog = ViewsDialog(self.context, self.views, self._page)
        dialog.changed.connect(self.load)
        dialog.open()

    def _on_saved(self, dialog: NameDialog, saved: ViewRow) -> None:
        dialog.accept()
        self.context.undo.offer(_("已保存常用列表“{name}”").format(name=saved.name))
        self.load()

    def _on_refused(self, dialog: NameDialog, error: Exception) -> None:
        if not dialog.form.show_error(error):
            self.context.presenter.present(error)

    def _on_loaded(self, views: object) -> None:
        self.views = list(views)  # type: ignore[call-overload]  # a signal carries objects
        self._fill()

    def _fill(self) -> None:
        self.menu.clear()
        for number, view in enumerate(self.views):
            # Behind the tab the menu shows the key; the page's own shortcut does the work.
            key = f"\tCtrl+{number + 1}" if number < QUICK else ""
            self.menu.addAction(view.name.replace("&", "&&") + key, partial(self.choose, number))
        if self.views:
            self.menu.addSeparator()
        self.menu.addAction(_("保存当前列表…"), self.ask_name)
        manage = self.menu.addAction(_("改名或删除…"), self.manage)
        manage.setEnabled(bool(self.views))


class NameDialog(Dialog):
    """Asks for a name. Signal: ``named(text)``; whoever hears it closes the dialog."""

    named = Signal(str)

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(title, parent, width_em=32)
        self.form = Form(label_em=4)
        help_ = _("列、顺序和筛选条件（包括搜索的文字）都会保存。同名的会被替换。") if not name else ""
        self.name = self.form.add_row(
            _("名称"), LineField(longest=MOST_LETTERS), name="name", required=True, help=help_
        )
        self.name.set_value(name)
        self.body.addWidget(self.form)
        self.add_button(button(_("取消"), self.reject))
        done = self.add_button(button(_("保存"), self._on_named, look="main", key="Enter"))
        done.setDefault(True)
        self.form.save_asked.connect(self._on_named)
        self.form.focus_first()

    def _on_named(self) -> None:
        if self.form.check():
            self.named.emit(self.name.value())


class ViewsDialog(Dialog):
    """The saved lists to rename (F2) and delete (Delete). Signal: ``changed()``."""

    changed = Signal()

    def __init__(self, context: PageContext, views: Sequence[ViewRow], parent: QWidget) -> None:
        super().__init__(_("常用列表"), parent, width_em=32)
        self.context = context
        self.list = _Names()
        self.list.setAccessibleName(_("常用列表"))
        self.list.setMinimumHeight(theme.px(12))
        self.list.rename_asked.connect(self.rename)
        self.list.delete_asked.connect(self.delete)
        for view in views:
            item = QListWidgetItem(view.name)
            item.setData(_UID, view.uid)
            # Before the dialog is shown the style sheet's height is not known to the list.
            item.setSizeHint(QSize(0, theme.px(2.2)))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.none = EmptyState(_("还没有保存的列表。"))
        self.none.setVisible(not views)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.none)
        ways = row(
            button(_("改名"), self.rename, key="F2"),
            button(_("删除"), self.delete, look="danger", key="Delete"),
        )
        ways.addStretch(1)
        self.body.addLayout(ways)
        self.add_button(button(_("关闭"), self.accept, look="main"))
        self.list.setFocus()

    def rename(self) -> None:
        """Ask for another name of the list under the cursor."""
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        dialog = NameDialog(_("改名"), item.text(), self)
        dialog.named.connect(partial(self._rename, dialog, item))
        dialog.open()

    def delete(self) -> None:
        """Ask, then forget the list under the cursor."""
        if self.list.currentRow() < 0:
            return
        item = self.list.currentItem()
        sure = ask(
            self,
            _("删除这个常用列表？"),
            _("只删除保存的列和条件，老年人的资料不受影响。"),
            yes=_("删除"),
            danger=True,
        )
        if not sure:
            return
        app, uid = self.context.app, item.data(_UID)
        job = self.context.jobs.writing(_("删除常用列表"), lambda _progress: app.views.delete(app.actor, uid))
        job.succeeded.connect(self._on_changed)
        self.list.takeItem(self.list.row(item))
        self.none.setVisible(self.list.count() == 0)
        job.start()

    def _rename(self, dialog: NameDialog, item: QListWidgetItem, name: str) -> None:
        app, uid = self.context.app, item.data(_UID)
        job = self.context.jobs.writing(
            _("常用列表改名"), lambda _progress: app.views.rename(app.actor, uid, name)
        )
        job.succeeded.connect(partial(self._on_renamed, dialog, item, name))
        job.failed.connect(partial(self._on_refused, dialog))
        job.start()

    def _on_renamed(self, dialog: NameDialog, item: QListWidgetItem, name: str, _done: object) -> None:
        item.setText(" ".join(name.split()))
        dialog.accept()
        self.changed.emit()

    def _on_refused(self, dialog: NameDialog, error: Exception) -> None:
        if not dialog.form.show_error(error):
            self.context.presenter.present(error)

    def _on_changed(self, _done: object) -> None:
        self.changed.emit()


class _Names(QListWidget):
    """Signals: ``rename_asked()`` by F2 or Enter, ``delete_asked()`` by Delete."""

    rename_asked = Signal()
    delete_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the list."""
        if event.key() in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.rename_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)
