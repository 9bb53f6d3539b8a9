"""Paints the lines of the list of today: headings, villages, roofs, and people on two lines each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_app.config.strings import _
from desktop_app.services.duties import OwedRow
from desktop_app.ui import duty_words, theme
from desktop_app.ui.kit.chips import chip_size, paint_chip
from desktop_app.ui.today.owed_model import Index, OwedModel
from desktop_app.ui.today.together import Group, Roof, Village

ROW_EM = 3.5
HEAD_EM = 2.5
LINE_EM = 2.1
"""How high the line of a village is."""
ROOF_EM = 2.6
BUTTON_EM = 4.2
LONGEST_NAME = 9
INDENT_EM = 1.1
"""So far people under one roof stand to the right of the bar that joins them."""


class OwedPainter(QStyledItemDelegate):
    """Paints one line of the list; ``rounds`` says whether a household can be recorded together here."""

    def __init__(self, parent: QWidget, *, rounds: bool) -> None:
        super().__init__(parent)
        self._rounds = rounds

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt: one height for each kind of line."""
        del option
        model = index.model()
        assert isinstance(model, OwedModel)
        return QSize(theme.px(20), theme.px(_HEIGHTS[type(model.entry(index.row()))]))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: paint one entry."""
        model = index.model()
        assert isinstance(model, OwedModel)
        # The stub of QStyleOption hides its fields.
        area, state = QRectF(option.rect), option.state  # type: ignore[attr-defined]  # see above
        entry = model.entry(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Group):
            self._paint_heading(painter, area, entry)
        elif isinstance(entry, Village):
            _paint_village(painter, area, entry)
        elif isinstance(entry, Roof):
            self._paint_roof(painter, area, entry)
        else:
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_person(painter, area, index.row(), model, chosen=chosen)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRectF, group: Group) -> None:
        painter.fillRect(area, theme.colour("ground"))
        inner = area.adjusted(theme.em() * 0.8, theme.em() * 0.5, -theme.em() * 0.8, 0)
        face = theme.font(1.1, strong=True)
        painter.setFont(face)
        painter.setPen(theme.colour("ink"))
        title = _(group.title)
        painter.drawText(inner, _flags(Qt.AlignmentFlag.AlignLeft), title)
        left = inner.left() + QFontMetricsF(face).horizontalAdvance(title) + theme.em() * 0.6
        count = _("{count} 人").format(count=len(group.rows))
        paint_chip(painter, left, inner.center().y(), count, group.tint, inner.width())

    def _paint_person(
        self,
        painter: QPainter,
        area: QRectF,
        number: int,
        model: OwedModel,
        *,
        chosen: bool,
    ) -> None:
        entry = model.entry(number)
        assert isinstance(entry, OwedRow)
        em, line = theme.em(), entry.line
        painter.fillRect(area, theme.colour("accent_ground" if chosen else "surface"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), theme.colour("line"))
        if chosen:
            painter.fillRect(
                QRectF(area.left(), area.top(), em * 0.25, area.height() - 1), theme.colour("accent")
            )
        self._paint_button(painter, QRectF(button_place(area.toRect())), chosen=chosen)
        indent = 0.0
        if model.roof_at(number) is not None:
            indent = em * INDENT_EM
            _paint_bar(painter, area)
        inner = area.adjusted(em * 0.8 + indent, em * 0.3, -em * (BUTTON_EM + 1.2), -em * 0.35)
        half = inner.height() / 2
        upper = QRectF(inner.left(), inner.top(), inner.width(), half)
        lower = QRectF(inner.left(), inner.top() + half, inner.width(), half)
        # The line above says the village already; then there is room for who goes there.
        place = (line.visitor or "") if model.names_place(number) else entry.village
        contact = _("{village}   {phone}").format(village=place, phone=line.phone or _("无电话")).strip()
        state = duty_words.state_words(line, *model.now())
        room = inner.width() - chip_size(state).width() - em * 10
        name_face = theme.font(1.1, strong=True)
        name_wide = min(QFontMetricsF(name_face).horizontalAdvance(line.name) + 1, max(room, em * 5))
        _write(painter, QRectF(upper.left(), upper.top(), name_wide, half), line.name, name_face, "ink")
        edge = paint_chip(
            painter,
            upper.left() + name_wide + em * 0.6,
            upper.center().y(),
            state,
            duty_words.state_tint(line),
            inner.width(),
        )
        rest = QRectF(edge + em * 0.8, upper.top(), max(upper.right() - edge - em * 0.8, 0), half)
        _write(painter, rest, contact, theme.font(), "ink", right=True)
        last = duty_words.next_words(line) or duty_words.last_words(line)
        face = theme.font(0.95)
        last_wide = min(QFontMetricsF(face).horizontalAdvance(last) + 2, lower.width() * 0.45)
        _write(
            painter,
            QRectF(lower.left(), lower.top(), lower.width() - last_wide - em, half),
            duty_words.rule_words(line),
            face,
            "muted",
        )
        _write(
            painter,
            QRectF(lower.right() - last_wide, lower.top(), last_wide, half),
            last,
            face,
            "muted",
            right=True,
        )

    def _paint_roof(self, painter: QPainter, area: QRectF, roof: Roof) -> None:
        em = theme.em()
        painter.fillRect(area, theme.colour("surface"))
        _paint_bar(painter, area.adjusted(0, em * 0.5, 0, 0))
        right = em * (BUTTON_EM + 1.2) if self._rounds else em * 0.8
        inner = area.adjusted(em * (0.8 + INDENT_EM), 0, -right, 0)
        _write(painter, inner, roof.words(LONGEST_NAME), theme.font(strong=True), "accent_ink")
        if self._rounds:
            self._paint_button(painter, QRectF(button_place(area.toRect())), _("同访"), chosen=False)

    def _paint_button(self, painter: QPainter, place: QRectF, words: str = "", *, chosen: bool) -> None:
        painter.setPen(theme.colour("accent" if chosen else "line_strong"))
        painter.setBrush(theme.colour("accent" if chosen else "surface"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(theme.font(strong=chosen))
        painter.setPen(theme.colour("on_accent" if chosen else "ink"))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words or _("登记"))


_HEIGHTS: dict[type, float] = {Group: HEAD_EM, Village: LINE_EM, Roof: ROOF_EM, OwedRow: ROW_EM}


def _paint_village(painter: QPainter, area: QRectF, village: Village) -> None:
    em = theme.em()
    painter.fillRect(area, theme.colour("ground"))
    inner = area.adjusted(em * 0.8, 0, -em * 0.8, 0)
    face = theme.font(strong=True)
    count = _("{count} 人").format(count=village.people)
    wide = min(QFontMetricsF(face).horizontalAdvance(village.name) + 1, inner.width() - em * 5)
    _write(painter, QRectF(inner.left(), inner.top(), wide, inner.height()), village.name, face, "ink")
    rest = inner.adjusted(wide + em * 0.6, 0, 0, 0)
    _write(painter, rest, count, theme.font(0.95), "muted")


def _paint_bar(painter: QPainter, area: QRectF) -> None:
    """Join people under one roof by a bar at their left."""
    em = theme.em()
    painter.fillRect(
        QRectF(area.left() + em * 0.9, area.top(), em * 0.2, area.height()), theme.colour("accent")
    )


def button_place(area: QRect) -> QRect:
    """Return where 登记 is painted in a row."""
    width, height = theme.px(BUTTON_EM), theme.px(2.2)
    left = area.right() - width - theme.px(0.7)
    return QRect(left, area.top() + (area.height() - height) // 2, width, height)


def _flags(side: Qt.AlignmentFlag) -> int:
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _write(
    painter: QPainter, place: QRectF, text: str, face: Any, token: str, *, right: bool = False
) -> None:
    painter.setFont(face)
    painter.setPen(theme.colour(token))
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(place, _flags(side), shown)
