"""Labels, buttons, cards and empty states with the looks of the style sheet.

Example::

    layout.addWidget(Section(_("本月完成")))
    layout.addWidget(main_button(_("登记探访"), "F2", self._on_record))
    layout.addWidget(EmptyState(_("名册还是空的。"), _("导入名册"), self._on_import))
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit.icons import ICON_EM, icon
from desktop_app.ui.kit.sight import set_shown

ICON_GAP_EM = 0.4


class Text(QLabel):
    """A label with a look: title, section, label, hint, muted, strong, error, figure; plain text only."""

    def __init__(self, text: str = "", look: str = "", *, wrap: bool = False, copyable: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if look:
            self.setProperty("look", look)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if copyable:
            self.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )


class Section(Text):
    """A section's title."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "section")


class ElidedText(Text):
    """One line that ends in … where there is no room; the whole text stays as name and tooltip."""

    def __init__(self, text: str = "", look: str = "") -> None:
        super().__init__(text, look)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)

    def setText(self, text: str) -> None:
        """Show ``text``, shortened where needed."""
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """Qt: may shrink to nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the text that fits."""
        del event
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        area = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class ShortText(Text):
    """At most ``lines`` lines, the last ending in … where there is no room; the whole text stays as name and tooltip."""

    def __init__(self, text: str = "", look: str = "", *, lines: int = 2) -> None:
        super().__init__("", look, wrap=True)
        self._most = lines
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show ``text``, shortened where needed."""
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def shown_lines(self) -> list[str]:
        """Return the lines as they are painted."""
        self.ensurePolished()
        return self._lines(self.contentsRect().width())

    def sizeHint(self) -> QSize:
        """Qt: as high as all lines."""
        return QSize(super().sizeHint().width(), self._height(self._most))

    def minimumSizeHint(self) -> QSize:
        """Qt: a few letters wide, one line high."""
        return QSize(theme.px(4), self._height(1))

    def heightForWidth(self, width: int) -> int:
        """Qt: as high as the lines shown."""
        self.ensurePolished()
        return self._height(max(len(self._lines(width)), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the lines that fit."""
        del event
        painter = QPainter(self)
        self.drawFrame(painter)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        area, step = self.contentsRect(), QFontMetrics(self.font()).lineSpacing()
        for at, line in enumerate(self._lines(area.width())):
            painter.drawText(QRect(area.x(), area.y() + at * step, area.width(), step), 0, line)

    def _height(self, lines: int) -> int:
        return QFontMetrics(self.font()).lineSpacing() * lines

    def _lines(self, width: int) -> list[str]:
        metrics = QFontMetrics(self.font())
        layout = QTextLayout(self.text(), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        while (line := layout.createLine()).isValid() and len(starts) < self._most + 1:
            line.setLineWidth(max(width, 1))
            starts.append(line.textStart())
        layout.endLayout()
        text = self.text()
        ends = [*starts[1:], len(text)]
        lines = [text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        if len(lines) > self._most:
            rest = text[starts[self._most - 1] :]
            lines[self._most - 1 :] = [metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]
        return lines


class Card(QFrame):
    """A white panel; add to ``card.body``. ``title`` makes a section title on top."""

    def __init__(self, title: str = "", *, margin_em: float = 1.0) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.body = QVBoxLayout(self)
        edge = theme.px(margin_em)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(theme.px(0.5))
        if title:
            self.body.addWidget(Section(title))


def hairline() -> QFrame:
    """Return a horizontal line."""
    line = QFrame()
    line.setProperty("look", "line")
    return line


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    look: str = "",
    icon_name: str = "",
    key: str = "",
) -> QPushButton:
    """Return a button; ``look``: main, danger, link, icon or nothing; ``key`` is shown after the word."""
    shown = f"{text}  {key}" if key else text
    made = QPushButton(shown)
    made.setAccessibleName(text)
    made.setAutoDefault(False)
    if look:
        made.setProperty("look", look)
    if icon_name:
        token = {"main": "on_accent", "link": "accent_ink", "danger": "overdue_ink"}.get(look, "ink")
        gap = ICON_GAP_EM if text else 0
        made.setIcon(icon(icon_name, token, gap_em=gap))
        made.setIconSize(QSize(theme.px(ICON_EM) + theme.px(gap), theme.px(ICON_EM)))
    if key:
        made.setToolTip(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def main_button(text: str, key: str = "", on_click: Callable[[], object] | None = None) -> QPushButton:
    """Return the page's one filled button with its key on it."""
    return button(text, on_click, look="main", key=key)


def icon_button(icon_name: str, meaning: str, on_click: Callable[[], object] | None = None) -> QPushButton:
    """Return a small button of one icon; ``meaning`` is its accessible name and tooltip."""
    made = button("", on_click, look="icon", icon_name=icon_name)
    made.setAccessibleName(meaning)
    made.setToolTip(meaning)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class EmptyState(QWidget):
    """One sentence why nothing is here, and one button that changes that."""

    def __init__(
        self, sentence: str, action: str = "", on_click: Callable[[], object] | None = None, *, hint: str = ""
    ) -> None:
        super().__init__()
        self.sentence = Text(sentence, "section", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint = Text(hint, "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_shown(self.hint, bool(hint))
        self.button = button(action, on_click, look="main")
        set_shown(self.button, bool(action))
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addWidget(self.button)
        centred.addStretch()
        layout = QVBoxLayout(self)
        edge = theme.px(2)
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.px(0.75))
        layout.addStretch(2)
        layout.addWidget(self.sentence)
        layout.addWidget(self.hint)
        layout.addSpacing(theme.px(0.5))
        layout.addLayout(centred)
        layout.addStretch(3)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: hand the keyboard on to what changes it, where that is offered."""
        self.setAccessibleName(self.sentence.text())
        super().focusInEvent(event)
        if not self.button.isHidden():
            self.button.setFocus(event.reason())
