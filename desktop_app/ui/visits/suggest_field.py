"""A line of free text that offers what is likely: names of companions, contacts who sign; ↓ opens the list.

Example::

    field = SuggestField(separator="、", placeholder=_("没有可不填"))
    field.suggest([Suggestion("赵宝山、海棠", _("与上次相同：赵宝山、海棠")), Suggestion("赵宝山")])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import LineField

WIDE_EM = 18
_OTHER_SEPARATORS = str.maketrans(dict.fromkeys("，,;；/ ", "、"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is put in, and how the list shows it where that differs."""

    text: str
    shown: str = ""


class _Completer(QCompleter):
    """Completes the last name of a list of names; a whole list (last time's) replaces everything."""

    def __init__(self, field: SuggestField, separator: str) -> None:
        super().__init__(field)
        self._field, self._separator = field, separator

    def splitPath(self, path: str) -> list[str]:
        """Qt: only what is being typed is compared."""
        if not self._separator:
            return [path.strip()]
        return [path.translate(_OTHER_SEPARATORS).rsplit(self._separator, 1)[-1].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Qt: what the line holds after a choice."""
        chosen = str(index.data(Qt.ItemDataRole.EditRole))
        if not self._separator or self._separator in chosen:
            return chosen
        before = self._field.names_before()
        return self._separator.join([*(name for name in before if name != chosen), chosen])


class SuggestField(LineField):
    """Free text with suggestions; ``separator`` parts several names, each completed on its own."""

    def __init__(self, *, separator: str = "", placeholder: str = "", longest: int = 200) -> None:
        super().__init__(placeholder=placeholder, longest=longest)
        self._separator = separator
        self._model = QStandardItemModel(self)
        self.completer = _Completer(self, separator)
        self.completer.setModel(self._model)
        self.completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.line.setCompleter(self.completer)
        self.completer.popup().setMinimumWidth(theme.px(WIDE_EM))

    def suggest(self, found: Sequence[Suggestion]) -> None:
        """Offer these, in this order, each once."""
        self._model.clear()
        for one in dict.fromkeys(found):
            self._model.appendRow(_Item(one))
        hint = _("按 ↓ 从名单中选择，也可以直接填写。") if found else ""
        self.line.setToolTip(hint)

    def suggestions(self) -> list[str]:
        """Return what is offered."""
        return [
            str(self._model.item(at).data(Qt.ItemDataRole.EditRole)) for at in range(self._model.rowCount())
        ]

    def names_before(self) -> list[str]:
        """Return the names typed before the one being typed."""
        names = self.line.text().translate(_OTHER_SEPARATORS).split(self._separator)
        return [name.strip() for name in names[:-1] if name.strip()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: ↓ opens the list."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and self._model.rowCount()
        ):
            self._open()
            return True
        return super().eventFilter(watched, event)

    def _open(self) -> None:
        """Show the whole list while nothing is typed, else what fits."""
        self.completer.setCompletionPrefix(self.completer.splitPath(self.line.text())[0])
        if not self.completer.completionCount():
            self.completer.setCompletionPrefix("")
        self.completer.complete()
        popup = self.completer.popup()
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))


class _Item(QStandardItem):
    """Keeps the two texts of one suggestion apart, which a plain item takes as one."""

    def __init__(self, one: Suggestion) -> None:
        super().__init__()
        self._one = one
        self.setEditable(False)

    def data(self, role: int = Qt.ItemDataRole.UserRole + 1) -> object:
        """Qt: the text for a role."""
        if role == Qt.ItemDataRole.EditRole:
            return self._one.text
        if role == Qt.ItemDataRole.DisplayRole:
            return self._one.shown or self._one.text
        return super().data(role)
