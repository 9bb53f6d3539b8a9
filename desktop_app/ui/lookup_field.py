"""A choice among many that is found by typing part of its name, its pinyin or its initials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from desktop_app.config.strings import _
from desktop_app.storage.pinyin import readings
from desktop_app.ui import theme
from desktop_app.ui.kit import Field, pixmap

_TYPED = Qt.ItemDataRole.UserRole + 1


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """Return what may be typed for ``word``: itself, its pinyin and its initials."""
    syllables = [(readings(character) or (character.lower(),))[0] for character in word]
    return " ".join((word, "".join(syllables), "".join(one[0] for one in syllables if one)))


class _Combo(QComboBox):
    """An editable combo box that paints the kit's own arrow."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: paint the box, then the arrow."""
        super().paintEvent(event)
        side = theme.px(1.1)
        painter = QPainter(self)
        left, top = self.width() - side - theme.px(0.5), (self.height() - side) // 2
        painter.drawPixmap(left, top, pixmap("chevron-down", "muted", 1.1))
        painter.end()


class _Completer(QCompleter):
    """Matches by what may be typed, completes to the word itself."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Qt: the text that a suggestion puts into the field."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class LookupField(Field[str | None]):
    """One of a long list; the value is the key of the chosen word, None while nothing fits."""

    def __init__(self, choices: Sequence[tuple[str, str]] = (), *, placeholder: str = "") -> None:
        self.combo = _Combo()
        super().__init__(self.combo)
        self._choices: list[tuple[str, str]] = []
        self._unknown: str | None = None
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setMaxVisibleItems(14)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(6)
        line = self.combo.lineEdit()
        assert line is not None  # an editable combo box has one
        self.line = line
        # The sheet dresses every line edit; inside a combo box only the outer frame is wanted.
        self.line.setStyleSheet("border: 0; padding: 0; background: transparent; min-height: 0;")
        self.line.setPlaceholderText(placeholder)
        self.line.installEventFilter(self)
        self._model = QStandardItemModel(self)
        completer = _Completer(self._model, self)
        completer.setCompletionRole(_TYPED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(14)
        self.combo.setCompleter(completer)
        self.set_choices(choices)
        self.combo.editTextChanged.connect(lambda _text: self.changed.emit())
        self.line.editingFinished.connect(self._tidy)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the list and keep the value."""
        kept = self.value()
        blocked = self.combo.blockSignals(True)
        self._choices = list(choices)
        self.combo.clear()
        self._model.clear()
        for _key, word in self._choices:
            self.combo.addItem(word)
            item = QStandardItem(word)
            item.setData(spelled(word), _TYPED)
            self._model.appendRow(item)
        self.combo.setCurrentIndex(-1)
        self.combo.setEditText("")
        self.combo.blockSignals(blocked)
        if kept is not None:
            self.set_value(kept)

    def value(self) -> str | None:
        """Return the key whose word is typed, or the only one that fits what is typed."""
        text = self.combo.currentText().strip()
        if not text:
            return self._unknown
        exact = [key for key, word in self._choices if word == text]
        fitting = exact or [key for key, word in self._choices if text in word]
        return fitting[0] if exact or len(fitting) == 1 else None

    def set_value(self, value: str | None) -> None:
        """Show the word of ``value``; a key that comes before its list is kept until the list is there."""
        word = next((word for key, word in self._choices if key == value), "")
        self._unknown = value if value and not word else None
        self.combo.setEditText(word)
        self.line.setCursorPosition(0)

    def problem(self) -> str:
        """Say that nothing in the list fits what was typed."""
        text = self.combo.currentText().strip()
        if text and self.value() is None:
            return _("列表中没有“{text}”，请从列表中选择。").format(text=text)
        return ""

    def key_targets(self) -> list[QWidget]:
        """Return the box, which has the keys, and the editor inside."""
        return [self.combo, self.line]

    def _tidy(self) -> None:
        key = self.value()
        word = next((word for mine, word in self._choices if mine == key), "")
        if word and word != self.combo.currentText():
            self.combo.setEditText(word)


class FreeLookupField(LookupField):
    """One of a list, or any other name: whoever is not in the list is kept as words."""

    def __init__(self, choices: Sequence[tuple[str, str]] = (), *, placeholder: str = "") -> None:
        self._stored: tuple[str | None, str | None] = (None, None)
        self._stored_words = ""
        super().__init__(choices, placeholder=placeholder)
        self.line.setMaxLength(50)

    def picked(self) -> tuple[str | None, str | None]:
        """Return key and word; the key is None for a name that is not in the list."""
        words = self.combo.currentText().strip()
        if words == self._stored_words:
            return self._stored
        exact = next((key for key, word in self._choices if word == words), None)
        return exact, words or None

    def pick(self, key: str | None, words: str | None) -> None:
        """Show the word of ``key``, else ``words``; unchanged, both come back as they were given."""
        shown = words or next((word for one, word in self._choices if one == key), "")
        self._stored, self._stored_words = (key, words), shown
        self.combo.setEditText(shown)
        self.line.setCursorPosition(0)

    def problem(self) -> str:
        """Any name will do."""
        return ""

    def _tidy(self) -> None:
        """Leave a name that is only part of one in the list as it was typed."""
