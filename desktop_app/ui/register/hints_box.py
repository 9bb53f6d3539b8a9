"""What the facts suggest, one quiet line each, with a button that does it; nothing happens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit import Text, button
from desktop_app.ui.kit.sight import set_shown
from desktop_app.ui.kit.tab_order import stop_before, stops_in


@dataclass(frozen=True, slots=True)
class HintLine:
    """One sentence and what its button does."""

    words: str
    action: str = ""
    act: Callable[[], object] | None = None


class HintsBox(QFrame):
    """A list of hints; it is not there while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self.setProperty("level", "info")
        self._shown: list[tuple[str, str]] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(0.7), theme.px(0.3), theme.px(0.7), theme.px(0.3))
        self._layout.setSpacing(0)
        set_shown(self, False)

    def show_hints(self, hints: Sequence[HintLine]) -> None:
        """Show these hints in place of those before; the keyboard stays where it is."""
        wanted = [(hint.words, hint.action) for hint in hints]
        if wanted != self._shown:
            self._shown = wanted
            inside = QApplication.focusWidget()
            had_keyboard = inside is not None and self.isAncestorOf(inside)
            while self._layout.count():
                item = self._layout.takeAt(0)
                old = item.widget()
                if old is not None:
                    old.hide()
                    old.deleteLater()
            for hint in hints:
                made = self._line(hint)
                self._layout.addWidget(made)
                stop_before(self, made)
            if had_keyboard:
                self._hand_on()
        set_shown(self, bool(hints))

    def words(self) -> list[str]:
        """Return what is said now."""
        return [words for words, _action in self._shown]

    def _hand_on(self) -> None:
        """Give the keyboard to the first hint left, or to what comes behind the box."""
        # Lines taken away are hidden at once, but live until Qt comes round to them.
        left = [one for one in stops_in(self) if one.isVisibleTo(self)]
        if left:
            left[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextChild()

    def _line(self, hint: HintLine) -> QWidget:
        made = QWidget(self)
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(0.5))
        text = Text(hint.words, "", wrap=True)
        line.addWidget(text, 1)
        if hint.action and hint.act is not None:
            act = button(hint.action, hint.act, look="link")
            act.setAccessibleName(f"{hint.action}：{hint.words}")
            line.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        return made
