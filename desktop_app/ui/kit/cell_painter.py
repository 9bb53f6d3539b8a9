"""Paints table cells that are more than text: state chips, category chips, bars, the name in medium."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import theme
from desktop_app.ui.kit.chips import paint_chip, paint_chips
from desktop_app.ui.kit.table_model import Column, RowTableModel


class CellPainter(QStyledItemDelegate):
    """Paints the painted columns of a ``RowTableModel``; all others stay with Qt."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt: paint one cell."""
        model = index.model()
        if not isinstance(model, RowTableModel):
            super().paint(painter, option, index)
            return
        column: Column[Any] = model.columns[index.column()]
        row = model.row_at(index.row())
        if row is None or not column.painted:
            super().paint(painter, option, index)
            return
        painter.save()
        # The stub of QStyleOption hides its fields.
        state, area = option.state, QRectF(option.rect)  # type: ignore[attr-defined]  # see above
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_ground"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        pad = theme.em() * 0.6
        inner = area.adjusted(pad, 0, -pad, -1)
        middle = inner.center().y()
        text = column.text(row)
        if column.chips is not None:
            paint_chips(painter, inner.left(), middle, column.chips(row), "quiet", inner.width())
        elif column.tint is not None:
            if text:
                paint_chip(painter, inner.left(), middle, text, column.tint(row), inner.width())
        else:
            if column.bar is not None:
                self._paint_bar(painter, inner, column.bar(row))
            self._paint_text(painter, inner, text, column)
        painter.restore()

    def _paint_bar(self, painter: QPainter, inner: QRectF, share: float | None) -> None:
        if share is None:
            return
        height = theme.em() * 0.3
        track = QRectF(inner.left(), inner.bottom() - theme.em() * 0.65, inner.width(), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("quiet_ground"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        full = min(max(share, 0.0), 1.0) * track.width()
        if full > 0:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(
                QRectF(track.left(), track.top(), max(full, height), height), height / 2, height / 2
            )

    def _paint_text(self, painter: QPainter, inner: QRectF, text: str, column: Column[Any]) -> None:
        face = theme.font(1.0, strong=column.strong)
        painter.setFont(face)
        painter.setPen(theme.colour("ink"))
        flags = Qt.AlignmentFlag.AlignRight if column.align_right else Qt.AlignmentFlag.AlignLeft
        area = inner.adjusted(0, 0, 0, -theme.em() * 0.5) if column.bar is not None else inner
        shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(flags | Qt.AlignmentFlag.AlignVCenter), shown)
