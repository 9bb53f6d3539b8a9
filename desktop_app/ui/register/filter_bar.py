"""The row of filters over the register's list: the usual choices, and a chip for every other condition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.config.strings import _
from desktop_app.domain.divisions import Division
from desktop_app.domain.terms import Category, DutyState, Tier
from desktop_app.services.filter_words import conditions
from desktop_app.storage.queries.elders import ElderFilter
from desktop_app.ui.kit import ChoiceField, FlowLayout, Text, button
from desktop_app.ui.register.filter_panel import STATES, FilterPanel

CHOICE_LETTERS = 7
"""Latin capitals that a choice has room for: four Chinese letters."""

FILTER_KEY = "Ctrl+Shift+F"


class FilterBar(QWidget):
    """Village, category, tier and state as choices, 特殊困难 and 已退出 as switches, the rest as chips.

    Signal: ``changed()``.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._wanted_village: str | None = None
        self._rest = ElderFilter()
        """What the choices and switches cannot show."""
        self.village_names: dict[str, str] = {}
        self.visitor_names: dict[str, str] = {}
        self.chips: list[_Chip] = []
        self.village: ChoiceField[str] = ChoiceField(empty=_("全部村社"))
        self.category: ChoiceField[Category] = ChoiceField(Category, empty=_("全部类别"))
        self.tier: ChoiceField[Tier] = ChoiceField(Tier, empty=_("全部等级"))
        states = [(state, _(state.term)) for state in STATES]
        self.state: ChoiceField[DutyState] = ChoiceField(states, empty=_("全部状态"))
        self.special = _switch(_("特殊困难"))
        self.ended = _switch(_("已退出"))
        self.more = button(_("更多筛选"), self.open_panel, key=FILTER_KEY)
        self._last_way: QWidget = self.more
        self.count = Text("", "muted")
        self.clear = button(_("清除筛选"), self._on_clear, look="link")
        self.flow = FlowLayout(self, spacing_em=0.5)
        for name, choice in self._choices().items():
            choice.describe(name, _("筛选条件"))
            choice.combo.setMinimumContentsLength(CHOICE_LETTERS)
            self.flow.addWidget(choice)
            choice.changed.connect(self._on_changed)
        for switch in (self.special, self.ended):
            self.flow.addWidget(switch)
            switch.toggled.connect(lambda _on: self._on_changed())
        self.flow.addWidget(self.more)
        self.flow.addWidget(self.clear)
        self.flow.addWidget(self.count)
        self.clear.hide()

    def set_villages(self, villages: Sequence[Division]) -> None:
        """Offer these villages and keep the choice."""
        chosen = self._wanted_village or self.village.value()
        self.village_names = {village.code: village.name for village in villages}
        blocked = self.blockSignals(True)
        self.village.set_choices(list(self.village_names.items()))
        if chosen is not None:
            self.village.set_value(chosen)
            self._wanted_village = chosen
        self.blockSignals(blocked)
        self._show_chips()

    def set_visitors(self, names: Mapping[str, str]) -> None:
        """Offer these visitors: uid to name."""
        self.visitor_names = dict(names)
        self._show_chips()

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Choose by the names of ``ElderFilter``; what is not named is not narrowed."""
        known = {field.name for field in fields(ElderFilter)} - {"text"}
        self.set_filter(ElderFilter(**{name: value for name, value in values.items() if name in known}))

    def set_filter(self, wanted: ElderFilter) -> None:
        """Show a whole filter but its text: what one choice can say there, all else as chips."""
        villages, categories = wanted.all_villages(), wanted.wanted_categories()
        tiers, states = wanted.all_tiers(), wanted.all_states()
        blocked = self.blockSignals(True)
        self._wanted_village = villages[0] if len(villages) == 1 else None
        self.village.set_value(self._wanted_village)
        self.category.set_value(_single(Category, categories))
        self.tier.set_value(_single(Tier, tiers))
        self.state.set_value(_single(DutyState, states) if set(states) <= set(STATES) else None)
        self.special.setChecked(bool(wanted.special))
        self.ended.setChecked(wanted.ended and not wanted.everybody)
        self.blockSignals(blocked)
        self._rest = replace(
            wanted,
            text="",
            village_code=None,
            villages=villages if len(villages) > 1 else (),
            category=None,
            categories=() if self.category.value() else categories,
            all_categories=wanted.all_categories and len(categories) > 1,
            tier=None,
            tiers=() if self.tier.value() else tiers,
            state=None,
            states=() if self.state.value() else states,
            special=None if wanted.special else wanted.special,
            ended=False,
        )
        self._show_chips()

    def narrow(self, text: str) -> ElderFilter:
        """Return the filter for what is chosen, with ``text`` from the search field."""
        category, tier, state = self.category.value(), self.tier.value(), self.state.value()
        return replace(
            self._rest,
            text=text,
            village_code=self.village.value() or self._wanted_village,
            category=category.value if category else None,
            tier=tier.value if tier else None,
            state=state.value if state else None,
            special=True if self.special.isChecked() else self._rest.special,
            ended=self.ended.isChecked(),
        )

    def add_way(self, made: QPushButton) -> None:
        """Put a button of the page behind 更多筛选."""
        for widget in (self.clear, self.count):
            self.flow.removeWidget(widget)
        for widget in (made, self.clear, self.count):
            self.flow.addWidget(widget)
        self._last_way = made

    def open_panel(self) -> None:
        """Ctrl+Shift+F: all conditions in one form."""
        panel = FilterPanel(self.narrow(""), self.village_names, self.visitor_names, self)
        panel.decided.connect(self._on_decided)
        panel.open()

    def _choices(self) -> dict[str, ChoiceField[Any]]:
        return {
            _("嘎查村（社区）"): self.village,
            _("类别"): self.category,
            _("等级"): self.tier,
            _("状态"): self.state,
        }

    def _on_changed(self) -> None:
        if self.signalsBlocked():
            return
        self._wanted_village = None
        # One choice takes the place of several that were chosen in the panel.
        replaced: dict[str, Any] = {}
        if self.village.value():
            replaced["villages"] = ()
        if self.category.value():
            replaced |= {"categories": (), "all_categories": False}
        if self.tier.value():
            replaced["tiers"] = ()
        if self.state.value():
            replaced["states"] = ()
        if self.special.isChecked():
            replaced["special"] = None
        if self.ended.isChecked():
            replaced["everybody"] = False
        self._rest = replace(self._rest, **replaced)
        self._show_chips()
        self.changed.emit()

    def _on_decided(self, wanted: ElderFilter) -> None:
        self.set_filter(wanted)
        self.changed.emit()

    def _on_clear(self) -> None:
        self.set_filter(ElderFilter())
        self.changed.emit()

    def _show_chips(self) -> None:
        for chip in self.chips:
            self.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        found = conditions(self._rest, self.village_names, self.visitor_names)
        self.chips = [_Chip(condition.words, condition.without, self) for condition in found]
        for widget in (self.clear, self.count):
            self.flow.removeWidget(widget)
        for chip in self.chips:
            chip.removed.connect(self._on_removed)
            self.flow.addWidget(chip)
            chip.show()
        for widget in (self.clear, self.count):
            self.flow.addWidget(widget)
        self.clear.setVisible(self.narrow("") != ElderFilter())
        self._order_focus()
        # The lines of the flow have changed; the page has to give it another height.
        self.flow.invalidate()
        self.updateGeometry()

    def _order_focus(self) -> None:
        before: QWidget = self._last_way
        for widget in (*self.chips, self.clear):
            QWidget.setTabOrder(before, widget)
            before = widget

    def _on_removed(self, at: object) -> None:
        chip = next(one for one in self.chips if one is at)
        place = self.chips.index(chip)
        self._rest = chip.without
        self._show_chips()
        following: QWidget = self.chips[min(place, len(self.chips) - 1)] if self.chips else self.more
        following.setFocus()
        self.changed.emit()


class _Chip(QPushButton):
    """One condition; Enter, Space, Delete or a click takes it away. Signal: ``removed(chip)``."""

    removed = Signal(object)

    def __init__(self, words: str, without: ElderFilter, parent: QWidget) -> None:
        super().__init__(_("{words}  ×").format(words=words), parent)
        self.without = without
        self.setAutoDefault(False)
        self.setProperty("look", "chip")
        self.setAccessibleName(_("去掉条件：{words}").format(words=words))
        self.setToolTip(self.accessibleName())
        self.clicked.connect(lambda: self.removed.emit(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys that take the condition away."""
        if event.key() in {
            Qt.Key.Key_Delete,
            Qt.Key.Key_Backspace,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        }:
            self.removed.emit(self)
        else:
            super().keyPressEvent(event)


def _single(kind: Any, keys: Sequence[str]) -> Any:
    """Return the one member that ``keys`` name, None for none, several or an unknown one."""
    return next((member for member in kind if len(keys) == 1 and member.value == keys[0]), None)


def _switch(words: str) -> QPushButton:
    made = QPushButton(words)
    made.setCheckable(True)
    made.setAutoDefault(False)
    made.setProperty("look", "chip")
    made.setAccessibleName(words)
    return made
