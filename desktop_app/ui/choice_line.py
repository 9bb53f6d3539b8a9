"""One question as one line: all its options in sight, the last answer ghosted, digits pick, Space accepts.

Example::

    line = ChoiceLine("行动能力", [LineOption("normal", "自如"), LineOption("aided", "需拄拐或搀扶", "soon")])
    line.set_ghost(("normal",)); line.accept_ghost(); line.chosen()      # ("normal",)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Field
from desktop_app.ui.kit.listening import expose_when_heard
from desktop_app.ui.spoken_options import SpokenOptions

LINE_EM = 1.5
GAP_EM = 0.3
PAD_EM = 0.55
DIGIT_EM = 0.66
LEAST_LABEL = 0.82


@dataclass(frozen=True, slots=True)
class LineOption:
    """One choice; ``tint`` colours it when chosen: accent for the usual, soon for what deserves a look.

    ``digit`` is the key that picks it, its place from 1 on unless given; one that is given stands in the words.
    """

    key: str
    words: str
    tint: str = "accent"
    digit: str = ""


class ChoiceLine(QWidget):
    """Signals: ``changed()`` after every pick; ``moved_on(step)`` when the keyboard goes to another line.

    ``many`` allows several answers; the option ``alone`` (无) then excludes all others.
    """

    changed = Signal()
    moved_on = Signal(int)

    def __init__(
        self,
        label: str,
        options: Sequence[LineOption],
        *,
        many: bool = False,
        alone: str = "",
        label_em: float = 0.0,
    ) -> None:
        super().__init__()
        self._label, self._many, self._alone = label, many, alone
        self._label_em = label_em
        self._options = tuple(options)
        self._chosen: tuple[str, ...] = ()
        self._ghost: tuple[str, ...] = ()
        self._cursor = 0
        self._walked = False
        self._bad = False
        self._hint = ""
        self._spoken: SpokenOptions | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._speak()
        expose_when_heard(self)

    def expose(self) -> None:
        """Give every option an object of its own that an accessibility client reads and presses; see there."""
        if self._spoken is None:
            self._spoken = SpokenOptions(self, self._many)
            self._spoken.picked.connect(self._pick)
            self._show_spoken()

    def chosen(self) -> tuple[str, ...]:
        """Return the keys of what is chosen, in the order of the options."""
        return self._chosen

    def set_chosen(self, keys: Sequence[str]) -> None:
        """Choose exactly ``keys``; unknown ones are passed over."""
        wanted = tuple(option.key for option in self._options if option.key in set(keys))
        if wanted != self._chosen:
            self._chosen = wanted
            self._speak()
            self.update()
            self.changed.emit()

    def ghost(self) -> tuple[str, ...]:
        """Return the answer of last time."""
        return self._ghost

    def set_ghost(self, keys: Sequence[str]) -> None:
        """Outline the answer of last time."""
        self._ghost = tuple(keys)
        self._speak()
        self.update()

    def accept_ghost(self) -> bool:
        """Answer as last time if nothing is answered yet; tell whether that changed anything."""
        if self._chosen or not self._ghost:
            return False
        self.set_chosen(self._ghost)
        return True

    def set_options(self, options: Sequence[LineOption]) -> None:
        """Offer other options; what is chosen and no longer offered is dropped."""
        if tuple(options) == self._options:
            return
        self._options = tuple(options)
        self._cursor = 0
        offered = {option.key for option in options}
        kept = tuple(key for key in self._chosen if key in offered)
        self.updateGeometry()
        self.update()
        if kept != self._chosen:
            self._chosen = kept
            self.changed.emit()
        self._speak()

    def options(self) -> tuple[LineOption, ...]:
        """Return what is offered."""
        return self._options

    def label(self) -> str:
        """Return the question."""
        return self._label

    def set_label(self, label: str) -> None:
        """Ask ``label``."""
        self._label = label
        self._speak()

    def set_hint(self, hint: str) -> None:
        """Say ``hint`` before the options to who has the line read out."""
        self._hint = hint
        self._speak()

    def set_bad(self, bad: bool) -> None:
        """Mark the line as the one that is wrong."""
        self._bad = bad
        self.update()

    def option_place(self, key: str) -> QRectF:
        """Return where an option is painted."""
        places = self._places(self.width())
        return next(place for option, place in zip(self._options, places, strict=True) if option.key == key)

    def hasHeightForWidth(self) -> bool:
        """Qt: options wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: as many lines as the options need."""
        places = self._places(width)
        bottom = max((place.bottom() for place in places), default=theme.px(LINE_EM))
        return round(bottom) + theme.px(0.12)

    def sizeHint(self) -> QSize:
        """Qt: a usual width and the least height; the true height follows from the width."""
        return QSize(theme.px(30), theme.px(LINE_EM))

    def minimumSizeHint(self) -> QSize:
        """Qt: the label and the widest option."""
        widest = max((self._width_of(option) for option in self._options), default=0.0)
        return QSize(round(theme.px(self._label_em) + widest) + 2, theme.px(LINE_EM))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the question, then the options."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_ground"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        if self._label_em:
            self._paint_label(painter)
        for at, (option, place) in enumerate(zip(self._options, self._places(self.width()), strict=True)):
            self._paint_option(painter, at, option, place)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: digits pick, Space accepts, arrows walk, Enter and up and down move on."""
        key = event.key()
        digit = event.text()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif len(digit) == 1 and digit in "1234567890":
            keys = [self._digit(at) for at in range(len(self._options))]
            self._pick(keys.index(digit) if digit in keys else -1)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if key == Qt.Key.Key_Right else -1
            self._cursor = min(max(self._cursor + step, 0), len(self._options) - 1)
            self._walked = True
            self.update()
            self._point()
        elif key == Qt.Key.Key_Space:
            if not self._walked and self.accept_ghost():
                self.moved_on.emit(1)
            else:
                self._pick(self._cursor)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.moved_on.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: the spoken options lie where the painted ones do."""
        super().resizeEvent(event)
        if self._spoken is not None:
            self._spoken.place([place.toAlignedRect() for place in self._places(self.width())])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on an option picks it."""
        for at, place in enumerate(self._places(self.width())):
            if place.contains(event.position()) and event.button() == Qt.MouseButton.LeftButton:
                self._pick(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: show the digits and begin at what is chosen."""
        keys = [option.key for option in self._options]
        begin = self._chosen or self._ghost
        self._cursor = keys.index(begin[0]) if begin and begin[0] in keys else 0
        self._walked = False
        super().focusInEvent(event)
        self.update()
        self._point()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: hide the digits."""
        super().focusOutEvent(event)
        self.update()

    def _pick(self, at: int) -> None:
        if not 0 <= at < len(self._options):
            return
        self._cursor, self._walked = at, True
        key = self._options[at].key
        if not self._many:
            self.set_chosen((key,))
        elif key in self._chosen:
            self.set_chosen(tuple(each for each in self._chosen if each != key))
        elif key == self._alone:
            self.set_chosen((key,))
        else:
            self.set_chosen((*(each for each in self._chosen if each != self._alone), key))
        self.update()

    def _digit(self, at: int) -> str:
        return self._options[at].digit or (str((at + 1) % 10) if at < 10 else "")

    def _width_of(self, option: LineOption) -> float:
        metrics = QFontMetricsF(theme.font())
        return metrics.horizontalAdvance(option.words) + 2 * theme.em() * PAD_EM

    def _places(self, width: int) -> list[QRectF]:
        """Return the place of every option, wrapped like words."""
        left = float(theme.px(self._label_em))
        height, gap = float(theme.px(LINE_EM)), float(theme.px(GAP_EM))
        x, y = left, 1.0
        places: list[QRectF] = []
        for option in self._options:
            wide = self._width_of(option)
            if x > left and x + wide > width:
                x, y = left, y + height + theme.px(0.12)
            places.append(QRectF(x, y, wide, height))
            x += wide + gap
        return places

    def _paint_label(self, painter: QPainter) -> None:
        room = QRectF(theme.em() * 0.2, 1.0, theme.px(self._label_em - 0.5), theme.px(LINE_EM))
        wide = QFontMetricsF(theme.font()).horizontalAdvance(self._label)
        face = theme.font(max(min(1.0, room.width() / max(wide, 1.0)), LEAST_LABEL))
        painter.setFont(face)
        painter.setPen(theme.colour("overdue_ink" if self._bad else "ink" if self._chosen else "muted"))
        shown = QFontMetricsF(face).elidedText(self._label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _paint_option(self, painter: QPainter, at: int, option: LineOption, place: QRectF) -> None:
        on = option.key in self._chosen
        ghosted = not self._chosen and option.key in self._ghost
        box = place.adjusted(0.5, 1.5, -0.5, -1.5)
        ink, ground, edge = theme.colour("ink"), None, theme.colour("line")
        if on and option.tint == "accent":
            ink, ground, edge = theme.colour("on_accent"), theme.colour("accent"), theme.colour("accent")
        elif on:
            pair = theme.tint(option.tint)
            ink, ground, edge = pair.ink, pair.ground, pair.ink
        elif ghosted:
            ink, edge = theme.colour("accent_ink"), theme.colour("accent")
        pen = QPen(edge, 1.0)
        if ghosted:
            pen.setStyle(Qt.PenStyle.DashLine)
        if self.hasFocus() and self._walked and at == self._cursor:
            pen = QPen(theme.colour("ink"), 2.0)
        painter.setPen(pen)
        painter.setBrush(ground if ground is not None else theme.colour("surface"))
        painter.drawRoundedRect(box, 5, 5)
        face = theme.font(strong=on)
        painter.setFont(face)
        painter.setPen(ink)
        shift = theme.em() * 0.34 if self.hasFocus() and at < 10 and not option.digit else 0.0
        painter.drawText(box.translated(shift, 0), int(Qt.AlignmentFlag.AlignCenter), option.words)
        if shift:
            painter.setFont(theme.font(DIGIT_EM))
            corner = QRectF(box.left() + theme.em() * 0.08, box.top(), theme.em() * 0.7, box.height())
            painter.drawText(corner, int(Qt.AlignmentFlag.AlignCenter), str((at + 1) % 10))

    def _speak(self) -> None:
        words = {option.key: option.words for option in self._options}
        answer = _("、").join(words[key] for key in self._chosen)
        if not answer and self._ghost:
            last = _("、").join(words.get(key, key) for key in self._ghost)
            answer = _("未答，上次 {answer}").format(answer=last)
        self.setAccessibleName(f"{self._label}：{answer or _('未答')}")
        listed = _("，").join(
            option.words if option.digit else f"{at} {option.words}"
            for at, option in enumerate(self._options, start=1)
        )
        self.setAccessibleDescription(
            _("；").join(part for part in (self._hint.rstrip("。"), listed) if part)
        )
        self._show_spoken()

    def _show_spoken(self) -> None:
        if self._spoken is None:
            return
        last = _("上次的回答")
        self._spoken.show(
            [
                (
                    f"{self._label}：{option.words}" if self._label else option.words,
                    last if option.key in self._ghost else "",
                    option.key in self._chosen,
                )
                for option in self._options
            ]
        )
        self._spoken.place([place.toAlignedRect() for place in self._places(self.width())])

    def _point(self) -> None:
        if self._spoken is not None and self._options:
            self._spoken.point_at(self._cursor)


class ChoiceLineField(Field[str | None]):
    """A choice line as a field of a form: one of few, all in sight."""

    def __init__(self, options: Sequence[LineOption]) -> None:
        self.line = ChoiceLine("", options)
        super().__init__(self.line)
        self._layout.setContentsMargins(0, theme.px(0.45), 0, 0)  # level with the label beside it
        self.line.changed.connect(self.changed)

    def value(self) -> str | None:
        """Return the key of what is chosen."""
        chosen = self.line.chosen()
        return chosen[0] if chosen else None

    def set_value(self, value: str | None) -> None:
        """Choose ``value``; None clears."""
        self.line.set_chosen((value,) if value else ())

    def set_options(self, options: Sequence[LineOption]) -> None:
        """Offer other options."""
        self.line.set_options(options)

    def describe(self, name: str, description: str) -> None:
        """Name the question."""
        self.line.set_label(name)
        self.line.set_hint(description)

    def set_bad(self, bad: bool) -> None:
        """Mark the line."""
        self.line.set_bad(bad)
