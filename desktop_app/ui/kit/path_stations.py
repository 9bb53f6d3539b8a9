"""The way of a batch as three stations 村 → 乡镇 → 旗县, with what waits and what was answered.

Example::

    path.show_stations([Station(_("嘎查村"), _("5 个站点"), _("上次收取 11月20日"), "done"),
                        Station(_("苏木乡镇"), _("本机"), _("待上报 34 条"), "soon", here=True),
                        Station(_("旗县"), _("民政局"), _("回执 11月15日"), "quiet")])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit.chips import chip_size, paint_chip


@dataclass(frozen=True, slots=True)
class Station:
    """One station: its level, who it is, its state in words with a tint, and whether it is this computer."""

    title: str
    who: str
    state: str
    tint: str = "quiet"
    here: bool = False


class PathStations(QWidget):
    """Paints the stations as cards joined by arrows."""

    def __init__(self, stations: Sequence[Station] = ()) -> None:
        super().__init__()
        self._stations: list[Station] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_stations(stations)

    def show_stations(self, stations: Sequence[Station]) -> None:
        """Show other stations."""
        self._stations = list(stations)
        self.setAccessibleName(" → ".join(f"{item.title} {item.who} {item.state}" for item in self._stations))
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: room for three lines in each card."""
        return QSize(theme.px(45), theme.px(7.2))

    def minimumSizeHint(self) -> QSize:
        """Qt: the narrowest that still shows the words, shortened."""
        return QSize(theme.px(24), theme.px(7.2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint cards and arrows."""
        del event
        count = len(self._stations)
        if not count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = theme.em() * 2.6
        width = (self.width() - gap * (count - 1)) / count
        for number, station in enumerate(self._stations):
            left = number * (width + gap)
            self._paint_station(painter, QRectF(left + 1, 1, width - 2, self.height() - 2), station)
            if number:
                self._paint_arrow(painter, left - gap, left)
        painter.end()

    def _paint_station(self, painter: QPainter, box: QRectF, station: Station) -> None:
        pen = QPen(theme.colour("accent" if station.here else "line"))
        pen.setWidthF(2.0 if station.here else 1.0)
        painter.setPen(pen)
        painter.setBrush(theme.colour("accent_ground" if station.here else "surface"))
        painter.drawRoundedRect(box, 6, 6)
        em = theme.em()
        left, width = box.left() + em, box.width() - 2 * em
        for text, face, token, middle in (
            (station.title, theme.font(1.15, strong=True), "ink", box.top() + em * 1.7),
            (station.who, theme.font(), "muted", box.top() + em * 3.4),
        ):
            painter.setFont(face)
            painter.setPen(theme.colour(token))
            shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, width)
            line = QRectF(left, middle - em, width, em * 2)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
        if station.state:
            paint_chip(
                painter,
                left,
                box.top() + em * 5.3,
                station.state,
                station.tint,
                min(width, chip_size(station.state).width()),
            )

    def _paint_arrow(self, painter: QPainter, left: float, right: float) -> None:
        em, middle = theme.em(), self.height() / 2
        painter.setPen(QPen(theme.colour("line_strong"), max(em * 0.14, 1.5)))
        tip = QPointF(right - em * 0.5, middle)
        painter.drawLine(QPointF(left + em * 0.5, middle), tip)
        painter.drawLine(tip, tip + QPointF(-em * 0.45, -em * 0.4))
        painter.drawLine(tip, tip + QPointF(-em * 0.45, em * 0.4))
