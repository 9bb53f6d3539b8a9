"""A big number with its label; a click or Enter opens the names behind it.

Example::

    figure = Figure(_("月探访率"), "86 %", hint=_("还差 7 人，目标 100 %"), share=0.86, tint="soon")
    figure.clicked.connect(self._on_names)
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit.texts import Text


class ShareBar(QWidget):
    """A thin bar that is full to a share from 0 to 1."""

    def __init__(self, share: float = 0.0, tint: str = "accent") -> None:
        super().__init__()
        self._share, self._tint = share, tint
        self.setFixedHeight(theme.px(0.45))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float, tint: str = "accent") -> None:
        """Show another share."""
        self._share, self._tint = share, tint
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the track, then the part that is reached."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(theme.colour("quiet_ground"))
        painter.drawRoundedRect(whole, radius, radius)
        reached = min(max(self._share, 0.0), 1.0) * whole.width()
        if reached > 0:
            painter.setBrush(theme.colour("accent" if self._tint == "accent" else f"{self._tint}_ink"))
            painter.drawRoundedRect(
                QRectF(0, 0, max(reached, whole.height()), whole.height()), radius, radius
            )
        painter.end()


class Figure(QFrame):
    """One figure of a board. Signal: ``clicked()``."""

    clicked = Signal()

    def __init__(
        self,
        label: str,
        number: str = "",
        *,
        hint: str = "",
        share: float | None = None,
        tint: str = "accent",
    ) -> None:
        super().__init__()
        self.setProperty("look", "figure")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label = Text(label, "muted")
        self._number = Text("", "number")
        self._hint = Text("", "hint", wrap=True)
        self._bar = ShareBar()
        layout = QVBoxLayout(self)
        edge = theme.px(1)
        layout.setContentsMargins(edge, theme.px(0.8), edge, theme.px(0.8))
        layout.setSpacing(theme.px(0.25))
        for part in (self._label, self._number, self._bar, self._hint):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setMinimumWidth(theme.px(9))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_number(number, hint=hint, share=share, tint=tint)

    def show_number(
        self, number: str, *, hint: str = "", share: float | None = None, tint: str = "accent"
    ) -> None:
        """Show ``number`` with its hint and, if there is a target, how much of it is reached."""
        self._number.setText(number)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0.0, tint)
        self.setAccessibleName(f"{self._label.text()} {number}")
        self.setAccessibleDescription(hint)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: a click opens the names."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter or Space open the names."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
