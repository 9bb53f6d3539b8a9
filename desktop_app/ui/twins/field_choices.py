"""Two columns of values to choose from, field by field: arrows or 1 and 2 pick a side, up and down change the field."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.services.same_person_fields import FieldPair
from desktop_app.ui import theme
from desktop_app.ui.kit import StateChip, Text

MARK = "✓ "


class ValueButton(QPushButton):
    """A value to choose; long ones wrap, and the chosen one carries a mark."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._value = text or _("（空）")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._label = Text(self._value, "" if text else "muted", wrap=True)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(0.7), theme.px(0.35), theme.px(0.7), theme.px(0.35))
        layout.addWidget(self._label)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.toggled.connect(lambda on: self._label.setText((MARK if on else "") + self._value))

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: what the wrapped value needs."""
        layout = self.layout()
        return max(layout.heightForWidth(width) if layout else 0, theme.px(2.4))

    def sizeHint(self) -> QSize:
        """Qt: any width, one line."""
        return QSize(theme.px(14), theme.px(2.4))

    def minimumSizeHint(self) -> QSize:
        """Qt: may become narrow."""
        return QSize(theme.px(8), theme.px(2.4))


class FieldChoices(QWidget):
    """Shows ``FieldPair`` rows: those that differ to choose from, the others for information. Signal: ``changed``."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(0.8))
        self._grid.setVerticalSpacing(theme.px(0.35))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._rows: dict[str, tuple[ValueButton, ValueButton]] = {}

    def show_pairs(self, titles: tuple[str, str], pairs: Sequence[FieldPair]) -> None:
        """Show the fields under the titles of the two files, the proposed values chosen."""
        while self._grid.count():
            # The stub knows no None, but an item may hold a spacing.
            widget: QWidget | None = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = {}
        for side, title in enumerate(titles):
            self._grid.addWidget(Text(title, "strong", wrap=True), 0, side + 1)
        at = 1
        for pair in (each for each in pairs if each.differs):
            self._grid.addWidget(self._label_of(pair), at, 0)
            self._add_choice(pair, at)
            at += 1
        for pair in (each for each in pairs if not each.differs):
            self._grid.addWidget(Text(pair.label, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Text(pair.values[0], "muted", wrap=True), at, 1, 1, 2)
            at += 1
        self._one_tab_stop_each()

    def chosen(self) -> dict[str, int]:
        """Return by field which side was chosen, 0 or 1."""
        return {key: int(buttons[1].isChecked()) for key, buttons in self._rows.items()}

    def choose(self, key: str, side: int) -> None:
        """Choose a side of a field."""
        for number, made in enumerate(self._rows[key]):
            made.setChecked(number == side)
        self._one_tab_stop_each()
        self.changed.emit()

    def first(self) -> QWidget | None:
        """Return the first choice, None when nothing differs."""
        return next((self._tab_stop(buttons) for buttons in self._rows.values()), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows and digits on the values."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(watched, event)
        return super().eventFilter(watched, event)

    def _label_of(self, pair: FieldPair) -> QWidget:
        holder = QWidget()
        layout = QGridLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Text(pair.label, "label"), 0, 0)
        layout.addWidget(StateChip(_("不同"), "soon"), 0, 1)
        layout.setColumnStretch(2, 1)
        return holder

    def _add_choice(self, pair: FieldPair, at: int) -> None:
        made = (ValueButton(pair.values[0]), ValueButton(pair.values[1]))
        for side, value in enumerate(made):
            value.setAccessibleName(f"{pair.label}：{pair.values[side] or _('（空）')}")
            value.clicked.connect(partial(self.choose, pair.key, side))
            value.installEventFilter(self)
            self._grid.addWidget(value, at, side + 1)
        self._rows[pair.key] = made
        made[pair.proposed].setChecked(True)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        key = next((key for key, buttons in self._rows.items() if watched in buttons), None)
        if key is None:
            return False
        side = {
            Qt.Key.Key_1: 0,
            Qt.Key.Key_Left: 0,
            Qt.Key.Key_2: 1,
            Qt.Key.Key_Right: 1,
        }.get(Qt.Key(event.key()))
        if side is not None:
            self.choose(key, side)
            self._rows[key][side].setFocus()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}.get(
            Qt.Key(event.key())
        )
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        keys = list(self._rows)
        at = keys.index(key) + step
        if 0 <= at < len(keys):
            self._tab_stop(self._rows[keys[at]]).setFocus()
        elif step > 0:
            self.focusNextChild()
        return True

    def _tab_stop(self, buttons: tuple[ValueButton, ValueButton]) -> ValueButton:
        return buttons[1] if buttons[1].isChecked() else buttons[0]

    def _one_tab_stop_each(self) -> None:
        for buttons in self._rows.values():
            stop = self._tab_stop(buttons)
            for made in buttons:
                made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if made is stop else Qt.FocusPolicy.ClickFocus)
