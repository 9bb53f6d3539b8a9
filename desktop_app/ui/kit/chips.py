"""States and categories as tinted words: widgets for pages, painters for table cells.

Example::

    StateChip(_("已逾期 3 天"), "overdue")
    CategoryChips(["独居", "高龄", "失能"])          # at most four, then +3
    STATE_TINTS[DutyState.OVERDUE]                 # "overdue"
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.domain.terms import DutyState, FindingState, Tier
from desktop_app.ui import theme
from desktop_app.ui.kit.sight import set_shown

CHIP_EM = 0.9
MOST_CHIPS = 4

STATE_TINTS: dict[DutyState, str] = {
    DutyState.PLANNED: "quiet",
    DutyState.OPEN: "info",
    DutyState.DUE: "soon",
    DutyState.OVERDUE: "overdue",
    DutyState.MET: "done",
    DutyState.MET_LATE: "done",
    DutyState.WAIVED: "quiet",
    DutyState.CANCELLED: "quiet",
    DutyState.LAPSED: "overdue",
}
TIER_TINTS: dict[Tier, str] = {Tier.HIGH: "overdue", Tier.KEY: "soon", Tier.GENERAL: "quiet"}
FINDING_TINTS: dict[FindingState, str] = {FindingState.OPEN: "soon", FindingState.CLOSED: "done"}


def chip_font() -> QFont:
    """Return the face of chips."""
    return theme.font(CHIP_EM)


def chip_size(text: str) -> QSize:
    """Return the size that a chip with ``text`` needs in pixels."""
    metrics = QFontMetricsF(chip_font())
    return QSize(round(metrics.horizontalAdvance(text) + theme.em() * 0.9), theme.px(1.6))


def paint_chip(painter: QPainter, left: float, middle: float, text: str, tint: str, widest: float) -> float:
    """Paint a chip at ``left``, centred on the line ``middle``; return its right edge.

    A chip wider than ``widest`` pixels is shortened with …
    """
    pair = theme.tint(tint)
    size = chip_size(text)
    width = min(float(size.width()), max(widest, 0))
    box = QRectF(left, middle - size.height() / 2, width, size.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pair.ground)
    radius = size.height() * 0.28
    painter.drawRoundedRect(box, radius, radius)
    if theme.palette_name() == "contrast":
        painter.setPen(pair.ink)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    face = chip_font()
    painter.setFont(face)
    painter.setPen(pair.ink)
    shown = QFontMetricsF(face).elidedText(text, Qt.TextElideMode.ElideRight, width - theme.em() * 0.7)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
    return box.right()


def paint_chips(
    painter: QPainter, left: float, middle: float, words: Sequence[str], tint: str, width: float
) -> None:
    """Paint as many of ``words`` as fit into ``width`` pixels, at most four, then how many are left."""
    gap = theme.px(0.3)
    edge, end = left, left + width + 0.5
    shown = 0
    for index, word in enumerate(words[:MOST_CHIPS]):
        rest = len(words) - index - 1
        reserve = chip_size(f"+{rest}").width() + gap if rest else 0
        needed = chip_size(word).width()
        if index and edge + needed + reserve > end:
            break
        edge = paint_chip(painter, edge, middle, word, tint, end - edge - reserve) + gap
        shown += 1
    if shown < len(words):
        painter.setFont(chip_font())
        painter.setPen(theme.colour("muted"))
        box = QRectF(QPointF(edge, middle - theme.em()), QPointF(end, middle + theme.em()))
        painter.drawText(
            box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), f"+{len(words) - shown}"
        )


class StateChip(QWidget):
    """One tinted word."""

    def __init__(self, text: str = "", tint: str = "quiet") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text, self._tint = "", tint
        self.show_state(text, tint)

    def show_state(self, text: str, tint: str) -> None:
        """Show another word."""
        self._text, self._tint = text, tint
        self.setAccessibleName(text)
        set_shown(self, bool(text))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word shown."""
        return self._text

    def sizeHint(self) -> QSize:
        """Qt: as wide as the word."""
        return chip_size(self._text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the chip."""
        del event
        painter = QPainter(self)
        paint_chip(painter, 0, self.height() / 2, self._text, self._tint, self.width())
        painter.end()


class CategoryChips(QWidget):
    """Categories as chips in one line; the words left out are in the accessible name and tooltip."""

    def __init__(self, words: Sequence[str] = (), tint: str = "accent") -> None:
        super().__init__()
        self._words: list[str] = []
        self._tint = tint
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_words(words)

    def show_words(self, words: Sequence[str]) -> None:
        """Show other words."""
        self._words = list(words)
        self.setAccessibleName("、".join(self._words))
        self.setToolTip("、".join(self._words) if len(self._words) > MOST_CHIPS else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: room for four chips and the number of the others."""
        gap = theme.px(0.3)
        width = sum(chip_size(word).width() + gap for word in self._words[:MOST_CHIPS])
        more = chip_size("+9").width() if len(self._words) > MOST_CHIPS else 0
        return QSize(width + more, theme.px(1.6))

    def minimumSizeHint(self) -> QSize:
        """Qt: one chip."""
        return QSize(theme.px(4), theme.px(1.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the chips."""
        del event
        painter = QPainter(self)
        paint_chips(painter, 0, self.height() / 2, self._words, self._tint, self.width())
        painter.end()
