"""While a Chinese input method composes, no key means anything but typing: not save, not move on, not leave.

Input methods keep most keys to themselves, but not all do and not always in time: the Enter that takes the
letters as they are, or a function key, may reach the program while half a word is not typed yet. One guard
watches whatever text field has the focus::

    composing.guard(app)        # once, when the program starts
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_ACTING = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_CHORD = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class CompositionGuard(QObject):
    """Keeps keys that act away from the focused field, and from all shortcuts, while something is composed in it.

    Signal: ``typed()`` whenever an input method changes what is composed or puts it into the field.
    """

    typed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: QWidget | None = None
        self._composing = False
        app.focusChanged.connect(self._on_focus)
        self._on_focus(None, app.focusWidget())

    def is_composing(self) -> bool:
        """Tell whether the field with the focus shows text that is not typed yet."""
        return self._composing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: note what is composed; swallow the keys that act meanwhile."""
        if isinstance(event, QInputMethodEvent):
            self._composing = bool(event.preeditString())
            self.typed.emit()
        elif (
            self._composing
            and event.type() in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
            and isinstance(event, QKeyEvent)
            and _acts(event)
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched, self._composing = None, False
        if new is not None and new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            new.installEventFilter(self)
            self._watched = new


def guard(app: QApplication) -> CompositionGuard:
    """Return the guard of the application, made at the first call."""
    return app.findChild(CompositionGuard) or CompositionGuard(app)


def _acts(event: QKeyEvent) -> bool:
    function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    return bool(function_key or event.key() in _ACTING or event.modifiers() & _CHORD)
