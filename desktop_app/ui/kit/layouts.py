"""Layouts that keep everything on screen: a flow and tiles that wrap, and a page that scrolls.

Example::

    page = scrolling(content_widget)            # QScrollArea without frame, follows the focus
    row = FlowLayout(spacing_em=0.5)            # children wrap to the next line
    board = Tiles(figure_1, figure_2, figure_3)  # equal widths, wraps where there is no room
"""

from __future__ import annotations

import math
from typing import cast

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.ui import theme


class FlowLayout(QLayout):
    """Lays children out like words: left to right, then the next line, ``line_em`` below."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing_em: float = 0.5, line_em: float | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = theme.px(spacing_em)
        self._line_gap = theme.px(spacing_em if line_em is None else line_em)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: take over an item."""
        self._items.append(item)

    def count(self) -> int:
        """Qt: number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Qt: the item at ``index`` or None."""
        # The stub knows no None, but Qt asks for one to end its loops.
        return cast(QLayoutItem, self._items[index] if 0 <= index < len(self._items) else None)

    def takeAt(self, index: int) -> QLayoutItem:
        """Qt: give an item back."""
        return cast(QLayoutItem, self._items.pop(index) if 0 <= index < len(self._items) else None)

    def expandingDirections(self) -> Qt.Orientation:
        """Qt: grows in no direction by itself."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height that ``width`` pixels need."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Qt: place the children."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Qt: all on one line."""
        margins = self.contentsMargins()
        hints = [item.sizeHint() for item in self._items if not item.isEmpty()]
        width = sum(hint.width() for hint in hints) + self._gap * max(len(hints) - 1, 0)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        """Qt: the widest child."""
        size = QSize(0, 0)
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        area = rect.adjusted(margins.left(), margins.top(), -margins.right(), -margins.bottom())
        x, y, height = area.x(), area.y(), 0
        line: list[tuple[QLayoutItem, QRect]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            size = self._size_of(item, area.width())
            if line and x + size.width() > area.right() + 1:
                if move:
                    _centre(line, height)
                x, y, height = area.x(), y + height + self._line_gap, 0
                line = []
            line.append((item, QRect(QPoint(x, y), size)))
            x += size.width() + self._gap
            height = max(height, size.height())
        if move:
            _centre(line, height)
        return y + height - rect.y() + margins.bottom()

    def _size_of(self, item: QLayoutItem, room: int) -> QSize:
        hint = item.sizeHint()
        width = min(hint.width(), max(room, item.minimumSize().width()))
        return QSize(width, item.heightForWidth(width) if item.hasHeightForWidth() else hint.height())


def _centre(line: list[tuple[QLayoutItem, QRect]], height: int) -> None:
    """Place the items of one line around its middle."""
    for item, place in line:
        item.setGeometry(place.translated(0, (height - place.height()) // 2))


class Tiles(QWidget):
    """Cards of equal width, as many side by side as have room for ``tile_em``; the others wrap."""

    def __init__(self, *tiles: QWidget, tile_em: float = 13, spacing_em: float = 0.9) -> None:
        super().__init__()
        self._tiles = list(tiles)
        self._tile_em = tile_em
        self._shown = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(spacing_em))
        self._arrange(max(len(tiles), 1))

    def add(self, tile: QWidget) -> None:
        """Add one more."""
        self._tiles.append(tile)
        self._arrange(self._fitting())

    def minimumSizeHint(self) -> QSize:
        """Qt: one tile wide, so that a narrow page may make it wrap."""
        return QSize(theme.px(self._tile_em * 0.7), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: wrap to the new width."""
        super().resizeEvent(event)
        if self._fitting() != self._shown:
            self._arrange(self._fitting())

    def _fitting(self) -> int:
        room = (self.width() + self._grid.spacing()) // (theme.px(self._tile_em) + self._grid.spacing())
        room = max(1, min(room, len(self._tiles)))
        lines = math.ceil(len(self._tiles) / room)
        return max(1, math.ceil(len(self._tiles) / max(lines, 1)))  # 2 + 2 looks calmer than 3 + 1

    def _arrange(self, columns: int) -> None:
        for number in range(max(columns, self._shown)):
            self._grid.setColumnStretch(number, 1 if number < columns else 0)
        self._shown = columns
        for at, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, at // columns, at % columns)


class _ScrollingPage(QScrollArea):
    """Scrolls to whatever has the keyboard's focus."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt: move on, then bring the newly focused widget into sight."""
        moved = super().focusNextPrevChild(forward)
        inside = self.focusWidget()
        if moved and inside is not None:
            self.ensureWidgetVisible(inside, theme.px(2), theme.px(3))
        return moved


def scrolling(content: QWidget, *, sideways: bool = False) -> QScrollArea:
    """Return ``content`` inside a scroll area that never cuts it; ``sideways`` allows a horizontal bar."""
    area = _ScrollingPage()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(_("内容，可上下滚动"))
    content.setProperty("look", content.property("look") or "page")
    area.setWidget(content)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content.setMinimumWidth(0)
    return area


def column(*widgets: QWidget | QLayout, spacing_em: float = 0.5, margin_em: float = 0) -> QVBoxLayout:
    """Return a vertical layout of ``widgets`` measured in em."""
    layout = QVBoxLayout()
    _fill(layout, widgets, spacing_em, margin_em)
    return layout


def row(*widgets: QWidget | QLayout, spacing_em: float = 0.5, margin_em: float = 0) -> QHBoxLayout:
    """Return a horizontal layout of ``widgets`` measured in em."""
    layout = QHBoxLayout()
    _fill(layout, widgets, spacing_em, margin_em)
    return layout


def _fill(layout: QBoxLayout, widgets: tuple[QWidget | QLayout, ...], spacing: float, margin: float) -> None:
    layout.setSpacing(theme.px(spacing))
    edge = theme.px(margin)
    layout.setContentsMargins(edge, edge, edge, edge)
    for widget in widgets:
        if isinstance(widget, QWidget):
            layout.addWidget(widget)
        else:
            layout.addLayout(widget)
