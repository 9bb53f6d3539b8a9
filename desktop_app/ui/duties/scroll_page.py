"""A stack as high as what it shows, and bringing a part of a painted widget into sight of a page that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit.sight import page_around


class CurrentStack(QWidget):
    """Shows one of several widgets and asks for the room of that one only: a high month must not make the list scroll.

    Qt's own stack asks for the room of the highest.
    """

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._number = 0
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.add(widget)

    def add(self, widget: QWidget) -> None:
        """Add one more; the first one is shown."""
        self._layout.addWidget(widget)
        widget.setVisible(not self._widgets)
        self._widgets.append(widget)

    def show_number(self, number: int) -> None:
        """Show another one."""
        self._number = number
        for at, widget in enumerate(self._widgets):
            widget.setVisible(at == number)

    def number(self) -> int:
        """Return which one is shown."""
        return self._number


def keep_in_sight(widget: QWidget, place: QRectF) -> None:
    """Scroll the page around ``widget`` until ``place`` (in its own points) is seen, where it scrolls at all."""
    around = page_around(widget)
    if around is None or around.widget() is None:
        return
    for corner in (place.topLeft(), place.bottomRight()):
        at = QPointF(widget.mapTo(around.widget(), corner.toPoint()))
        around.ensureVisible(round(at.x()), round(at.y()), theme.px(0.5), theme.px(0.5))
