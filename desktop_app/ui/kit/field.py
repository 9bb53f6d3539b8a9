"""The base of all form fields: one value, one ``changed`` signal, one way to be marked wrong.

A field is a thin widget around an editor. Its manners are the same everywhere: the wheel does not
change a field without focus, Enter moves on (see ``form``), a wrong value keeps what was typed.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

T = TypeVar("T")


class Field(QWidget, Generic[T]):
    """Holds one value of a form; ``changed()`` is emitted when the user or ``set_value`` changed it."""

    changed = Signal()

    def __init__(self, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(editor, 1)
        if editor is not self:
            self.setFocusProxy(editor)
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self)

    def value(self) -> T:
        """Return the value as typed; what cannot be read counts as empty (see ``problem``)."""
        raise NotImplementedError

    def set_value(self, value: T) -> None:
        """Show ``value``."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Tell whether nothing was entered."""
        return self.value() in {None, ""}

    def problem(self) -> str:
        """Return why the typed text is no value of this kind, or an empty string."""
        return ""

    def takes_enter(self) -> bool:
        """Tell whether Enter belongs to the editor (several lines) and must not move on."""
        return False

    def key_targets(self) -> list[QWidget]:
        """Return the widgets whose keys the form watches."""
        return [self.editor]

    def set_bad(self, bad: bool) -> None:
        """Mark the editor as wrong or right."""
        if bool(self.editor.property("bad")) == bad:
            return
        self.editor.setProperty("bad", bad)
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def describe(self, name: str, description: str) -> None:
        """Give the editor its accessible name and description."""
        for target in self.key_targets()[:1]:
            target.setAccessibleName(name)
            target.setAccessibleDescription(description)

    def set_read_only(self, read_only: bool) -> None:
        """Allow or forbid editing."""
        self.editor.setEnabled(not read_only)

    def hug(self) -> None:
        """Keep the editor as narrow as it is and leave the rest of the line free."""
        self._layout.setStretch(0, 0)
        self._layout.addStretch(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: a wheel over a field without focus scrolls the page instead."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
