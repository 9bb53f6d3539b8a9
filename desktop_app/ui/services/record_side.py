"""What is known of a person beside the form: what they lack, what is arranged, what they got last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.config.strings import _
from desktop_app.ui import service_words as words
from desktop_app.ui.kit import Card, Text, Tiles
from desktop_app.ui.services.service_form import RecordStart

TILE_EM = 20
MOST_LINES = 8


class RecordSide(QWidget):
    """Three cards, side by side where there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.lacking = Card(_("未满足的需求"), margin_em=0.9)
        self.arranged = Card(_("长期安排"), margin_em=0.9)
        self.lately = Card(_("最近的服务"), margin_em=0.9)
        for card in (self.lacking, self.arranged, self.lately):
            # The highest of the three sets the height: the others keep their words at the top.
            card.body.addStretch(1)
        self._filled: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Tiles(self.lacking, self.arranged, self.lately, tile_em=TILE_EM))

    def show_start(self, start: RecordStart) -> None:
        """Show what is known of another person."""
        for widget in self._filled:
            widget.hide()
            widget.deleteLater()
        self._filled = []
        held = [plan for plan in start.plans if not plan.over]
        self._fill(self.lacking, [words.need_words(need) for need in start.needs], _("没有未满足的需求。"))
        self._fill(
            self.arranged,
            [f"{_(plan.title)} · {words.plan_words(plan)}" for plan in held],
            _("没有长期安排的服务。"),
        )
        lately = [words.record_words(line) for line in start.lines[:MOST_LINES]]
        self._fill(self.lately, lately, _("还没有登记过服务。"))

    def _fill(self, card: Card, lines: Sequence[str], empty: str) -> None:
        for line in lines or [empty]:
            made = Text(line, "", wrap=True)
            card.body.insertWidget(card.body.count() - 1, made)
            self._filled.append(made)
