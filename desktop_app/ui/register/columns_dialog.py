"""Choose which columns the list shows, their order, and by which of them it is sorted; all by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop_app.config.strings import _
from desktop_app.services import list_columns
from desktop_app.ui import theme
from desktop_app.ui.kit import Dialog, Sort, Text, button, row

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(Dialog):
    """One list of all columns: Space shows or hides, Alt+arrows move, S sorts. Signal: ``decided(keys, Sort)``."""

    decided = Signal(object, object)

    def __init__(self, shown: Sequence[str], sort: Sort, parent: QWidget) -> None:
        super().__init__(_("列与排序"), parent, width_em=34)
        self._sorts = {part.key: part.descending for part in sort.parts()}
        hint = _(
            "空格：显示或隐藏这一列；Alt+↑ Alt+↓：移动；S：按这一列排序，再按一次倒序，第三次不排。可以先后按几列排。"
        )
        self.body.addWidget(Text(hint, "muted", wrap=True))
        self.list = _List()
        self.list.setAccessibleName(_("列"))
        room = parent.window().height() - theme.px(18)
        self.list.setMinimumHeight(max(min(theme.px(18), room), theme.px(6)))
        self.list.moved.connect(self.move_current)
        self.list.sorted_here.connect(self.sort_current)
        self.list.entered_.connect(self.decide)
        self.body.addWidget(self.list, 1)
        actions = row(
            button(_("上移"), lambda: self.move_current(-1), key="Alt+↑"),
            button(_("下移"), lambda: self.move_current(1), key="Alt+↓"),
            button(_("排序"), self.sort_current, key="S"),
            button(_("恢复默认"), self.restore, look="link"),
        )
        actions.addStretch(1)
        self.body.addLayout(actions)
        self.add_button(button(_("取消"), self.reject))
        done = self.add_button(button(_("确定"), self.decide, look="main", key="Enter"))
        done.setDefault(True)
        self._fill(shown)
        self.list.setFocus()

    def shown(self) -> tuple[str, ...]:
        """Return the keys of the chosen columns in order."""
        items = [self.list.item(number) for number in range(self.list.count())]
        return tuple(item.data(_KEY) for item in items if item.checkState() == Qt.CheckState.Checked)

    def sort(self) -> Sort:
        """Return the chosen order."""
        return Sort.of([Sort(key, down) for key, down in self._sorts.items()] or [Sort("name")])

    def move_current(self, step: int) -> None:
        """Move the column under the cursor up or down."""
        at = self.list.currentRow()
        if 0 <= at + step < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(at + step, item)
            self.list.setCurrentRow(at + step)

    def sort_current(self) -> None:
        """Sort by the column under the cursor: up, then down, then not."""
        if self.list.currentRow() < 0:
            return
        key = self.list.currentItem().data(_KEY)
        if list_columns.COLUMNS[key].sort is None:
            return
        if key not in self._sorts:
            self._sorts[key] = False
        elif not self._sorts[key]:
            self._sorts[key] = True
        else:
            del self._sorts[key]
        self._show_words()

    def restore(self) -> None:
        """Choose the usual columns in the order of names."""
        self._sorts = {"name": False}
        self._fill(list_columns.USUAL)
        self.list.setFocus()

    def decide(self) -> None:
        """Hand the choice on; without any column the name stays."""
        self.decided.emit(self.shown() or ("name",), self.sort())
        self.accept()

    def _fill(self, shown: Sequence[str]) -> None:
        self.list.clear()
        rest = [key for key in list_columns.COLUMNS if key not in shown]
        for key in (*shown, *rest):
            item = QListWidgetItem()
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self._show_words()
        self.list.setCurrentRow(0)

    def _show_words(self) -> None:
        places = {key: place for place, key in enumerate(self._sorts, start=1)}
        for number in range(self.list.count()):
            item = self.list.item(number)
            key = item.data(_KEY)
            words = _(list_columns.COLUMNS[key].title)
            if key in places:
                way = _("倒序") if self._sorts[key] else _("顺序")
                mark = "▼" if self._sorts[key] else "▲"
                words = _("{title}    {mark} 第 {place} 排序，{way}").format(
                    title=words, mark=mark, place=places[key], way=way
                )
            elif list_columns.COLUMNS[key].sort is None:
                words = _("{title}    （不能排序）").format(title=words)
            item.setText(words)


class _List(QListWidget):
    """A list whose keys move and sort. Signals: ``moved(step)``, ``sorted_here()``, ``entered_()``."""

    moved = Signal(int)
    sorted_here = Signal()
    entered_ = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Alt+arrows move, S sorts, Enter decides; Space is Qt's own."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_S and not event.modifiers():
            self.sorted_here.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered_.emit()
        else:
            super().keyPressEvent(event)
