"""Levels of ability over the years as a small chart: official results joined by a line, screenings beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.terms import AbilityLevel
from desktop_app.services.assessment_drafts import level_words
from desktop_app.storage.queries.assessments import AssessmentLine
from desktop_app.ui import theme

LEVELS = tuple(level.value for level in AbilityLevel)
MOST = 8
"""So many assessments are drawn, the newest: more would stand on top of each other."""
_STEP_EM, _TOP_EM, _LEFT_EM, _FOOT_EM = 1.75, 1.6, 5.2, 3.2
_LEAST_APART_EM = 4.6
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class AssessmentTrend(QWidget):
    """Readable in black and white: every mark carries its numbers, a square is official, a ring a screening."""

    def __init__(self, lines: Sequence[AssessmentLine]) -> None:
        super().__init__()
        known = [line for line in lines if line.level in LEVELS]
        self._lines = sorted(known, key=lambda line: (line.assessed_on, line.kind))[-MOST:]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        told = (
            _("{day} {kind} {level}").format(
                day=line.assessed_on.isoformat(),
                kind=_("正式评估") if line.official else _("筛查"),
                level=level_words(line.level),
            )
            for line in self._lines
        )
        self.setAccessibleName(_("历年变化：{told}").format(told=_("；").join(told)))

    def sizeHint(self) -> QSize:
        """Qt: five levels high, as wide as the dates need."""
        wide = _LEFT_EM + _LEAST_APART_EM * max(len(self._lines), 2)
        return QSize(theme.px(wide), theme.px(_TOP_EM + _STEP_EM * 4 + _FOOT_EM))

    def minimumSizeHint(self) -> QSize:
        """Qt: the dates may stand close, never on each other."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the levels, the line, then each mark with its numbers."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_levels(painter)
        places = self._places()
        official = [place for line, place in zip(self._lines, places, strict=True) if line.official]
        painter.setPen(QPen(theme.colour("ink"), 1.6))
        for before, after in pairwise(official):
            painter.drawLine(before, after)
        for line, place in zip(self._lines, places, strict=True):
            self._paint_mark(painter, line, place)
        painter.end()

    def _places(self) -> list[QPointF]:
        left, right = theme.px(_LEFT_EM + 1.8), self.width() - theme.px(2.4)
        count = len(self._lines)
        step = (right - left) / (count - 1) if count > 1 else 0.0
        return [
            QPointF(left + at * step, self._height_of(LEVELS.index(line.level)))
            for at, line in enumerate(self._lines)
        ]

    def _height_of(self, level: int) -> float:
        return theme.px(_TOP_EM) + level * theme.px(_STEP_EM)

    def _paint_levels(self, painter: QPainter) -> None:
        painter.setFont(theme.font(0.85))
        for at, level in enumerate(AbilityLevel):
            y = self._height_of(at)
            painter.setPen(QPen(theme.colour("line"), 1.0))
            painter.drawLine(QPointF(theme.px(_LEFT_EM), y), QPointF(self.width(), y))
            painter.setPen(theme.colour("muted"))
            room = QRectF(0, y - theme.em(), theme.px(_LEFT_EM - 0.4), theme.em() * 2)
            words = {0: _("0 完好"), 4: _("4 完全丧失")}.get(at, level.value)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), words)

    def _paint_mark(self, painter: QPainter, line: AssessmentLine, place: QPointF) -> None:
        side = theme.em() * 0.36
        painter.setPen(QPen(theme.colour("ink"), 1.6))
        painter.setBrush(theme.colour("ink" if line.official else "surface"))
        if line.official:
            painter.drawRect(QRectF(place.x() - side, place.y() - side, 2 * side, 2 * side))
        else:
            painter.drawEllipse(place, side * 1.15, side * 1.15)
        said = _("{level}级").format(level=line.level)
        if line.total is not None:
            said = _("{level}级 {total}分").format(level=line.level, total=line.total)
        face = theme.font(0.85, strong=line.official)
        wide = QFontMetricsF(face).horizontalAdvance(said) + theme.em() * 0.3
        box = QRectF(place.x() - wide / 2, place.y() - theme.em() * 1.55, wide, theme.em() * 1.1)
        painter.fillRect(box, theme.colour("surface"))
        painter.setFont(face)
        painter.setPen(theme.colour("ink"))
        painter.drawText(box, _CENTRE, said)
        foot = self._height_of(len(LEVELS) - 1) + theme.em() * 0.7
        painter.setFont(theme.font(0.8))
        painter.setPen(theme.colour("muted"))
        room = QRectF(place.x() - theme.px(2.4), foot, theme.px(4.8), theme.em() * 2.3)
        day = f"{line.assessed_on:%Y-%m}"
        painter.drawText(room, _CENTRE, f"{day}\n" + (_("正式") if line.official else _("筛查")))
