"""Three columns where there is room, two where there is less, one where there is little."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.ui import theme

THREE_EM = 74
TWO_EM = 40
LEFT_EM = 15
RIGHT_EM = 20


class ThreeColumns(QWidget):
    """Places who, what was seen, and what came of it; the reading order stays the same in every arrangement."""

    def __init__(self, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__()
        self._left, self._middle, self._right = left, middle, right
        self._shown = 0
        self._grid = QGridLayout(self)
        edge = theme.px(0.6)
        self._grid.setContentsMargins(edge, theme.px(0.3), edge, theme.px(0.3))
        self._grid.setSpacing(theme.px(0.6))
        self._arrange(3)

    def columns(self) -> int:
        """Return how many columns there are now."""
        return self._shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: arrange anew where the width asks for it."""
        super().resizeEvent(event)
        ems = self.width() / theme.em()
        self._arrange(3 if ems >= THREE_EM else 2 if ems >= TWO_EM else 1)

    def event(self, event: QEvent) -> bool:
        """Qt: a part that became wider gets the room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Give the outer columns their width: longer words of another language get the room that they need."""
        for column, ems, least in ((self._left, LEFT_EM, 2), (self._right, RIGHT_EM, 3)):
            layout = column.layout()
            if self._shown >= least and layout is not None:
                wide = max(theme.px(ems), layout.totalMinimumSize().width())
                if column.minimumWidth() != wide or column.maximumWidth() != wide:
                    column.setFixedWidth(wide)

    def _arrange(self, columns: int) -> None:
        if columns == self._shown:
            return
        self._shown = columns
        for widget in (self._left, self._middle, self._right):
            self._grid.removeWidget(widget)
            widget.setMinimumWidth(0)
            widget.setMaximumWidth(16_777_215)
        places = {
            3: ((0, 0), (0, 1), (0, 2)),
            2: ((0, 0), (0, 1), (1, 1)),
            1: ((0, 0), (1, 0), (2, 0)),
        }[columns]
        for widget, (line, at) in zip((self._left, self._middle, self._right), places, strict=True):
            rows = 2 if columns == 2 and widget is self._left else 1
            self._grid.addWidget(widget, line, at, rows, 1)
        self._fit()
        for number in range(3):
            wide = number == (0 if columns == 1 else 1)
            self._grid.setColumnStretch(number, 1 if wide else 0)
        self._grid.setRowStretch(3, 1)
