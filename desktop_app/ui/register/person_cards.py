"""What the tabs of a person are made of: cards in columns, pairs of caption and value, a tab that shows cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.kit import Card, Text, Tiles
from desktop_app.ui.register.person_facts import PersonFacts

TILE_EM = 27

Pairs = Sequence[tuple[str, str | QWidget]]


class CardTab(QWidget):
    """Shows cards in two columns where there is room; ``make`` returns the left and the right ones."""

    def __init__(self, make: Callable[[PersonFacts], tuple[Sequence[QWidget], Sequence[QWidget]]]) -> None:
        super().__init__()
        self._make = make
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, theme.px(0.8), 0, theme.px(1))
        self._layout.addStretch(1)
        self._shown: QWidget | None = None

    def minimumSizeHint(self) -> QSize:
        """Qt: the height follows from the width; guessed at the least width it would be far too high."""
        return QSize(theme.px(18), 0)

    def show_person(self, facts: PersonFacts) -> None:
        """Show ``facts`` in place of what was shown before."""
        if self._shown is not None:
            self._layout.removeWidget(self._shown)
            self._shown.deleteLater()
        left, right = self._make(facts)
        self._shown = Tiles(stack(left), stack(right), tile_em=TILE_EM)
        self._layout.insertWidget(0, self._shown)


def stack(cards: Sequence[QWidget]) -> QWidget:
    """Return a column of cards."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(0.9))
    for card in cards:
        layout.addWidget(card)
    layout.addStretch(1)
    return holder


def pairs(rows: Pairs, *, caption_em: float = 5.5) -> QGridLayout:
    """Return captions at the left and values at the right."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(0.75))
    grid.setVerticalSpacing(theme.px(0.4))
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    for line, (caption, value) in enumerate(rows):
        label = Text(caption, "muted", wrap=True)
        label.setFixedWidth(theme.word_px(caption_em))
        grid.addWidget(label, line, 0, top)
        shown = Text(value, "", wrap=True, copyable=True) if isinstance(value, str) else value
        grid.addWidget(shown, line, 1, top)
    return grid


def pairs_card(title: str, rows: Pairs, empty: str, *, caption_em: float = 5.5) -> Card:
    """Return a card of pairs, or with the sentence ``empty`` where there are none."""
    card = Card(title)
    if rows:
        card.body.addLayout(pairs(rows, caption_em=caption_em))
    else:
        card.body.addWidget(Text(empty, "muted", wrap=True))
    return card


def joined(*parts: str | None, by: str = " · ") -> str:
    """Return the parts that say something in one line."""
    return by.join(part for part in parts if part)
