"""The field for a rhythm: 每月, 每季度, or within so many days of the visit before."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.config.strings import _
from desktop_app.domain.policies import MONTHLY, QUARTERLY, Every, PeriodUnit
from desktop_app.ui import theme
from desktop_app.ui.kit import ChoiceField, Field, FlowLayout, NumberField, Text

LONGEST_DAYS = 366


class RhythmField(Field[Every | None]):
    """How often; ``empty`` is the word for no rhythm where one may be left out."""

    def __init__(self, *, empty: str | None = None) -> None:
        holder = QWidget()
        super().__init__(holder)
        self.unit: ChoiceField[PeriodUnit] = ChoiceField(
            [
                (PeriodUnit.MONTH, _("每月一次")),
                (PeriodUnit.QUARTER, _("每季度一次")),
                (PeriodUnit.DAYS, _("每若干天一次")),
            ],
            empty=empty,
        )
        self.days = NumberField(1, LONGEST_DAYS)
        self._unit_word = Text(_("天"), "unit")
        layout = FlowLayout(holder, spacing_em=0.4)
        for part in (self.unit, self.days, self._unit_word):
            layout.addWidget(part)
        self.unit.setMinimumWidth(theme.word_px(10))
        holder.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.unit.combo)
        self.unit.changed.connect(self._on_unit)
        self.days.changed.connect(self.changed)
        self._show_days()

    def value(self) -> Every | None:
        """Return the rhythm, None for none and while the days are missing."""
        unit = self.unit.value()
        if unit is PeriodUnit.MONTH:
            return MONTHLY
        if unit is PeriodUnit.QUARTER:
            return QUARTERLY
        days = self.days.value()
        return None if unit is None or days is None or self.days.problem() else Every(unit, days)

    def set_value(self, value: Every | None) -> None:
        """Show a rhythm."""
        self.unit.set_value(value.unit if value is not None else None)
        self.days.set_value(value.days if value is not None and value.rolling else None)
        self._show_days()

    def problem(self) -> str:
        """Say that the days are missing or out of range."""
        if self.unit.value() is not PeriodUnit.DAYS:
            return ""
        return _("请填写多少天一次。") if self.days.value() is None else self.days.problem()

    def key_targets(self) -> list[QWidget]:
        """Return the choice and the number."""
        return [self.unit.combo, self.days.line]

    def set_bad(self, bad: bool) -> None:
        """Mark the part in sight that is wrong."""
        (self.unit if self.days.isHidden() else self.days).set_bad(bad)

    def describe(self, name: str, description: str) -> None:
        """Name both parts."""
        self.unit.describe(name, description)
        self.days.describe(_("{name}：天数").format(name=name), description)

    def _on_unit(self) -> None:
        self._show_days()
        self.changed.emit()

    def _show_days(self) -> None:
        rolling = self.unit.value() is PeriodUnit.DAYS
        self.days.setVisible(rolling)
        self._unit_word.setVisible(rolling)
