"""The fields for closed lists: one of many (combo), one of few (row of buttons), any number (chips).

Example::

    mode = ChoiceField(Mode)                  # a ``Term`` enum of domain.terms
    village = ChoiceField([("150425104201", "达日罕嘎查")], empty=_("全部嘎查村"))
    outcome = ChoiceRow(Outcome); outcome.set_ghost(Outcome.MET_IN_PERSON)   # Space accepts it
    categories = ChipsField(Category)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QEvent, QItemSelection, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from desktop_app.config.strings import _
from desktop_app.domain.terms import Term
from desktop_app.ui import theme
from desktop_app.ui.kit.field import Field
from desktop_app.ui.kit.icons import pixmap
from desktop_app.ui.kit.layouts import FlowLayout
from desktop_app.ui.kit.listening import expose_when_heard

K = TypeVar("K")
MOST_DIGITS = 10
"""How many answers have a digit: 1 to 9, and 0 for the tenth."""


class _Combo(QComboBox):
    """A combo box that ends long words in … and paints the kit's own arrow, so that it follows the palette."""

    def __init__(self) -> None:
        super().__init__()
        self._exposed = False
        expose_when_heard(self)

    def expose(self) -> None:
        """Let an accessibility client choose in the folded list, which Qt only marks there."""
        if not self._exposed:
            self._exposed = True
            self.view().selectionModel().selectionChanged.connect(self._on_marked)

    def _on_marked(self, marked: QItemSelection) -> None:
        if marked.indexes() and not self.view().isVisible():
            self.setCurrentIndex(marked.indexes()[0].row())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the box and the words that fit, then the arrow."""
        del event
        side = theme.px(1.1)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        words = self.currentText()
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() - 2)
        # The stub of QStyleOptionComboBox hides its fields.
        option.currentText = shown  # type: ignore[attr-defined]  # see above
        self.setToolTip(words if shown != words else "")
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.drawPixmap(
            self.width() - side - theme.px(0.5),
            (self.height() - side) // 2,
            pixmap("chevron-down", "muted", 1.1),
        )
        painter.end()


class ChoiceField(Field[K | None], Generic[K]):
    """One of a list: a ``Term`` enum, or pairs of (value, words); ``empty`` is the word for no choice."""

    def __init__(self, choices: type[K] | Sequence[tuple[K, str]] = (), *, empty: str | None = "") -> None:
        self.combo = _Combo()
        super().__init__(self.combo)
        # On Linux Qt reads a combo box out as its choice and leaves its name to a label beside it.
        self._caption = QLabel(self)
        self._caption.setBuddy(self.combo)
        self._caption.hide()
        self.combo.setMaxVisibleItems(14)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(11)
        self._empty = empty
        self._values: list[K | None] = []
        self._awaited: K | None = None
        self.set_choices(choices)
        self.combo.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def set_choices(self, choices: type[K] | Sequence[tuple[K, str]]) -> None:
        """Replace the list and choose the first entry."""
        pairs: list[tuple[K | None, str]] = [] if self._empty is None else [(None, self._empty)]
        pairs += choice_pairs(choices)
        blocked = self.combo.blockSignals(True)
        self.combo.clear()
        self._values = [value for value, _words in pairs]
        self.combo.addItems([words for _value, words in pairs])
        if self._awaited in self._values:
            self.combo.setCurrentIndex(self._values.index(self._awaited))
        if self._is_filled():
            self._awaited = None
        self.combo.blockSignals(blocked)

    def describe(self, name: str, description: str) -> None:
        """Give the box its name, wherever it is looked for."""
        super().describe(name, description)
        self._caption.setText(name)

    def value(self) -> K | None:
        """Return the chosen value, or the one that is waited for while the list is still empty."""
        index = self.combo.currentIndex()
        chosen = self._values[index] if 0 <= index < len(self._values) else None
        return chosen if chosen is not None else self._awaited

    def _is_filled(self) -> bool:
        return any(value is not None for value in self._values)

    def set_value(self, value: K | None) -> None:
        """Choose ``value``; one that is not in the list chooses nothing, unless the list is still to come."""
        self._awaited = None if self._is_filled() else value
        self.combo.setCurrentIndex(self._values.index(value) if value in self._values else -1)


def choice_pairs(choices: type[K] | Sequence[tuple[K, str]]) -> list[tuple[K, str]]:
    """Return pairs of value and words of a ``Term`` enum or of given pairs."""
    if isinstance(choices, type):
        return [(cast(K, member), _(member.term)) for member in cast(type[Term], choices)]
    return list(choices)


class ChoiceRow(Field[K | None], Generic[K]):
    """One of few, all in sight: digits pick (0 is the tenth), Space accepts the ghosted last answer, arrows move."""

    def __init__(self, choices: type[K] | Sequence[tuple[K, str]], *, numbered: bool = True) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._pairs = choice_pairs(choices)
        self._buttons: list[QPushButton] = []
        self._ghost: K | None = None
        flow = FlowLayout(holder, spacing_em=0.35)
        for index, (_value, words) in enumerate(self._pairs):
            shown = f"{(index + 1) % 10} {words}" if numbered and index < MOST_DIGITS else words
            made = QPushButton(shown)
            made.setCheckable(True)
            made.setAutoDefault(False)
            made.setProperty("look", "choice")
            made.setAccessibleName(words)
            made.installEventFilter(self)
            made.clicked.connect(lambda checked=False, at=index: self._on_clicked(at, checked))
            self._buttons.append(made)
            flow.addWidget(made)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._one_tab_stop(0)

    def value(self) -> K | None:
        """Return the chosen value."""
        for (value, _words), made in zip(self._pairs, self._buttons, strict=True):
            if made.isChecked():
                return value
        return None

    def set_value(self, value: K | None) -> None:
        """Choose ``value``; None clears."""
        self._check(next((at for at, pair in enumerate(self._pairs) if pair[0] == value), -1))

    def set_ghost(self, value: K | None) -> None:
        """Outline the answer of last time; Space accepts it."""
        self._ghost = value
        for (mine, _words), made in zip(self._pairs, self._buttons, strict=True):
            made.setProperty("ghost", value is not None and mine == value)
            made.style().unpolish(made)
            made.style().polish(made)

    def key_targets(self) -> list[QWidget]:
        """Return every button."""
        return list(self._buttons)

    def set_bad(self, bad: bool) -> None:
        """The error line alone speaks for a row of choices."""
        del bad

    def describe(self, name: str, description: str) -> None:
        """Name the group and each answer in it."""
        self.editor.setAccessibleName(name)
        self.editor.setAccessibleDescription(description)
        for (_value, words), made in zip(self._pairs, self._buttons, strict=True):
            made.setAccessibleName(f"{name}：{words}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: digits, arrows and Space on the buttons."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched in self._buttons:
            return self._on_key(self._buttons.index(watched), event)
        return super().eventFilter(watched, event)

    def _on_key(self, at: int, event: QKeyEvent) -> bool:
        key = event.key()
        number = (int(event.text()) or MOST_DIGITS) if event.text().isdigit() else 0
        if 1 <= number <= len(self._buttons):
            self._choose(number - 1)
            return True
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(key))
        if step is not None:
            target = min(max(at + step, 0), len(self._buttons) - 1)
            self._one_tab_stop(target)
            self._buttons[target].setFocus()
            return True
        if key == Qt.Key.Key_Space and self._ghost is not None and self.value() is None:
            self.set_value(self._ghost)
            return True
        return False

    def _on_clicked(self, at: int, checked: bool) -> None:
        self._check(at if checked else -1)

    def _choose(self, at: int) -> None:
        self._check(at)
        self._buttons[at].setFocus()

    def _check(self, at: int) -> None:
        for index, made in enumerate(self._buttons):
            made.setChecked(index == at)
        self._one_tab_stop(max(at, 0))
        self.changed.emit()

    def _one_tab_stop(self, at: int) -> None:
        for index, made in enumerate(self._buttons):
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if index == at else Qt.FocusPolicy.ClickFocus)
        if self._buttons:
            self.setFocusProxy(self._buttons[at])


class ChipsField(Field[frozenset[K]], Generic[K]):
    """Any number of a list, as chips to switch on and off: the categories of an elder."""

    def __init__(self, choices: type[K] | Sequence[tuple[K, str]]) -> None:
        holder = QWidget()
        super().__init__(holder)
        self._pairs = choice_pairs(choices)
        self._chips: list[QPushButton] = []
        flow = FlowLayout(holder, spacing_em=0.4)
        for _value, words in self._pairs:
            chip = QPushButton(words)
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setProperty("look", "chip")
            chip.toggled.connect(lambda _on: self.changed.emit())
            self._chips.append(chip)
            flow.addWidget(chip)
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self._chips:
            self.setFocusProxy(self._chips[0])

    def value(self) -> frozenset[K]:
        """Return the chosen values."""
        return frozenset(
            value for (value, _words), chip in zip(self._pairs, self._chips, strict=True) if chip.isChecked()
        )

    def set_value(self, value: Iterable[K]) -> None:
        """Choose exactly ``value``."""
        chosen = set(value)
        for (mine, _words), chip in zip(self._pairs, self._chips, strict=True):
            chip.setChecked(mine in chosen)

    def is_empty(self) -> bool:
        """Tell whether no chip is on."""
        return not self.value()

    def key_targets(self) -> list[QWidget]:
        """Return every chip."""
        return list(self._chips)

    def set_bad(self, bad: bool) -> None:
        """The error line alone speaks for chips."""
        del bad

    def describe(self, name: str, description: str) -> None:
        """Name the group and each chip in it."""
        self.editor.setAccessibleName(name)
        self.editor.setAccessibleDescription(description)
        for (_value, words), chip in zip(self._pairs, self._chips, strict=True):
            chip.setAccessibleName(f"{name}：{words}")
