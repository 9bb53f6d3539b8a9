"""The key overview: the keys of the page in sight and those that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QMainWindow, QScrollArea, QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import theme
from desktop_app.ui.kit import Section, Text, button, scrolling
from desktop_app.ui.kit.questions import Dialog
from desktop_app.ui.navigator import Navigator
from desktop_app.ui.page import KeyHint, Page
from desktop_app.ui.shell.keys import GENERAL, HABITS

WIDTH_EM, HIGHEST_EM = 34, 44
_SCROLLING = {
    Qt.Key.Key_Down: 3,
    Qt.Key.Key_Up: -3,
    Qt.Key.Key_PageDown: 15,
    Qt.Key.Key_Space: 15,
    Qt.Key.Key_PageUp: -15,
}


def keys_of(page: Page | None) -> list[tuple[str, str]]:
    """Return the page's own keys with their words: its main action, then what it names, none of them twice."""
    if page is None:
        return []
    action = page.main_action()
    found: dict[str, str] = {}
    if action is not None and action.key:
        found[action.key] = action.text
    for hint in page.keys:
        found.setdefault(hint.key, _(hint.words))
    return list(found.items())


class KeysOverview(Dialog):
    """Two lists, one under the other; arrows scroll, Esc or Shift+F1 closes."""

    def __init__(self, page: Page | None, parent: QWidget, more: Sequence[KeyHint] = ()) -> None:
        super().__init__(_("按键一览"), parent, width_em=WIDTH_EM)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, theme.px(0.6), 0)
        layout.setSpacing(theme.px(0.6))
        own = keys_of(page)
        named = {key for key, _words in own}
        if page is not None and own:
            layout.addWidget(Section(_("这一页：{title}").format(title=page.title())))
            layout.addLayout(_list(own))
        layout.addWidget(Section(_("到处都一样")))
        layout.addLayout(
            _list(_joined([hint for hint in (*GENERAL, *more, *HABITS) if hint.key not in named]))
        )
        layout.addStretch(1)
        self._area: QScrollArea = scrolling(content)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        room = self.screen().availableGeometry().height() - theme.px(10)
        wanted = content.sizeHint().height() + theme.px(0.5)
        self._area.setMinimumHeight(max(min(wanted, room, theme.px(HIGHEST_EM)), theme.px(8)))
        self.body.addWidget(self._area)
        close = self.add_button(button(_("知道了"), self.accept, look="main"))
        close.setDefault(True)
        close.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys that scroll, and the key that opened this closes it."""
        step = _SCROLLING.get(Qt.Key(event.key()))
        if step is not None:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + step * theme.px(1))
        elif event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)


class KeysBox(QObject):
    """Opens the overview over a window, once at a time; ``more`` are keys that are bound now and not always.

    Signal: ``shown()``.
    """

    shown = Signal()

    def __init__(self, window: QMainWindow, navigator: Navigator) -> None:
        super().__init__(window)
        self._window, self._navigator = window, navigator
        self.more: Sequence[KeyHint] = ()
        self.open_box: KeysOverview | None = None

    @Slot()
    def show(self) -> None:
        """Show the keys of the page in sight and of all pages."""
        if self.open_box is None:
            self.open_box = KeysOverview(self._navigator.current_page(), self._window, self.more)
            self.open_box.finished.connect(self._on_finished)
            self.open_box.open()
            self.shown.emit()

    @Slot()
    def _on_finished(self) -> None:
        self.open_box = None


def _joined(hints: Sequence[KeyHint]) -> list[tuple[str, str]]:
    """Return keys and words, keys of one meaning on one line."""
    keys: dict[str, list[str]] = {}
    for hint in hints:
        keys.setdefault(hint.words, []).append(hint.key)
    either = _(" 或 ")
    return [(either.join(map(as_written, found)), _(words)) for words, found in keys.items()]


def as_written(key: str) -> str:
    """Return a key as it is read aloud and printed on keyboards: arrows and Enter in words."""
    names = {
        "Left": _("左箭头"),
        "Right": _("右箭头"),
        "Up": _("上箭头"),
        "Down": _("下箭头"),
        "Enter": _("回车"),
        "Return": _("回车"),
        "Space": _("空格"),
        "Delete": "Del",
        "Insert": "Ins",
    }
    *before, last = key.split("+") if not key.endswith("+") else [key]
    return "+".join([*before, names.get(last, last)])


def _list(lines: Sequence[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(1.2))
    grid.setVerticalSpacing(theme.px(0.35))
    for number, (key, words) in enumerate(lines):
        written = as_written(key) if QKeySequence(key).toString() else key
        shown = Text(written, "strong")
        said = Text(words, "", wrap=True)
        shown.setAccessibleName(_("{key}：{words}").format(key=written, words=words))
        grid.addWidget(shown, number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, number, 1)
    grid.setColumnMinimumWidth(0, theme.px(9))
    grid.setColumnStretch(1, 1)
    return grid
