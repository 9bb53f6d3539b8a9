"""The row of filters over the register's list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import Category, DutyState, Tier
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.kit import ChoiceField, FlowLayout, Text, button

CHOICE_LETTERS = 7
"""Latin capitals that a choice has room for: four Chinese letters."""

_STATES = (DutyState.OVERDUE, DutyState.DUE, DutyState.OPEN, DutyState.PLANNED, DutyState.WAIVED)


class FilterBar(QWidget):
    """Village, category, tier and state as choices, 特殊困难 and 已退出 as switches. Signal: ``changed()``."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted_village: str | None = None
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部村社"))
        self.category: ChoiceField[Category] = ChoiceField(Category, empty=_("全部类别"))
        self.tier: ChoiceField[Tier] = ChoiceField(Tier, empty=_("全部等级"))
        states = [(state, _(state.term)) for state in _STATES]
        self.state: ChoiceField[DutyState] = ChoiceField(states, empty=_("全部状态"))
        self.special = _switch(_("特殊困难"))
        self.ended = _switch(_("已退出"))
        self.count = Text("", "muted")
        self.clear = button(_("清除筛选"), self._on_clear, look="link")
        layout = FlowLayout(self, spacing_em=0.5)
        for name, choice in self._choices().items():
            choice.describe(name, _("筛选条件"))
            choice.combo.setMinimumContentsLength(CHOICE_LETTERS)
            layout.addWidget(choice)
            choice.changed.connect(self._on_changed)
        for switch in (self.special, self.ended):
            layout.addWidget(switch)
            switch.toggled.connect(lambda _on: self._on_changed())
        layout.addWidget(self.clear)
        layout.addWidget(self.count)
        self.clear.hide()

    def set_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages and keep the choice."""
        chosen = self._wanted_village or self.village.value()
        self.village.set_choices([(village.code, village.name) for village in villages])
        if chosen is not None:
            self.village.set_value(chosen)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Choose by the names of ``ElderFilter``; what is not named is not narrowed."""
        self.blockSignals(True)
        self._wanted_village = values.get("village_code")
        self.village.set_value(self._wanted_village)
        self.category.set_value(Category(values["category"]) if values.get("category") else None)
        self.tier.set_value(Tier(values["tier"]) if values.get("tier") else None)
        self.state.set_value(DutyState(values["state"]) if values.get("state") else None)
        self.special.setChecked(bool(values.get("special")))
        self.ended.setChecked(bool(values.get("ended")))
        self.blockSignals(False)
        self._show_clear()

    def narrow(self, text: str) -> ElderFilter:
        """Return the filter for what is chosen, with ``text`` from the search field."""
        category, tier, state = self.category.value(), self.tier.value(), self.state.value()
        return ElderFilter(
            text=text,
            village_code=self.village.value() or self._wanted_village,
            category=category.value if category else None,
            tier=tier.value if tier else None,
            state=state.value if state else None,
            special=True if self.special.isChecked() else None,
            ended=self.ended.isChecked(),
        )

    def _choices(self) -> dict[str, ChoiceField[Any]]:
        return {
            _("嘎查村（社区）"): self.village,
            _("类别"): self.category,
            _("等级"): self.tier,
            _("状态"): self.state,
        }

    def _on_changed(self) -> None:
        self._wanted_village = None
        self._show_clear()
        self.changed.emit()

    def _on_clear(self) -> None:
        self.set_values({})
        self.changed.emit()

    def _show_clear(self) -> None:
        self.clear.setVisible(self.narrow("") != ElderFilter())


def _switch(words: str) -> QPushButton:
    made = QPushButton(words)
    made.setCheckable(True)
    made.setAutoDefault(False)
    made.setProperty("look", "chip")
    made.setAccessibleName(words)
    return made
