"""A row of chips that filter, each with its number; the chip that has the keyboard keeps it when numbers change."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop_app.config.strings import _
from desktop_app.ui.kit import FlowLayout, button
from desktop_app.ui.kit.sight import set_shown


class ChipRow(QWidget):
    """Signals: ``picked(key)``."""

    picked = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.chips: dict[Hashable, QPushButton] = {}
        self._layout = FlowLayout(spacing_em=0.4)
        self.setLayout(self._layout)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_choices(self, choices: Sequence[tuple[Hashable, str, int]], chosen: Hashable) -> None:
        """Show keys with words and numbers, in this order; a chosen one that is no choice any more stays with 0."""
        wanted = {key: (words, count) for key, words, count in choices}
        for key, chip in self.chips.items():
            keeps = key in wanted or key == chosen
            set_shown(chip, keeps)
            if keeps and key not in wanted:
                chip.setText(_("{words} {count}").format(words=chip.property("words"), count=0))
        for key, (words, count) in wanted.items():
            made = self.chips.get(key)
            if made is None:
                made = button("", partial(self.picked.emit, key), look="chip")
                made.setCheckable(True)
                made.setProperty("words", words)
                self.chips[key] = made
            made.setText(_("{words} {count}").format(words=words, count=count))
        for key, chip in self.chips.items():
            chip.setChecked(key == chosen)
        self._arrange([self.chips[key] for key in wanted] + [self.chips[chosen]] * (chosen not in wanted))

    def _arrange(self, order: Sequence[QPushButton]) -> None:
        """Put the chips into their order, those out of sight last."""
        while self._layout.count():
            self._layout.takeAt(0)
        for chip in order:
            self._layout.addWidget(chip)
        for chip in self.chips.values():
            if chip not in order:
                self._layout.addWidget(chip)
        self._layout.invalidate()
        self.updateGeometry()
