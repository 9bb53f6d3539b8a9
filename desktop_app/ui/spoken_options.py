"""What an accessibility client sees of painted choices: real buttons of no look, made while a client listens.

A painted widget is one thing to a screen reader. Interfaces written in Python are not an answer: who deletes
them, and when, differs between Qt and Python. Buttons have interfaces of Qt's own, with name, state and press,
but cost time, so nobody who sees the paint pays for them (see ``kit.listening``).
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget


class SpokenOptions(QObject):
    """The options of one painted line as radio buttons, with ``many`` as check boxes; ``picked(number)``."""

    picked = Signal(int)

    def __init__(self, line: QWidget, many: bool) -> None:
        super().__init__(line)
        self._line, self._many = line, many
        self._buttons: list[QAbstractButton] = []
        self._showing = False

    def show(self, options: Sequence[tuple[str, str, bool]]) -> None:
        """Offer ``options``: name, what else is to be said, whether it is chosen."""
        self._showing = True
        while len(self._buttons) > len(options):
            self._buttons.pop().deleteLater()
        while len(self._buttons) < len(options):
            self._buttons.append(self._button(len(self._buttons)))
        for made, (name, about, chosen) in zip(self._buttons, options, strict=True):
            if made.accessibleName() != name:
                made.setAccessibleName(name)
            if made.accessibleDescription() != about:
                made.setAccessibleDescription(about)
            if made.isChecked() != chosen:
                made.setAutoExclusive(False)  # else the last one chosen could not be cleared
                made.setChecked(chosen)
            made.setAutoExclusive(not self._many)
        self._showing = False

    def place(self, places: Sequence[QRect]) -> None:
        """Lay the options where they are painted, for clients that magnify or outline them."""
        for made, place in zip(self._buttons, places, strict=True):
            made.setGeometry(place)

    def point_at(self, number: int) -> None:
        """Tell clients that the keyboard is now at an option."""
        for at, made in enumerate(self._buttons):
            # The button at the cursor has the focus wherever the line has it, and a client asks each button.
            made.setFocusProxy(self._line if at == number else None)  # type: ignore[arg-type]  # None takes it away
        QAccessible.updateAccessibility(QAccessibleEvent(self._buttons[number], QAccessible.Event.Focus))

    def _button(self, at: int) -> QAbstractButton:
        made: QAbstractButton = _Check(self._line) if self._many else _Radio(self._line)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        made.setMinimumSize(1, 1)
        made.toggled.connect(lambda on: self._on_toggled(at, on))
        made.show()
        QAccessible.updateAccessibility(QAccessibleEvent(made, QAccessible.Event.ObjectCreated))
        return made

    def _on_toggled(self, at: int, on: bool) -> None:
        if not self._showing and (on or self._many):
            self.picked.emit(at)


class _Radio(QRadioButton):
    """One of several, painted by the line under it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: nothing; the line paints."""


class _Check(QCheckBox):
    """One of any number, painted by the line under it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: nothing; the line paints."""
